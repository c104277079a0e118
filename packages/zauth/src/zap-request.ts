/**
 * A request for authentication as it comes to a handler (RFC 27). Whatever does not say exactly what RFC 27 wants of it is a fault,
 * to be answered with a status; nothing in it can throw.
 */
import { octetText } from '@tszmq/sockets/internal'
import { z85Encode } from '@tszmq/zmtp-codec'

export const ZAP_VERSION = '1.0'

/** Version, request id, domain, address, identity, mechanism; credentials follow. */
const FIELDS = 6

/** RFC 27: all strings, and the identity. PLAIN has a byte for each length. */
const MAX_STRING = 255

const KEY_SIZE = 32

/** An envelope has the routing id of the asking socket and of whoever passes requests on; more than this is nonsense. */
const MAX_HOPS = 16

const MECHANISMS: readonly string[] = ['NULL', 'PLAIN', 'CURVE', 'GSSAPI']

export type ZapMechanism = 'NULL' | 'PLAIN' | 'CURVE'

/** Who wants to be let in. */
export interface ZapRequest {
  /** The domain of the socket that asks. */
  readonly domain: string
  /** Where the peer is, as the socket says: an IP address; '' where there is none. */
  readonly address: string
  readonly identity: Buffer
  readonly mechanism: ZapMechanism
  /** PLAIN, else ''. UTF-8; a byte that is none is a lone surrogate, 0xe9 is U+DCE9, so that two names stay two. */
  readonly username: string
  /** PLAIN, else empty. Not enumerable in what a policy is given, so that a request which is printed does not show it. */
  readonly password: Buffer
  /** CURVE: the peer's long-term public key in Z85, else ''. That the peer has its secret key is proven. */
  readonly publicKey: string
}

/** What comes back to the sender with the answer. */
export interface ZapReturn {
  /** Up to the empty frame, and with it. */
  readonly envelope: readonly Buffer[]
  readonly requestId: Buffer
}

/**
 * Why a request cannot be judged. 500: the socket that asks does not speak ZAP 1.0, which is no fault of its peer. 400: the peer
 * has no credentials that could be right.
 */
export interface ZapFault {
  readonly status: 400 | 500
  readonly text: string
}

export interface ParsedRequest {
  readonly back: ZapReturn
  readonly request: ZapRequest | ZapFault
}

export function isFault(request: ZapRequest | ZapFault): request is ZapFault {
  return 'status' in request
}

/** Reads what a ROUTER received. Undefined: it has no envelope or no request id, so there is nobody to answer. */
export function parseZapRequest(message: readonly Buffer[]): ParsedRequest | undefined {
  const delimiter = message.findIndex((frame) => frame.length === 0)
  if (delimiter < 0 || delimiter > MAX_HOPS) return undefined
  const fields = message.slice(delimiter + 1)
  const requestId = fields[1]
  if (requestId === undefined) return undefined
  return { back: { envelope: message.slice(0, delimiter + 1), requestId }, request: judge(fields) }
}

function judge(fields: readonly Buffer[]): ZapRequest | ZapFault {
  const [version, domain, address, identity, mechanism] = [fields[0], ...fields.slice(2, FIELDS)]
  if (version?.toString('latin1') !== ZAP_VERSION) return fault(500, 'the version is not 1.0')
  if (domain === undefined || address === undefined || identity === undefined || mechanism === undefined) {
    return fault(500, `a request has ${FIELDS} frames and credentials, not ${fields.length}`)
  }
  if ([domain, address, identity, mechanism].some(({ length }) => length > MAX_STRING)) {
    return fault(500, `a field has more than ${MAX_STRING} bytes`)
  }
  const name = mechanism.toString('latin1')
  if (!MECHANISMS.includes(name)) return fault(400, 'the mechanism is unknown')
  if (name === 'GSSAPI') return fault(400, 'GSSAPI is not supported')
  const about = { domain: domain.toString('latin1'), address: address.toString('latin1'), identity, ...NOBODY }
  return withCredentials(about, name as ZapMechanism, fields.slice(FIELDS))
}

const NOBODY = { username: '', password: Buffer.alloc(0), publicKey: '' }

function withCredentials(
  about: Omit<ZapRequest, 'mechanism'>,
  mechanism: ZapMechanism,
  credentials: readonly Buffer[],
): ZapRequest | ZapFault {
  const [first, second, third] = credentials
  if (mechanism === 'NULL') return first === undefined ? { ...about, mechanism } : fault(400, 'NULL has no credentials')
  if (mechanism === 'PLAIN') {
    if (first === undefined || second === undefined || third !== undefined) {
      return fault(400, 'PLAIN has a user name and a password')
    }
    if (first.length > MAX_STRING || second.length > MAX_STRING) return fault(400, `PLAIN has at most ${MAX_STRING} bytes each`)
    return { ...about, mechanism, username: octetText(first), password: second }
  }
  if (first?.length !== KEY_SIZE || second !== undefined) return fault(400, `CURVE has a public key of ${KEY_SIZE} bytes`)
  return { ...about, mechanism, publicKey: z85Encode(first) }
}

function fault(status: 400 | 500, text: string): ZapFault {
  return { status, text }
}
