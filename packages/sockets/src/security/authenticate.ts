/** The `authenticate` callback of a socket: its request and its answers. A value that is not an answer refuses the peer. */
import type { AuthRequest, Verdict } from '@tszmq/zmtp-codec'
import { z85Encode } from '@tszmq/zmtp-codec'
import { readAnswer } from './answer.ts'
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
  /**
   * PLAIN, read in the same way. Compare it in constant time, e.g. with `crypto.timingSafeEqual` of two hashes. Like `credentials` of PLAIN
   * it is not enumerable, so that a request which is printed does not show it.
   */
  readonly password?: string
  /** CURVE: the peer's long-term public key, 40 characters of Z85. That it has the secret key is proven. */
  readonly publicKey?: string
  /** As ZAP has them (RFC 27): none for NULL; user name and password for PLAIN; the public key for CURVE. */
  readonly credentials: readonly Uint8Array[]
}

/** More about a peer that is admitted. */
interface AuthenticationDetails {
  /** Additional `properties` of its `Peer`. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** An explicit decision. */
export interface AuthenticationStatus extends AuthenticationDetails {
  /** 200 admits the peer; 300 asks it to try later; 400 refuses it; 500 refuses it because of an error of ours. */
  readonly status: 200 | 300 | 400 | 500
  /** Who the peer is: `userId` of its `Peer` and of its messages. At most 255 bytes. */
  readonly userId?: string
}

/** Admits the peer as this user. */
export interface AuthenticationUser extends AuthenticationDetails {
  /** Who the peer is: `userId` of its `Peer` and of its messages. 1 to 255 bytes. */
  readonly userId: string
}

/** The long form of an answer. It has a `status` or a `userId`; any other object refuses the peer with 500. */
export type Authentication = AuthenticationStatus | AuthenticationUser

/**
 * `true` admits the peer, `false` refuses it with 400. `undefined` asks the ZAP handler of the context; without one the peer is
 * refused with 500. So is a peer for which the callback returns anything else.
 */
export type AuthenticationAnswer = boolean | Authentication | undefined

/**
 * Called once for each peer, before it is admitted. If it throws, rejects, or returns a value that is not an `AuthenticationAnswer`, the
 * peer is refused with 500.
 */
export type Authenticate = (request: AuthenticationRequest) => AuthenticationAnswer | Promise<AuthenticationAnswer>

/** Where a request comes from. */
export interface Origin {
  readonly domain: string
  readonly address: string
  readonly endpoint: string
}

/** Not listed, so that a request which is printed or made JSON of does not show the password. */
const UNLISTED = { enumerable: false }

/** The request of a mechanism in the callback's words. */
export function describeRequest(request: AuthRequest, origin: Origin): AuthenticationRequest {
  const { mechanism, credentials } = request
  const common = { mechanism: mechanism as MechanismName, ...origin, credentials }
  const [first, second] = credentials
  if (mechanism === 'PLAIN') {
    const request = { ...common, username: octetText(first as Uint8Array), password: octetText(second as Uint8Array) }
    return Object.defineProperties(request, { password: UNLISTED, credentials: UNLISTED })
  }
  if (mechanism === 'CURVE') return { ...common, publicKey: z85Encode(first as Uint8Array) }
  return common
}

/** The callback's answer as a verdict; undefined if it leaves the decision to ZAP. Throws EINVAL for anything that is not an answer. */
export function readVerdict(answer: unknown): Verdict | undefined {
  if (answer === undefined) return undefined
  const { status, userId = '', metadata } = readAnswer(answer, 'authenticate')
  return { status, userId, metadata: new Map(metadata) }
}
