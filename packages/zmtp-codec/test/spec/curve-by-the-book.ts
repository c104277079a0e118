/**
 * Both roles of CurveZMQ by hand, field by field as RFC 26 writes them down and apart from the code that is tested. Whatever it reads
 * it takes as it is, but a box that does not open is thrown.
 */
import type { KeyPair } from '@tszmq/testkit'
import { command, frame, join, keyPair, latin1, wire } from '@tszmq/testkit'
import type { CurveCrypto } from '../../src/curve-crypto.ts'

/** What a MESSAGE holds. */
export interface BookMessage {
  readonly nonce: number
  readonly flags: number
  readonly data: Uint8Array
}

/** The frames of a stream, whose flags tell a command and a long size. */
export function frames(stream: Uint8Array): { flags: number; body: Uint8Array }[] {
  const found = []
  for (let at = 0; at < stream.length;) {
    const flags = stream[at] as number
    const long = (flags & 2) !== 0
    const size = long ? Number(Buffer.from(stream).readBigUInt64BE(at + 1)) : (stream[at + 1] as number)
    const start = at + (long ? 9 : 2)
    found.push({ flags, body: stream.slice(start, start + size) })
    at = start + size
  }
  return found
}

/** A short nonce. */
export function short(count: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(count))
  return bytes
}

function counted(nonce: Uint8Array): number {
  return Number(Buffer.from(nonce).readBigUInt64BE())
}

class BookSide {
  readonly crypto: CurveCrypto
  /** Our long-term keys. */
  readonly own: KeyPair
  /** Our keys for this connection. */
  readonly transient: KeyPair
  /** The other's public key for this connection. */
  theirs: Uint8Array = new Uint8Array(32)
  readonly #letters: readonly [ours: string, theirs: string]

  constructor(crypto: CurveCrypto, own: KeyPair, letters: readonly [string, string]) {
    this.crypto = crypto
    this.own = own
    this.transient = keyPair(crypto)
    this.#letters = letters
  }

  /** Box [content](from->to). */
  box(from: KeyPair, to: Uint8Array, prefix: string, nonce: Uint8Array, ...content: readonly Uint8Array[]): Uint8Array {
    const plain = join(...content)
    const bytes = join(new Uint8Array(16), plain)
    this.crypto.seal(this.#shared(from, to), join(latin1(prefix), nonce), bytes, 0, plain.length)
    return bytes
  }

  /** What is in Box [content](from->to). */
  unbox(from: Uint8Array, to: KeyPair, prefix: string, nonce: Uint8Array, box: Uint8Array): Uint8Array {
    return this.opened(this.#shared(to, from), prefix, nonce, box)
  }

  /** What is in a box whose key is known. */
  opened(key: Uint8Array, prefix: string, nonce: Uint8Array, box: Uint8Array): Uint8Array {
    const bytes = box.slice()
    if (!this.crypto.open(key, join(latin1(prefix), nonce), bytes, 0, bytes.length)) throw new Error(`a box of ${prefix} does not open`)
    return bytes.subarray(16)
  }

  /** A MESSAGE command in a frame. */
  message(nonce: number, flags: number, data: Uint8Array): Uint8Array {
    const box = this.box(this.transient, this.theirs, `CurveZMQMESSAGE${this.#letters[0]}`, short(nonce), Uint8Array.of(flags), data)
    return frame(0, join(wire("07 'MESSAGE'"), short(nonce), box))
  }

  /** Reads the body of a MESSAGE command. */
  read(body: Uint8Array): BookMessage {
    const nonce = body.subarray(8, 16)
    const payload = this.unbox(this.theirs, this.transient, `CurveZMQMESSAGE${this.#letters[1]}`, nonce, body.subarray(16))
    return { nonce: counted(nonce), flags: payload[0] as number, data: payload.subarray(1) }
  }

  #shared(from: KeyPair, to: Uint8Array): Uint8Array {
    return this.crypto.beforenm(to, from.secretKey) as Uint8Array
  }
}

export class BookClient extends BookSide {
  readonly server: Uint8Array
  cookie: Uint8Array = new Uint8Array(96)

