/** The client's side of the CURVE handshake (RFC 25, 26). The client knows the server's public key and proves its own. */
import type { Command } from './command.ts'
import { encodeCommand } from './command.ts'
import { LONG_NONCE, checkKey, nonceOf, openBox, randomBytes, sealBox, sharedKey } from './curve-box.ts'
import { CurveCipher } from './curve-cipher.ts'
import type { CurveCrypto } from './curve-crypto.ts'
import { BOX, KEY } from './curve-crypto.ts'
import { NONCE, NonceCounter, NonceGuard } from './curve-nonce.ts'
import { allocate, copyOf } from './frame.ts'
import type { Mechanism, MechanismContext, MechanismPlugin, MechanismStatus } from './mechanism.ts'
import type { Properties } from './metadata.ts'
import { decodeProperties } from './metadata.ts'
import { ProtocolError } from './protocol-error.ts'

/** Options of {@link curveClient}. Each key has 32 bytes. */
export interface CurveClientOptions {
  /** The cryptography to use. */
  readonly crypto: CurveCrypto
  /** The server's long-term public key, S (ZMQ_CURVE_SERVERKEY). */
  readonly serverKey: Uint8Array
  /** The client's long-term public key, C (ZMQ_CURVE_PUBLICKEY). */
  readonly publicKey: Uint8Array
  /** The client's long-term secret key, c (ZMQ_CURVE_SECRETKEY). */
  readonly secretKey: Uint8Array
}

const VERSION = Uint8Array.of(1, 0)
/** HELLO is longer than WELCOME, so the server cannot be used for amplification (RFC 26). */
const PADDING = new Uint8Array(72)
const SIGNATURE = new Uint8Array(64)
const COOKIE = 96
const WELCOME = LONG_NONCE + BOX + KEY + COOKIE

type State = 'send hello' | 'await welcome' | 'send initiate' | 'await ready' | 'ready'

class CurveClient implements Mechanism {
  readonly request = undefined
  peer: Properties | undefined
  cipher: CurveCipher | undefined
  readonly #options: CurveClientOptions
  readonly #context: MechanismContext
  readonly #sent = new NonceCounter()
  readonly #received = new NonceGuard()
  /** c' and C', the transient keys of this connection. */
  readonly #transientSecret: Uint8Array
  readonly #transientPublic: Uint8Array
  /** Key of the boxes between C' and S: HELLO and WELCOME. */
  readonly #helloKey: Uint8Array
  /** Key of the boxes between C' and S': everything after WELCOME. */
  #key: Uint8Array | undefined
  #serverTransient: Uint8Array | undefined
  #cookie: Uint8Array | undefined
  #state: State = 'send hello'

  constructor(options: CurveClientOptions, context: MechanismContext) {
    this.#options = options
    this.#context = context
    this.#transientSecret = randomBytes(options.crypto, KEY)
    this.#transientPublic = options.crypto.publicKey(this.#transientSecret)
    this.#helloKey = sharedKey(options.crypto, options.serverKey, this.#transientSecret, "server's public key")
  }

  get status(): MechanismStatus {
    return this.#state === 'ready' ? 'ready' : 'handshake'
  }

  next(): Uint8Array | undefined {
    switch (this.#state) {
      case 'send hello':
        this.#state = 'await welcome'
        return this.#hello()
      case 'send initiate':
        this.#state = 'await ready'
        return this.#initiate()
      default:
        return undefined
    }
  }

  receive({ name, data }: Command): void {
    if (this.#state === 'await welcome' && name === 'WELCOME') return this.#welcome(data)
    if (this.#state === 'await ready' && name === 'READY') return this.#ready(data)
    throw new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', `command ${name} out of turn in a CURVE handshake`)
  }

  authorize(): void {}

  destroy(): void {
    const { crypto } = this.#options
    crypto.wipe(this.#transientSecret)
    crypto.wipe(this.#helloKey)
    if (this.#key !== undefined) crypto.wipe(this.#key)
  }

  #hello(): Uint8Array {
    const [nonce, short] = [nonceOf('CurveZMQHELLO---'), allocate(NONCE)]
    this.#sent.next(nonce, short, 0)
    const box = sealBox(this.#options.crypto, this.#helloKey, nonce, SIGNATURE)
    return encodeCommand('HELLO', VERSION, PADDING, this.#transientPublic, short, box)
  }

  #welcome(data: Uint8Array): void {
    const { crypto } = this.#options
    if (data.length !== WELCOME) throw malformed('WELCOME', data)
    const nonce = nonceOf('WELCOME-', data.subarray(0, LONG_NONCE))
    const opened = openBox(crypto, this.#helloKey, nonce, data.subarray(LONG_NONCE), 'WELCOME')
    this.#serverTransient = opened.subarray(0, KEY)
    this.#cookie = opened.subarray(KEY)
    this.#key = sharedKey(crypto, this.#serverTransient, this.#transientSecret, "server's transient key")
    this.#state = 'send initiate'
  }

  #initiate(): Uint8Array {
    const { crypto, publicKey, secretKey, serverKey } = this.#options
    const long = randomBytes(crypto, LONG_NONCE)
    const vouchKey = sharedKey(crypto, this.#serverTransient as Uint8Array, secretKey, "server's transient key")
    const vouch = sealBox(crypto, vouchKey, nonceOf('VOUCH---', long), this.#transientPublic, serverKey)
    crypto.wipe(vouchKey)
    const [nonce, short] = [nonceOf('CurveZMQINITIATE'), allocate(NONCE)]
    this.#sent.next(nonce, short, 0)
    const box = sealBox(crypto, this.#key as Uint8Array, nonce, publicKey, long, vouch, this.#context.metadata)
    return encodeCommand('INITIATE', this.#cookie as Uint8Array, short, box)
  }

  #ready(data: Uint8Array): void {
    const { crypto } = this.#options
    if (data.length < NONCE + BOX) throw malformed('READY', data)
    const nonce = nonceOf('CurveZMQREADY---')
    this.#received.accept(data, 0, nonce)
    const key = this.#key as Uint8Array
    this.peer = decodeProperties(openBox(crypto, key, nonce, data.subarray(NONCE), 'READY'), this.#context.limits)
    this.cipher = new CurveCipher(crypto, key, false, this.#sent, this.#received)
    this.#key = undefined
    this.destroy()
    this.#state = 'ready'
  }
}

function malformed(name: 'WELCOME' | 'READY', data: Uint8Array): ProtocolError {
  return new ProtocolError(`ERR_ZMTP_MALFORMED_COMMAND_${name}`, `a ${name} of CURVE with ${data.length} bytes of data (RFC 26)`)
}

/**
 * Makes the CURVE mechanism of a client (RFC 25, 26). It keeps one copy of the keys for all its connections until `destroy()`. Throws
 * `RangeError` if a key is not 32 bytes long.
 */
export function curveClient(options: CurveClientOptions): MechanismPlugin {
  for (const name of ['serverKey', 'publicKey', 'secretKey'] as const) checkKey(name, options[name])
  const { crypto } = options
  const kept = {
    crypto,
    serverKey: copyOf(options.serverKey),
    publicKey: copyOf(options.publicKey),
    secretKey: copyOf(options.secretKey),
  }
  return { name: 'CURVE', asServer: false, create: (context) => new CurveClient(kept, context), destroy: () => crypto.wipe(kept.secretKey) }
}
