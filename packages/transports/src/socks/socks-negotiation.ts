/** The client's side of a SOCKS5 negotiation (RFC 1928, passwords by RFC 1929): bytes in, bytes out, no I/O. */
import type { Attempt } from '../attempt.ts'
import type { HostPort } from '../ip/host-port.ts'
import { ipBytes, isMapped } from '../ip/ip-address.ts'
import type { SocksProxy } from './socks-proxy.ts'
import type { TransportError } from '../transport-error.ts'

const VERSION = 5
const LOGIN_VERSION = 1
const CONNECT = 1

/** Authentication methods. */
const NO_LOGIN = 0
const LOGIN = 2
const NO_METHOD = 0xff

/** Address types. */
const IPV4 = 1
const NAME = 3
const IPV6 = 4

/** Most bytes of a host name, a user name or a password: the length is one byte. */
const LONGEST_TEXT = 255

/** Version, code, a reserved byte and the address type; the longest name with its length; the port. */
const LONGEST_ANSWER = 4 + 1 + LONGEST_TEXT + 2

/** Error code and text by the reply code of the proxy (RFC 1928, section 6). */
const REFUSALS: readonly (readonly [code: string, reason: string] | undefined)[] = [
  undefined,
  ['ECONNABORTED', 'reported a general failure'],
  ['EACCES', 'does not allow this connection'],
  ['ENETUNREACH', 'cannot reach the network'],
  ['EHOSTUNREACH', 'cannot reach the host'],
  ['ECONNREFUSED', 'was refused: no process is listening there'],
  ['ETIMEDOUT', 'got no answer in time'],
  ['ENOTSUP', 'does not support the CONNECT command'],
  ['EAFNOSUPPORT', 'does not support this type of address'],
]

/** What the client waits for, in the order of the wire. `code`, `address` and `port` are parts of one answer. */
type State = 'method' | 'verdict' | 'code' | 'address' | 'port' | 'done'

/** One negotiation. Send what `next` returns, and pass what arrives to `receive`, until `done`. */
export class SocksNegotiation {
  readonly #proxy: string
  readonly #attempt: Attempt
  readonly #login: Uint8Array | undefined
  readonly #request: Uint8Array
  readonly #answer = new Uint8Array(LONGEST_ANSWER)
  #state: State = 'method'
  /** Bytes of the answer that have arrived, and bytes that the next step needs. */
  #length = 0
  #wanted = 2
  #pending: Uint8Array | undefined

  /** Starts a negotiation for a connection to `target`. Throws `EINVAL` if SOCKS cannot express `target` or the login. */
  constructor(target: HostPort, proxy: SocksProxy, attempt: Attempt) {
    this.#proxy = proxy.address
    this.#attempt = attempt
    this.#login = proxy.username === '' ? undefined : encodeLogin(proxy, attempt)
    this.#request = encodeRequest(target, attempt)
    const methods = this.#login === undefined ? [NO_LOGIN] : [LOGIN, NO_LOGIN]
    this.#pending = Uint8Array.of(VERSION, methods.length, ...methods)
  }

  /** True once the proxy has connected to the target. */
  get done(): boolean {
    return this.#state === 'done'
  }

  /** Returns the bytes to send to the proxy, once; undefined if there are none. */
  next(): Uint8Array | undefined {
    const pending = this.#pending
    this.#pending = undefined
    return pending
  }

