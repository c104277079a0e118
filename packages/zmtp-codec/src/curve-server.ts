/**
 * The server's side of the CURVE handshake (RFC 25, 26). The client's public key travels encrypted. Once the client has proved it, the
 * application is asked to accept it.
 */
import type { Command } from './command.ts'
import { encodeCommand } from './command.ts'
import { LONG_NONCE, checkKey, nonceOf, openBox, randomBytes, sealBox, sharedKey } from './curve-box.ts'
import { CurveCipher } from './curve-cipher.ts'
import type { CurveCrypto } from './curve-crypto.ts'
import { BOX, KEY } from './curve-crypto.ts'
import { NONCE, NonceCounter, NonceGuard } from './curve-nonce.ts'
import { allocate, copyOf } from './frame.ts'
import type { AuthRequest, Mechanism, MechanismContext, MechanismPlugin, MechanismStatus } from './mechanism.ts'
import type { Properties } from './metadata.ts'
import { decodeProperties } from './metadata.ts'
import { ProtocolError } from './protocol-error.ts'

/** Options of {@link curveServer}. Each key has 32 bytes. */
export interface CurveServerOptions {
  /** The cryptography to use. */
  readonly crypto: CurveCrypto
  /** The server's long-term public key, S (ZMQ_CURVE_PUBLICKEY). */
  readonly publicKey: Uint8Array
  /** The server's long-term secret key, s (ZMQ_CURVE_SECRETKEY). */
  readonly secretKey: Uint8Array
}

const PADDING = 72
const SIGNATURE = 64
const COOKIE = LONG_NONCE + BOX + 2 * KEY
const VOUCH = LONG_NONCE + BOX + 2 * KEY

/** Offsets in HELLO, after its name. */
const HELLO_KEY = 2 + PADDING
const HELLO_NONCE = HELLO_KEY + KEY
const HELLO_BOX = HELLO_NONCE + NONCE
const HELLO = HELLO_BOX + BOX + SIGNATURE

/** Offsets in INITIATE, after its name. Its metadata may have any length. */
const INITIATE_NONCE = COOKIE
const INITIATE_BOX = INITIATE_NONCE + NONCE
const MIN_INITIATE = INITIATE_BOX + BOX + KEY + VOUCH

type State = 'await hello' | 'send welcome' | 'await initiate' | 'authenticate' | 'send ready' | 'ready'

class CurveServer implements Mechanism {
  request: AuthRequest | undefined
  peer: Properties | undefined
  cipher: CurveCipher | undefined
  readonly #options: CurveServerOptions
  readonly #context: MechanismContext
  readonly #sent = new NonceCounter()
  readonly #received = new NonceGuard()
  /** C', the client's transient public key. */
  #clientTransient: Uint8Array | undefined
  /** Key of the boxes between C' and S: HELLO and WELCOME. */
  #helloKey: Uint8Array | undefined
  /** Key of the cookie, for this connection only. It is the only secret that is kept between WELCOME and INITIATE. */
  #cookieKey: Uint8Array | undefined
  /** s', from the cookie, while INITIATE is checked. */
  #transientSecret: Uint8Array | undefined
  /** Key of the box between C and S', while INITIATE is checked. */
  #vouchKey: Uint8Array | undefined
  /** Key of the boxes between C' and S': everything after WELCOME. */
  #key: Uint8Array | undefined
  #state: State = 'await hello'

