/** Parses a ZAP request (RFC 27). A request that breaks RFC 27 is a fault, which is answered with a status. Parsing never throws. */
import { octetText } from '@tszmq/sockets/internal'
import { z85Encode } from '@tszmq/zmtp-codec'

export const ZAP_VERSION = '1.0'

/** The number of fields before the credentials: version, request id, domain, address, identity, mechanism. */
const FIELDS = 6

/** The maximum size of a string and of the identity in bytes (RFC 27), and of a PLAIN credential, whose length is one byte. */
const MAX_STRING = 255

const KEY_SIZE = 32

/** Maximum number of routing ids in the envelope: that of the socket and those of proxies. */
const MAX_HOPS = 16

const MECHANISMS: readonly string[] = ['NULL', 'PLAIN', 'CURVE', 'GSSAPI']

export type ZapMechanism = 'NULL' | 'PLAIN' | 'CURVE'

/** A request to admit a peer. */
export interface ZapRequest {
  /** The ZAP domain of the socket. */
  readonly domain: string
  /** The IP address of the peer; '' if it has none. */
  readonly address: string
  readonly identity: Buffer
  readonly mechanism: ZapMechanism
  /** The user name of PLAIN, else ''. UTF-8, in which another byte is a lone surrogate (0xe9 is U+DCE9), so that different names stay different. */
  readonly username: string
  /** The password of PLAIN, else empty. Not enumerable in the request for a policy, so that printing the request does not show it. */
  readonly password: Buffer
  /** The long-term public key of the peer in Z85 for CURVE, else ''. The peer has proved that it has the secret key. */
  readonly publicKey: string
}

/** The frames of a request that go back with the reply. */
export interface ZapReturn {
  /** The frames up to the empty frame, which is included. */
  readonly envelope: readonly Buffer[]
  readonly requestId: Buffer
}

/**
 * The reason why a request is refused without a decision. 500: the socket does not use ZAP 1.0, which is not the peer's fault. 400: the
 * credentials of the peer are malformed.
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

/** Parses a message of a ROUTER. Returns undefined if it has no envelope or no request id, so that it cannot be answered. */
export function parseZapRequest(message: readonly Buffer[]): ParsedRequest | undefined {
  const delimiter = message.findIndex((frame) => frame.length === 0)
  if (delimiter < 0 || delimiter > MAX_HOPS) return undefined
  const fields = message.slice(delimiter + 1)
  const requestId = fields[1]
  if (requestId === undefined) return undefined
  return { back: { envelope: message.slice(0, delimiter + 1), requestId }, request: parseFields(fields) }
}

function parseFields(fields: readonly Buffer[]): ZapRequest | ZapFault {
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
  const about = { domain: domain.toString('latin1'), address: address.toString('latin1'), identity, ...NO_CREDENTIALS }
  return withCredentials(about, name as ZapMechanism, fields.slice(FIELDS))
}

const NO_CREDENTIALS = { username: '', password: Buffer.alloc(0), publicKey: '' }

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
