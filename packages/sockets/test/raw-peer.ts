/** A raw peer: a tcp connection on which a test sends and receives the bytes of ZMTP. It knows no protocol. */
import { connect } from 'node:net'
import type { Socket as NetSocket } from 'node:net'

export class RawPeer {
  /** Resolves when the other side closed the connection. */
  readonly closed: Promise<void>
  readonly #socket: NetSocket
  #heard = Buffer.alloc(0)
  #wake: (() => void) | undefined = undefined

  /** Takes over a connection, one of its own or one it accepted. */
  constructor(socket: NetSocket) {
    this.#socket = socket
    socket.on('data', (chunk) => {
      this.#heard = Buffer.concat([this.#heard, chunk])
      this.#wake?.()
    })
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()))
  }

  static connect(endpoint: string): RawPeer {
    return new RawPeer(connect({ host: '127.0.0.1', port: Number(endpoint.split(':').pop()) }))
  }

  /** Bytes that have arrived and were not read yet. */
  get waiting(): number {
    return this.#heard.length
  }

  say(...bytes: readonly Uint8Array[]): void {
    for (const each of bytes) this.#socket.write(each)
  }

  /** The next `count` bytes, as soon as they are there. */
  async hear(count: number): Promise<Buffer> {
    while (this.#heard.length < count) await new Promise<void>((resolve) => (this.#wake = resolve))
    const heard = this.#heard.subarray(0, count)
    this.#heard = this.#heard.subarray(count)
    return heard
  }

  /** The next frame of ZMTP 2.0 or 3.x: its flags and its body. */
  async hearFrame(): Promise<{ flags: number; body: Buffer }> {
    const [flags] = await this.hear(1)
    const size = ((flags as number) & 2) === 0 ? (await this.hear(1)).readUInt8() : Number((await this.hear(8)).readBigUInt64BE())
    return { flags: flags as number, body: await this.hear(size) }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }
}
