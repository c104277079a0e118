/** What an application may decide itself, and what its answers mean. Whatever is no answer lets nobody in. */
import { ZmqError } from '@tszmq/sockets'
import { textOctets } from '@tszmq/sockets/internal'
import type { ZapRequest } from './zap-request.ts'
import type { ZapStatus, ZapVerdict } from './zap-reply.ts'

/** The long form of an answer. What is left out stays as it was found. */
export interface PolicyVerdict {
  /** 200 (the default) lets the peer in; 300 asks it to try later; 400 refuses it; 500 says that we cannot tell. */
  readonly status?: ZapStatus
  readonly text?: string
  /** Who the peer is. At most 255 bytes. */
  readonly userId?: string
  /** More about it; joins that of its certificate. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Asked last, when the addresses, the password file and the certificates have nothing against a peer. For PLAIN without a file
 * and for CURVE without certificates it decides alone. Throwing refuses with 500, as does taking more than `policyTimeout`.
 */
export type Policy = (request: ZapRequest) => boolean | PolicyVerdict | Promise<boolean | PolicyVerdict>

const MAX_USER_ID = 255
const STATUSES: readonly unknown[] = [200, 300, 400, 500]

/** Throws EINVAL for what is no answer. */
export function applyPolicy(found: ZapVerdict, answer: unknown): ZapVerdict {
  if (answer === true) return found
  if (answer === false) return { ...found, status: 400, text: 'No access' }
  if (typeof answer !== 'object' || answer === null) throw noVerdict('must answer with a boolean or an object')
  const { status = 200, text = status === 200 ? 'OK' : 'No access', userId, metadata = {} } = answer as PolicyVerdict
  if (!STATUSES.includes(status)) throw noVerdict('must answer with a status of 200, 300, 400 or 500')
  if (typeof text !== 'string') throw noVerdict('must answer with a text')
  if (userId !== undefined && !isUserId(userId)) throw noVerdict('must answer with a userId of at most 255 bytes')
  const more = Object.entries(metadata)
  if (more.some(([, value]) => typeof value !== 'string')) throw noVerdict('must answer with metadata of strings')
  return {
    status,
    text,
    userId: userId ?? found.userId,
    metadata: new Map([...found.metadata, ...more]),
  }
}

function isUserId(userId: unknown): boolean {
  return typeof userId === 'string' && (textOctets(userId)?.length ?? Infinity) <= MAX_USER_ID
}

function noVerdict(why: string): ZmqError {
  return new ZmqError('EINVAL', `a policy ${why}`)
}
