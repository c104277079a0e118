/** The PLAIN mechanism (RFC 24): the client sends a user name and a password in clear text, and the application accepts or refuses it. */
import type { Command } from './command.ts'
import { encodeCommand } from './command.ts'
import { allocate, copyOf, EMPTY, latin1 } from './frame.ts'
import type { AuthRequest, Mechanism, MechanismContext, MechanismPlugin, MechanismStatus } from './mechanism.ts'
import type { Properties } from './metadata.ts'
import { decodeProperties } from './metadata.ts'
import { ProtocolError } from './protocol-error.ts'

/** Longest user name and password in bytes: the length is one byte. */
const MAX_CREDENTIAL = 255

const ERROR = latin1('\x05ERROR')
const MISSPELT_ERROR = latin1('^RROR')

/** The login of a PLAIN client. */
export interface PlainCredentials {
  /** 0 to 255 bytes of UTF-8 (ZMQ_PLAIN_USERNAME). */
  readonly username: string
  /** 0 to 255 bytes; a string is encoded as UTF-8. Bytes can be wiped after use, a string cannot (ZMQ_PLAIN_PASSWORD). */
  readonly password: string | Uint8Array
}

type ClientState = 'send hello' | 'await welcome' | 'send initiate' | 'await ready' | 'ready'
type ServerState = 'await hello' | 'authenticate' | 'send welcome' | 'await initiate' | 'send ready' | 'ready'

class PlainClient implements Mechanism {
  readonly request = undefined
  peer: Properties | undefined
  readonly #context: MechanismContext
  readonly #hello: Uint8Array
  #state: ClientState = 'send hello'

  constructor(context: MechanismContext, hello: Uint8Array) {
    this.#context = context
    this.#hello = hello
  }

  get status(): MechanismStatus {
    return this.#state === 'ready' ? 'ready' : 'handshake'
  }

  next(): Uint8Array | undefined {
    switch (this.#state) {
      case 'send hello':
        this.#state = 'await welcome'
        return this.#hello
      case 'send initiate':
        this.#state = 'await ready'
        return encodeCommand('INITIATE', this.#context.metadata)
      default:
        return undefined
    }
  }

  receive({ name, data }: Command): void {
    if (this.#state === 'await welcome' && name === 'WELCOME') {
      if (data.length > 0) throw malformed('WELCOME', `of ${data.length} bytes of data should have none`)
      this.#state = 'send initiate'
      return
    }
    if (this.#state !== 'await ready' || name !== 'READY') throw unexpected(name)
    this.peer = decodeProperties(data, this.#context.limits)
    this.#state = 'ready'
  }

  authorize(): void {}
}

class PlainServer implements Mechanism {
  request: AuthRequest | undefined
  peer: Properties | undefined
  readonly #context: MechanismContext
  #state: ServerState = 'await hello'

  constructor(context: MechanismContext) {
    this.#context = context
  }

  get status(): MechanismStatus {
    if (this.#state === 'authenticate') return 'authenticate'
    return this.#state === 'ready' ? 'ready' : 'handshake'
  }

  next(): Uint8Array | undefined {
    switch (this.#state) {
      case 'send welcome':
        this.#state = 'await initiate'
        return encodeCommand('WELCOME')
      case 'send ready':
        this.#state = 'ready'
        return encodeCommand('READY', this.#context.metadata)
      default:
        return undefined
    }
  }

  receive({ name, data }: Command): void {
    if (this.#state === 'await hello' && name === 'HELLO') {
      this.request = { mechanism: 'PLAIN', credentials: decodeCredentials(data) }
      this.#state = 'authenticate'
      return
    }
    if (this.#state !== 'await initiate' || name !== 'INITIATE') throw unexpected(name)
    this.peer = decodeProperties(data, this.#context.limits)
    this.#state = 'send ready'
  }

  authorize(): void {
    this.destroy()
    this.#state = 'send welcome'
  }

  /** Wipes the credentials, after the verdict or when the connection closes. */
  destroy(): void {
    for (const credential of this.request?.credentials ?? []) credential.fill(0)
    this.request = undefined
  }
}

/** Returns copies of the user name and the password. Both may be empty, neither may be missing. */
function decodeCredentials(data: Uint8Array): Uint8Array[] {
  const credentials: Uint8Array[] = []
  let offset = 0
  for (const what of ['user name', 'password']) {
    const size = data[offset]
    if (size === undefined) throw malformed('HELLO', `has no ${what}`)
    const end = offset + 1 + size
    if (end > data.length) throw malformed('HELLO', `claims a ${what} of ${size} bytes, ${data.length - offset - 1} are left`)
    credentials.push(size === 0 ? EMPTY : copyOf(data.subarray(offset + 1, end)))
    offset = end
  }
  if (offset < data.length) throw malformed('HELLO', `has ${data.length - offset} bytes after its password`)
  return credentials
}

function encodeCredential(what: string, value: string | Uint8Array): [Uint8Array, Uint8Array] {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  if (bytes.length > MAX_CREDENTIAL) {
    throw new RangeError(`a ${what} of ${bytes.length} bytes exceeds the ${MAX_CREDENTIAL} that PLAIN can carry (RFC 24)`)
  }
  return [Uint8Array.of(bytes.length), bytes]
}

function malformed(name: 'HELLO' | 'WELCOME', what: string): ProtocolError {
  return new ProtocolError(`ERR_ZMTP_MALFORMED_COMMAND_${name}`, `a ${name} of PLAIN ${what} (RFC 24)`)
}

function unexpected(name: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', `command ${name} out of turn in a PLAIN handshake`)
}

/**
 * Corrects the ERROR command of libzmq's PLAIN servers (4.3.5 and older), which begins with 5E 'RROR' instead of 05 'ERROR'. Returns any
 * other command unchanged.
 */
export function correctPlainError(body: Uint8Array): Uint8Array {
  for (let i = 0; i < MISSPELT_ERROR.length; i++) if (body[i] !== MISSPELT_ERROR[i]) return body
  const corrected = allocate(body.length + 1)
  corrected.set(ERROR)
  corrected.set(body.subarray(MISSPELT_ERROR.length), ERROR.length)
  return corrected
}

/**
 * Makes the PLAIN mechanism of a client (RFC 24). It keeps its HELLO for all its connections until `destroy()`. Throws `RangeError` if the
 * user name or the password has more than 255 bytes.
 */
export function plainClient({ username, password }: PlainCredentials): MechanismPlugin {
  const hello = encodeCommand('HELLO', ...encodeCredential('user name', username), ...encodeCredential('password', password))
  return { name: 'PLAIN', asServer: false, create: (context) => new PlainClient(context, hello), destroy: () => void hello.fill(0) }
}

/** Makes the PLAIN mechanism of a server (RFC 24). The application is asked about each client before WELCOME is sent. */
export function plainServer(): MechanismPlugin {
  return { name: 'PLAIN', asServer: true, create: (context) => new PlainServer(context) }
}
