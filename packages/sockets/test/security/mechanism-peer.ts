/**
 * One side of any mechanism for tests: makes each command of the handshake properly, and lets the test change it before it is sent.
 * Admits every peer.
 */
import type { Cipher, Mechanism, MechanismPlugin } from '@tszmq/zmtp-codec'
import { DEFAULT_LIMITS } from '@tszmq/zmtp-codec'
import { RawPeer, frame, greeting, join, property, type RawFrame } from '@tszmq/testkit'

/** `flags` as they are sealed: 1 is MORE, 2 COMMAND. */
export interface TrafficFrame {
  readonly flags: number
  readonly body: Buffer
}

export class MechanismPeer {
  readonly raw: RawPeer
  readonly #plugin: MechanismPlugin
  readonly #mechanism: Mechanism
  readonly #minor: number
  #heard = 0

  /** `metadata`: the encoded properties of its side. `minor`: of the ZMTP 3 that its greeting has. */
  constructor(raw: RawPeer, plugin: MechanismPlugin, metadata: Uint8Array = property('Socket-Type', 'DEALER'), minor = 1) {
    this.raw = raw
    this.#plugin = plugin
    this.#minor = minor
    this.#mechanism = plugin.create({ metadata, authenticate: false, limits: { ...DEFAULT_LIMITS, maxHandshakeSize: 1 << 30 } })
  }

  static async connect(endpoint: string, plugin: MechanismPlugin, metadata?: Uint8Array): Promise<MechanismPeer> {
    return new MechanismPeer(await RawPeer.connect(endpoint), plugin, metadata)
  }

  /** The greeting of its mechanism. */
  get greeting(): Uint8Array {
    return greeting({ minor: this.#minor, mechanism: this.#plugin.name, asServer: Number(this.#plugin.asServer) })
  }

  /** Its next command, in the frame that it would go out in. */
  next(): Uint8Array {
    const body = this.#mechanism.next()
    if (body === undefined) throw new Error('it is not the turn of this side')
    return frame(4, body)
  }

  /** Takes in the next command of the other side. Rejects when the connection is closed instead. */
  async hear(): Promise<void> {
    await this.raw.until(() => this.raw.frames.length > this.#heard || this.raw.closed)
    const body = this.raw.frames[this.#heard++]?.body
    if (body === undefined) throw new Error(`the connection was closed during the handshake, after ${this.raw.bytes} bytes`)
    const size = body[0] as number
    this.#mechanism.receive({ name: body.toString('latin1', 1, 1 + size), data: body.subarray(1 + size) })
    if (this.#mechanism.status === 'authenticate') this.#mechanism.authorize({ status: 200 })
  }

  /** All of the handshake, as it should be. */
  async handshake(): Promise<this> {
    void this.raw.write(this.greeting)
    for (let body = this.#mechanism.next(); this.#mechanism.status !== 'ready' || body !== undefined; body = this.#mechanism.next()) {
      if (body === undefined) await this.hear()
      else void this.raw.write(frame(4, body))
    }
    return this
  }

  /** A frame of traffic, sealed by a mechanism that seals. `flags`: 1 is MORE, 2 COMMAND, the others are reserved. */
  seal(body: Uint8Array, flags = 0): Uint8Array {
    const cipher: Cipher | undefined = this.#mechanism.cipher
    if (cipher === undefined) return frame((flags & ~2) | ((flags & 2) << 1), body)
    const out = new Uint8Array(cipher.overhead + body.length)
    cipher.seal(body, flags, out, 0)
    return frame(0, out)
  }

  /** The next frame of traffic, opened by a mechanism that seals. Rejects when the connection is closed instead. */
  async read(): Promise<TrafficFrame> {
    return (await this.readMany(1))[0] as TrafficFrame
  }

  /** The next `count` of them. */
  async readMany(count: number): Promise<TrafficFrame[]> {
    await this.raw.until(() => this.raw.frames.length >= this.#heard + count || this.raw.closed)
    const frames = this.raw.frames.slice(this.#heard, this.#heard + count)
    if (frames.length < count) throw new Error(`the connection was closed, and ${frames.length} of ${count} frames had come`)
    this.#heard += count
    return frames.map((each) => this.#open(each))
  }

  #open({ flags, body }: RawFrame): TrafficFrame {
    const cipher: Cipher | undefined = this.#mechanism.cipher
    if (cipher === undefined) return { flags: (flags & 1) | ((flags & 4) >> 1), body }
    const bytes = Buffer.from(body)
    return { flags: cipher.open(bytes, 0, bytes.length), body: bytes.subarray(cipher.overhead) }
  }

  /** Whether an ERROR came. */
  get refused(): boolean {
    return this.raw.frames.some(({ body }) => body.toString('latin1').startsWith('\x05ERROR'))
  }

  [Symbol.dispose](): void {
    this.raw.destroy()
  }
}

/** `bytes` with another value at `at`, counted from the first byte behind a frame's header of two or nine bytes. */
export function altered(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const header = ((bytes[0] as number) & 2) === 0 ? 2 : 9
  return join(bytes.subarray(0, header + at), Uint8Array.of(value), bytes.subarray(header + at + 1))
}