  /** Consumes bytes from the proxy and returns how many. The rest comes from the target. Throws a TransportError. */
  receive(chunk: Uint8Array): number {
    let used = 0
    while (this.#state !== 'done' && used < chunk.length) {
      const part = chunk.subarray(used, used + this.#wanted - this.#length)
      this.#answer.set(part, this.#length)
      this.#length += part.length
      used += part.length
      if (this.#length === this.#wanted) this.#step(this.#answer[0] as number, this.#answer[1] as number)
    }
    return used
  }

  /** Makes the error for a proxy that closed the connection before the negotiation was done. */
  closed(): TransportError {
    return this.#refuse('ECONNRESET', 'closed the connection before it answered')
  }

  #step(version: number, code: number): void {
    switch (this.#state) {
      case 'method':
        this.#checkVersion(version, VERSION)
        return this.#useMethod(code)
      case 'verdict':
        this.#checkVersion(version, LOGIN_VERSION)
        if (code !== 0) throw this.#refuse('EACCES', 'does not accept this user name and password')
        return this.#send(this.#request, 'code')
      case 'code':
        this.#checkVersion(version, VERSION)
        // After a failure the rest of the answer is not needed, and may never arrive.
        if (code !== 0) throw this.#refuse(...(REFUSALS[code] ?? ['EPROTO', `failed with the unknown code ${code}`]))
        this.#state = 'address'
        this.#wanted = 5
        return
      case 'address':
        this.#state = 'port'
        this.#wanted = 4 + this.#addressLength() + 2
        return
      case 'port':
      case 'done':
        // The address that the proxy connects from is not used.
        this.#state = 'done'
    }
  }

  #useMethod(method: number): void {
    if (method === NO_LOGIN) return this.#send(this.#request, 'code')
    const login = this.#login
    if (method === LOGIN && login !== undefined) return this.#send(login, 'verdict')
    if (method !== NO_METHOD) throw this.#refuse('EPROTO', `chose method ${method}, which was not offered`)
    throw this.#refuse('EACCES', login === undefined ? 'requires a user name' : 'does not accept user names')
  }

  /** Sets `bytes` to be sent, and waits for the two bytes that every answer begins with. */
  #send(bytes: Uint8Array, state: State): void {
    this.#pending = bytes
    this.#state = state
    this.#length = 0
    this.#wanted = 2
  }

  #addressLength(): number {
    const type = this.#answer[3] as number
    if (type === IPV4) return 4
    if (type === IPV6) return 16
    if (type === NAME) return 1 + (this.#answer[4] as number)
    throw this.#refuse('EPROTO', `answered with the unknown address type ${type}`)
  }

  #checkVersion(version: number, wanted: number): void {
    if (version !== wanted) throw this.#refuse('EPROTO', `does not speak SOCKS5: it sent version ${version} instead of ${wanted}`)
  }

  #refuse(code: string, reason: string): TransportError {
    return this.#attempt.refuse(code, `the SOCKS proxy ${this.#proxy} ${reason}`)
  }
}

/** Encodes the CONNECT request (RFC 1928, section 4). A host name is sent as it is: the proxy resolves it. */
function encodeRequest({ host, zone, port }: HostPort, attempt: Attempt): Uint8Array {
  if (zone !== '') throw attempt.refuse('EINVAL', `the zone ${zone} is valid on this host only, and a SOCKS proxy cannot use it`)
  const ip = ipBytes(host)
  const type = ip === undefined ? NAME : isMapped(ip) ? IPV4 : IPV6
  const address = ip === undefined ? encodeText('host name', host, attempt) : isMapped(ip) ? ip.subarray(12) : ip
  return Uint8Array.of(VERSION, CONNECT, 0, type, ...address, port >> 8, port & 0xff)
}

/** Encodes the user name and the password (RFC 1929). */
function encodeLogin({ username, password }: SocksProxy, attempt: Attempt): Uint8Array {
  const name = encodeText('SOCKS user name', username, attempt)
  return Uint8Array.of(LOGIN_VERSION, ...name, ...encodeText('SOCKS password', password, attempt))
}

/** Encodes one byte for the length, then the text. */
function encodeText(what: string, text: string, attempt: Attempt): Uint8Array {
  const bytes = Buffer.from(text)
  if (bytes.length <= LONGEST_TEXT) return Uint8Array.of(bytes.length, ...bytes)
  throw attempt.refuse('EINVAL', `a ${what} has at most ${LONGEST_TEXT} bytes, not ${bytes.length}`)
}
