/** The policy of an application: its own decision about a peer. A value that is not an answer refuses the peer. */
import { readAnswer } from '@tszmq/sockets/internal'
import type { ZapRequest } from './zap-request.ts'
import type { ZapStatus, ZapVerdict } from './zap-reply.ts'

/** Optional parts of an answer. A part that is left out keeps its value. */
interface PolicyDetails {
  readonly text?: string
  /** Joins the metadata of the peer's certificate. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** An explicit decision. */
export interface PolicyStatus extends PolicyDetails {
  /** 200 admits the peer; 300 asks it to try later; 400 refuses it; 500 refuses it because of an error of ours. */
  readonly status: ZapStatus
  /** Who the peer is. At most 255 bytes. */
  readonly userId?: string
}

/** Admits the peer as this user. */
export interface PolicyUser extends PolicyDetails {
  /** Who the peer is. 1 to 255 bytes. */
  readonly userId: string
}

/** The long form of an answer. It has a `status` or a `userId`; any other object refuses the peer with 500. */
export type PolicyVerdict = PolicyStatus | PolicyUser

/**
 * The application's decision about a peer. It is called last, if the addresses, the password file and the certificates admit the peer. It
 * decides alone about PLAIN without a file and about CURVE without certificates. The peer is refused with 500 if the policy throws, takes longer
 * than `policyTimeout`, or returns a value that is neither a boolean nor a `PolicyVerdict`.
 */
export type Policy = (request: ZapRequest) => boolean | PolicyVerdict | Promise<boolean | PolicyVerdict>

/** Throws EINVAL for a value that is not an answer. */
export function applyPolicy(found: ZapVerdict, answer: unknown): ZapVerdict {
  const { status, text, userId, metadata } = readAnswer(answer, 'the policy of zauth')
  if (answer === true) return found
  return {
    status,
    text: text ?? (status === 200 ? 'OK' : 'No access'),
    userId: userId ?? found.userId,
    metadata: new Map([...found.metadata, ...metadata]),
  }
}