  constructor(crypto: CurveCrypto, own: KeyPair, server: Uint8Array) {
    super(crypto, own, ['C', 'S'])
    this.server = server
  }

  hello(nonce = 1): Uint8Array {
    const signature = this.box(this.transient, this.server, 'CurveZMQHELLO---', short(nonce), new Uint8Array(64))
    return command('HELLO', join(wire('01 00'), new Uint8Array(72), this.transient.publicKey, short(nonce), signature))
  }

  /** Reads the body of WELCOME, and keeps S' and the cookie. */
  welcome(body: Uint8Array): { nonce: Uint8Array } {
    const nonce = body.subarray(8, 24)
    const content = this.unbox(this.server, this.transient, 'WELCOME-', nonce, body.subarray(24))
    this.theirs = content.subarray(0, 32)
    this.cookie = content.subarray(32)
    return { nonce }
  }

  initiate(metadata: Uint8Array, nonce = 2): Uint8Array {
    const long = new Uint8Array(16).fill(7)
    const vouch = this.box(this.own, this.theirs, 'VOUCH---', long, this.transient.publicKey, this.server)
    const box = this.box(this.transient, this.theirs, 'CurveZMQINITIATE', short(nonce), this.own.publicKey, long, vouch, metadata)
    return command('INITIATE', join(this.cookie, short(nonce), box))
  }

  /** Reads the body of READY. */
  ready(body: Uint8Array): { nonce: number; metadata: Uint8Array } {
    const nonce = body.subarray(6, 14)
    return { nonce: counted(nonce), metadata: this.unbox(this.theirs, this.transient, 'CurveZMQREADY---', nonce, body.subarray(14)) }
  }
}

export class BookServer extends BookSide {
  readonly cookie: Uint8Array = new Uint8Array(96).fill(9)

  constructor(crypto: CurveCrypto, own: KeyPair) {
    super(crypto, own, ['S', 'C'])
  }

  /** Reads the body of HELLO, and keeps C'. */
  hello(body: Uint8Array): { version: Uint8Array; padding: Uint8Array; nonce: number; signature: Uint8Array } {
    this.theirs = body.slice(80, 112)
    const nonce = body.subarray(112, 120)
    const signature = this.unbox(this.theirs, this.own, 'CurveZMQHELLO---', nonce, body.subarray(120))
    return { version: body.subarray(6, 8), padding: body.subarray(8, 80), nonce: counted(nonce), signature }
  }

  welcome(): Uint8Array {
    const long = new Uint8Array(16).fill(8)
    return command('WELCOME', join(long, this.box(this.own, this.theirs, 'WELCOME-', long, this.transient.publicKey, this.cookie)))
  }

  /** Reads the body of INITIATE; the vouch must be of the client that it names. */
  initiate(body: Uint8Array): {
    cookie: Uint8Array
    nonce: number
    client: Uint8Array
    vouchNonce: Uint8Array
    vouch: Uint8Array
    metadata: Uint8Array
  } {
    const nonce = body.subarray(105, 113)
    const content = this.unbox(this.theirs, this.transient, 'CurveZMQINITIATE', nonce, body.subarray(113))
    const [client, vouchNonce] = [content.subarray(0, 32), content.subarray(32, 48)]
    const vouch = this.unbox(client, this.transient, 'VOUCH---', vouchNonce, content.subarray(48, 128))
    return { cookie: body.subarray(9, 105), nonce: counted(nonce), client, vouchNonce, vouch, metadata: content.subarray(128) }
  }

  ready(metadata: Uint8Array, nonce = 1): Uint8Array {
    return command('READY', join(short(nonce), this.box(this.transient, this.theirs, 'CurveZMQREADY---', short(nonce), metadata)))
  }
}