  constructor(options: CurveServerOptions, context: MechanismContext) {
    this.#options = options
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
        return this.#welcome()
      case 'send ready':
        this.#state = 'ready'
        return this.#ready()
      default:
        return undefined
    }
  }

  receive({ name, data }: Command): void {
    if (this.#state === 'await hello' && name === 'HELLO') return this.#hello(data)
    if (this.#state === 'await initiate' && name === 'INITIATE') return this.#initiate(data)
    throw new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', `command ${name} out of turn in a CURVE handshake`)
  }

  authorize(): void {
    this.request = undefined
    this.#state = 'send ready'
  }

  destroy(): void {
    this.#wipe(this.#helloKey, this.#cookieKey, this.#transientSecret, this.#vouchKey, this.#key)
  }

  #hello(data: Uint8Array): void {
    const { crypto, secretKey } = this.#options
    if (data.length !== HELLO) throw malformed('HELLO', `with ${data.length} bytes of data should have ${HELLO}`)
    if (data[0] !== 1 || data[1] !== 0) throw malformed('HELLO', `of version ${data[0]}.${data[1]} should be of 1.0`)
    for (let i = 2; i < HELLO_KEY; i++) if (data[i] !== 0) throw malformed('HELLO', 'is not padded with zeros')
    const nonce = nonceOf('CurveZMQHELLO---')
    this.#received.accept(data, HELLO_NONCE, nonce)
    this.#clientTransient = copyOf(data.subarray(HELLO_KEY, HELLO_NONCE))
    this.#helloKey = sharedKey(crypto, this.#clientTransient, secretKey, "client's transient key")
    const signature = openBox(crypto, this.#helloKey, nonce, data.subarray(HELLO_BOX), 'HELLO')
    for (const byte of signature) if (byte !== 0) throw malformed('HELLO', 'is not signed with zeros')
    this.#state = 'send welcome'
  }

  #welcome(): Uint8Array {
    const { crypto } = this.#options
    const transientSecret = randomBytes(crypto, KEY)
    const transientPublic = crypto.publicKey(transientSecret)
    const [cookieNonce, nonce] = [randomBytes(crypto, LONG_NONCE), randomBytes(crypto, LONG_NONCE)]
    this.#cookieKey = randomBytes(crypto, KEY)
    const clientTransient = this.#clientTransient as Uint8Array
    const cookie = sealBox(crypto, this.#cookieKey, nonceOf('COOKIE--', cookieNonce), clientTransient, transientSecret)
    const helloKey = this.#helloKey as Uint8Array
    const box = sealBox(crypto, helloKey, nonceOf('WELCOME-', nonce), transientPublic, cookieNonce, cookie)
    this.#wipe(transientSecret, helloKey)
    return encodeCommand('WELCOME', nonce, box)
  }

  #initiate(data: Uint8Array): void {
    const { crypto, publicKey } = this.#options
    if (data.length < MIN_INITIATE) throw malformed('INITIATE', `with ${data.length} bytes of data should have ${MIN_INITIATE}`)
    const nonce = nonceOf('CurveZMQINITIATE')
    this.#received.accept(data, INITIATE_NONCE, nonce)
    this.#openCookie(data.subarray(0, COOKIE))
    const clientTransient = this.#clientTransient as Uint8Array
    const transientSecret = this.#transientSecret as Uint8Array
    this.#key = sharedKey(crypto, clientTransient, transientSecret, "client's transient key")
    const opened = openBox(crypto, this.#key, nonce, data.subarray(INITIATE_BOX), 'INITIATE')
    const client = opened.subarray(0, KEY)
    const vouchNonce = nonceOf('VOUCH---', opened.subarray(KEY, KEY + LONG_NONCE))
    this.#vouchKey = sharedKey(crypto, client, transientSecret, "client's public key")
    const vouch = openBox(crypto, this.#vouchKey, vouchNonce, opened.subarray(KEY + LONG_NONCE, KEY + VOUCH), 'the vouch')
    this.#wipe(transientSecret, this.#vouchKey)
    // Both are always compared, so the time does not show which one differs.
    const ofThisClient = crypto.equal(vouch.subarray(0, KEY), clientTransient)
    const forThisServer = crypto.equal(vouch.subarray(KEY), publicKey)
    if (!ofThisClient || !forThisServer) {
      throw new ProtocolError('ERR_ZMTP_KEY_EXCHANGE', 'the vouch does not match the keys of this connection (RFC 26)')
    }
    this.peer = decodeProperties(opened.subarray(KEY + VOUCH), this.#context.limits)
    this.request = { mechanism: 'CURVE', credentials: [copyOf(client)] }
    this.#state = 'authenticate'
  }

  /** Gets s' from the cookie, its only copy. A cookie can be opened once. */
  #openCookie(cookie: Uint8Array): void {
    const { crypto } = this.#options
    const nonce = nonceOf('COOKIE--', cookie.subarray(0, LONG_NONCE))
    const cookieKey = this.#cookieKey as Uint8Array
    const opened = openBox(crypto, cookieKey, nonce, cookie.subarray(LONG_NONCE), 'the cookie')
    this.#wipe(cookieKey)
    this.#transientSecret = opened.subarray(KEY)
    if (crypto.equal(opened.subarray(0, KEY), this.#clientTransient as Uint8Array)) return
    throw new ProtocolError('ERR_ZMTP_KEY_EXCHANGE', 'the cookie belongs to another client (RFC 26)')
  }

  #ready(): Uint8Array {
    const { crypto } = this.#options
    const key = this.#key as Uint8Array
    const [nonce, short] = [nonceOf('CurveZMQREADY---'), allocate(NONCE)]
    this.#sent.next(nonce, short, 0)
    this.cipher = new CurveCipher(crypto, key, true, this.#sent, this.#received)
    this.#key = undefined
    return encodeCommand('READY', short, sealBox(crypto, key, nonce, this.#context.metadata))
  }

  #wipe(...secrets: readonly (Uint8Array | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined) this.#options.crypto.wipe(secret)
  }
}

function malformed(name: 'HELLO' | 'INITIATE', what: string): ProtocolError {
  return new ProtocolError(`ERR_ZMTP_MALFORMED_COMMAND_${name}`, `a ${name} of CURVE ${what} (RFC 26)`)
}

/**
 * Makes the CURVE mechanism of a server (RFC 25, 26). The application is asked about each client; the credential is the client's public
 * key. It keeps one copy of the keys for all its connections until `destroy()`. Throws `RangeError` if a key is not 32 bytes long.
 */
export function curveServer(options: CurveServerOptions): MechanismPlugin {
  for (const name of ['publicKey', 'secretKey'] as const) checkKey(name, options[name])
  const { crypto } = options
  const kept = { crypto, publicKey: copyOf(options.publicKey), secretKey: copyOf(options.secretKey) }
  return { name: 'CURVE', asServer: true, create: (context) => new CurveServer(kept, context), destroy: () => crypto.wipe(kept.secretKey) }
}
