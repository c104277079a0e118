/** The `authenticate` callback of a socket: its request and its answers. */
import type { AuthRequest, Verdict } from '@tszmq/zmtp-codec'
import { z85Encode } from '@tszmq/zmtp-codec'
import { readAnswer } from './answer.ts'
import type { MechanismName } from './mechanism-choice.ts'
import { octetText } from './octet-text.ts'

/** A peer that asks to be admitted. */
export interface AuthenticationRequest {
  /** The security mechanism: `NULL`, `PLAIN` or `CURVE`. */
  readonly mechanism: MechanismName
  /** The `zapDomain` of the socket; empty without one. */
  readonly domain: string
  /** IP address of the peer in its shortest form; empty over ipc. */
  readonly address: string
  /** The endpoint that the peer connected to. */
  readonly endpoint: string
  /** PLAIN: the user name, read as UTF-8. A byte that is not UTF-8 becomes a lone surrogate (0xe9 is U+DCE9), so that names stay distinct. */
  readonly username?: string
  /**
   * PLAIN: the password, read like the user name. Compare it in constant time, for example with `crypto.timingSafeEqual` of two hashes. It
   * and `credentials` of PLAIN are not enumerable, so that a printed request does not show them.
   */
  readonly password?: string
  /** CURVE: the long-term public key of the peer, 40 characters of Z85. The peer has proven that it has the secret key. */
  readonly publicKey?: string
  /** Credentials in the form of ZAP (RFC 27): none for NULL; user name and password for PLAIN; the public key for CURVE. */
  readonly credentials: readonly Uint8Array[]
}

/** More about a peer that is admitted. */
interface AuthenticationDetails {
  /** Properties to add to those of its `Peer`. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** A decision by status code. */
export interface AuthenticationStatus extends AuthenticationDetails {
  /** 200 admits the peer; 300 asks it to try later; 400 rejects it; 500 rejects it because of an internal error. */
  readonly status: 200 | 300 | 400 | 500
  /** User id of the peer, at most 255 bytes: `userId` of its `Peer`. Default: empty. */
  readonly userId?: string
}

/** Admits the peer as this user. */
export interface AuthenticationUser extends AuthenticationDetails {
  /** User id of the peer, 1 to 255 bytes: `userId` of its `Peer`. */
  readonly userId: string
}

/** An answer as an object with a `status` or a `userId`. Any other object rejects the peer with 500. */
export type Authentication = AuthenticationStatus | AuthenticationUser

/**
 * `true` admits the peer. `false` rejects it with 400. `undefined` asks the ZAP handler of the context; without one the peer is rejected
 * with 500. Any other value rejects the peer with 500.
 */
export type AuthenticationAnswer = boolean | Authentication | undefined

/**
 * Decides about a peer; called once for each peer, before it is admitted. If it throws, rejects, or returns a value that is not an
 * `AuthenticationAnswer`, the peer is rejected with 500.
 */
export type Authenticate = (request: AuthenticationRequest) => AuthenticationAnswer | Promise<AuthenticationAnswer>

/** The domain, address and endpoint of a request. */
export interface Origin {
  readonly domain: string
  readonly address: string
  readonly endpoint: string
}

/** So that a request that is printed, or converted to JSON, does not show the password. */
const NOT_ENUMERABLE = { enumerable: false }

/** Makes the callback's request of the request of a mechanism. */
export function describeRequest(request: AuthRequest, origin: Origin): AuthenticationRequest {
  const { mechanism, credentials } = request
  const common = { mechanism: mechanism as MechanismName, ...origin, credentials }
  const [first, second] = credentials
  if (mechanism === 'PLAIN') {
    const request = { ...common, username: octetText(first as Uint8Array), password: octetText(second as Uint8Array) }
    return Object.defineProperties(request, { password: NOT_ENUMERABLE, credentials: NOT_ENUMERABLE })
  }
  if (mechanism === 'CURVE') return { ...common, publicKey: z85Encode(first as Uint8Array) }
  return common
}

/** Makes a verdict of the callback's answer; undefined if it leaves the decision to ZAP. Throws EINVAL if it is not an answer. */
export function readVerdict(answer: unknown): Verdict | undefined {
  if (answer === undefined) return undefined
  const { status, userId = '', metadata } = readAnswer(answer, 'authenticate')
  return { status, userId, metadata: new Map(metadata) }
}
