/**
 * The client's side of a SOCKS5 negotiation (RFC 1928, passwords by RFC 1929): bytes in, bytes out, no I/O. It refuses
 * whatever is no answer to what it said, and takes no byte beyond the last answer.
 */
import type { Attempt } from '../attempt.ts'
import type { HostPort } from '../ip/host-port.ts'
import { ipBytes, isMapped } from '../ip/ip-address.ts'
import type { SocksProxy } from './socks-proxy.ts'
import type { TransportError } from '../transport-error.ts'

const VERSION = 5
const LOGIN_VERSION = 1
const CONNECT = 1

/** Methods of authentication. */
const NO_LOGIN = 0
const LOGIN = 2
const NO_METHOD = 0xff

/** Types of address. */
const IPV4 = 1
const NAME = 3
const IPV6 = 4

/** A name, a user name and a password have one byte for their length. */
const LONGEST_TEXT = 255

/** Version, code, a reserved byte, type; the longest name with its length; port. */
const LONGEST_ANSWER = 4 + 1 + LONGEST_TEXT + 2

/** RFC 1928, section 6: what the code of a proxy that did not connect means. */
const REFUSALS: readonly (readonly [code: string, reason: string] | undefined)[] = [
  undefined,
  ['ECONNABORTED', 'failed and does not say why'],
  ['EACCES', 'does not allow this connection'],
  ['ENETUNREACH', 'finds the network unreachable'],
  ['EHOSTUNREACH', 'finds no such host, or no route to it'],
  ['ECONNREFUSED', 'was refused: nobody is listening there'],
  ['ETIMEDOUT', 'had no answer in time'],
  ['ENOTSUP', 'does not make connections for others'],
  ['EAFNOSUPPORT', 'does not take this kind of address'],
]

/** What is awaited, in the order of the wire; `code`, `address` and `port` are parts of one answer. */
type State = 'method' | 'verdict' | 'code' | 'address' | 'port' | 'done'

export class SocksNegotiation {
  readonly #proxy: string
  readonly #attempt: Attempt
  readonly #login: Uint8Array | undefined
  readonly #request: Uint8Array
  readonly #answer = new Uint8Array(LONGEST_ANSWER)
  #state: State = 'method'
  /** How much of the answer is there, and how much must be before it can be judged. */
  #length = 0
  #wanted = 2
  #pending: Uint8Array | undefined

  /** To reach `target`. Throws EINVAL for what SOCKS has no words for. */
  constructor(target: HostPort, proxy: SocksProxy, attempt: Attempt) {
    this.#proxy = proxy.address
    this.#attempt = attempt
    this.#login = proxy.username === '' ? undefined : encodeLogin(proxy, attempt)
    this.#request = encodeRequest(target, attempt)
    const methods = this.#login === undefined ? [NO_LOGIN] : [LOGIN, NO_LOGIN]
    this.#pending = Uint8Array.of(VERSION, methods.length, ...methods)
  }

  /** The connection leads to the target now. */
  get done(): boolean {
    return this.#state === 'done'
  }

  /** What is to be sent to the proxy; each thing once. */
  take(): Uint8Array | undefined {
    const pending = this.#pending
    this.#pending = undefined
    return pending
  }

  /** Bytes from the proxy. Returns how many were its own: what follows is the target's. Throws a TransportError. */
  receive(chunk: Uint8Array): number {
    let used = 0
    while (this.#state !== 'done' && used < chunk.length) {
      const part = chunk.subarray(used, used + this.#wanted - this.#length)
      this.#answer.set(part, this.#length)
      this.#length += part.length
      used += part.length
      if (this.#length === this.#wanted) this.#judge(this.#answer[0] as number, this.#answer[1] as number)
    }
    return used
  }

  /** What to reject with when the proxy closes the connection too early. */
  closed(): TransportError {
    return this.#refuse('ECONNRESET', 'closed the connection before it had answered')
  }

  #judge(version: number, code: number): void {
    switch (this.#state) {
      case 'method':
        this.#checkVersion(version, VERSION)
        return this.#useMethod(code)
      case 'verdict':
        this.#checkVersion(version, LOGIN_VERSION)
        if (code !== 0) throw this.#refuse('EACCES', 'does not accept this user name and password')
        return this.#say(this.#request, 'code')
      case 'code':
        this.#checkVersion(version, VERSION)
        // What a proxy that failed says after its code is of no use, and may never come.
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
        // Where the proxy connects from is its own business.
        this.#state = 'done'
    }
  }

  #useMethod(method: number): void {
    if (method === NO_LOGIN) return this.#say(this.#request, 'code')
    const login = this.#login
    if (method === LOGIN && login !== undefined) return this.#say(login, 'verdict')
    if (method !== NO_METHOD) throw this.#refuse('EPROTO', `chose method ${method}, which was not offered`)
    throw this.#refuse('EACCES', login === undefined ? 'lets in nobody without a user name' : 'takes no user names')
  }

  /** Sends `bytes`, and awaits the two bytes that every answer begins with. */
  #say(bytes: Uint8Array, state: State): void {
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
    throw this.#refuse('EPROTO', `answered with an address of the unknown type ${type}`)
  }

  #checkVersion(version: number, wanted: number): void {
    if (version !== wanted) throw this.#refuse('EPROTO', `does not speak SOCKS5: it said ${version} instead of ${wanted}`)
  }

  #refuse(code: string, reason: string): TransportError {
    return this.#attempt.refuse(code, `the SOCKS proxy ${this.#proxy} ${reason}`)
  }
}

/** RFC 1928, section 4. A name goes as it is: the proxy may know what we do not. */
function encodeRequest({ host, zone, port }: HostPort, attempt: Attempt): Uint8Array {
  if (zone !== '') throw attempt.refuse('EINVAL', `the zone ${zone} is ours, and means nothing to a SOCKS proxy`)
  const ip = ipBytes(host)
  const type = ip === undefined ? NAME : isMapped(ip) ? IPV4 : IPV6
  const address = ip === undefined ? encodeText('host name', host, attempt) : isMapped(ip) ? ip.subarray(12) : ip
  return Uint8Array.of(VERSION, CONNECT, 0, type, ...address, port >> 8, port & 0xff)
}

/** RFC 1929. */
function encodeLogin({ username, password }: SocksProxy, attempt: Attempt): Uint8Array {
  const name = encodeText('SOCKS user name', username, attempt)
  return Uint8Array.of(LOGIN_VERSION, ...name, ...encodeText('SOCKS password', password, attempt))
}

/** One byte for the length, then the text. */
function encodeText(what: string, text: string, attempt: Attempt): Uint8Array {
  const bytes = Buffer.from(text)
  if (bytes.length <= LONGEST_TEXT) return Uint8Array.of(bytes.length, ...bytes)
  throw attempt.refuse('EINVAL', `a ${what} has at most ${LONGEST_TEXT} bytes, not ${bytes.length}`)
}
