/** What a socket's `authenticate` callback is asked, and what it may answer. Whatever is no answer refuses the peer. */
import type { AuthRequest, Verdict } from '@tszmq/zmtp-codec'
import { z85Encode } from '@tszmq/zmtp-codec'
import { ZmqError } from '../core/zmq-error.ts'
import type { MechanismName } from './mechanism-choice.ts'
import { octetText } from './octet-text.ts'

/** Who wants to be let in. */
export interface AuthenticationRequest {
  readonly mechanism: MechanismName
  /** The socket's `zapDomain`, '' without one. */
  readonly domain: string
  /** Where the peer is: its IP address in its shortest form; '' over ipc, where the system does not tell. */
  readonly address: string
  /** The endpoint of ours it came to. */
  readonly endpoint: string
  /** PLAIN: what the peer calls itself, as UTF-8. A byte that is none is a lone surrogate: 0xe9 is U+DCE9, so that two names stay two. */
  readonly username?: string
  /** PLAIN, read in the same way: compare it in constant time, e.g. with `crypto.timingSafeEqual` of two hashes. */
  readonly password?: string
  /** CURVE: the peer's long-term public key, 40 characters of Z85. That it has the secret key is proven. */
  readonly publicKey?: string
  /** As ZAP has them (RFC 27): none for NULL; user name and password for PLAIN; the public key for CURVE. */
  readonly credentials: readonly Uint8Array[]
}

/** The long form of an answer. */
export interface Authentication {
  /** 200 (the default) lets the peer in; 300 asks it to try later; 400 refuses it; 500 says that we cannot tell. */
  readonly status?: 200 | 300 | 400 | 500
  /** Who the peer is: `userId` of its `Peer` and of its messages. At most 255 bytes. */
  readonly userId?: string
  /** More about it: `properties` of its `Peer`. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** True or false, or more about it. Undefined leaves the answer to ZAP, as if there were no callback. */
export type AuthenticationAnswer = boolean | Authentication | undefined

/** Asked once for each peer, before it is let in. Throwing or rejecting refuses the peer with 500. */
export type Authenticate = (request: AuthenticationRequest) => AuthenticationAnswer | Promise<AuthenticationAnswer>

/** Where a request comes from. */
export interface Origin {
  readonly domain: string
  readonly address: string
  readonly endpoint: string
}

const STATUSES: readonly unknown[] = [200, 300, 400, 500]

/** The request of a mechanism in the callback's words. */
export function describeRequest(request: AuthRequest, origin: Origin): AuthenticationRequest {
  const { mechanism, credentials } = request
  const common = { mechanism: mechanism as MechanismName, ...origin, credentials }
  const [first, second] = credentials
  if (mechanism === 'PLAIN') return { ...common, username: octetText(first as Uint8Array), password: octetText(second as Uint8Array) }
  if (mechanism === 'CURVE') return { ...common, publicKey: z85Encode(first as Uint8Array) }
  return common
}

/** The callback's answer as a verdict; undefined when it has none. Throws EINVAL for what is no answer. */
export function readAnswer(answer: unknown): Verdict | undefined {
  if (answer === undefined) return undefined
  if (typeof answer === 'boolean') return { status: answer ? 200 : 400 }
  if (typeof answer !== 'object' || answer === null) throw noAnswer('must return a boolean, an object or undefined')
  const { status = 200, userId = '', metadata = {} } = answer as Authentication
  if (!STATUSES.includes(status)) throw noAnswer('must return a status of 200, 300, 400 or 500')
  if (typeof userId !== 'string' || Buffer.byteLength(userId) > 255) throw noAnswer('must return a userId of at most 255 bytes')
  const entries = Object.entries(metadata)
  if (entries.some(([, value]) => typeof value !== 'string')) throw noAnswer('must return metadata of strings')
  return { status, userId, metadata: new Map(entries) }
}

function noAnswer(reason: string): ZmqError {
  return new ZmqError('EINVAL', `an authenticate callback ${reason}`)
}
