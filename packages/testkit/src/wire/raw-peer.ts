/** A ZMTP peer that is nothing but a tcp socket and bytes: says whatever a test likes, however wrong. It never answers by itself. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { greeting, join, ready } from './wire-bytes.ts'

/** The bytes of a greeting (RFC 37), after which frames begin. */
const GREETING_BYTES = 64

/** One frame as it came. */
export interface RawFrame {
  readonly flags: number
  readonly body: Buffer
}

export class RawPeer {
  readonly #socket: Socket
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #closed = false
  #waiting: { done: () => boolean; resolve: () => void }[] = []

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#bytes += chunk.length
      this.#wake()
    })
    socket.on('close', () => {
      this.#closed = true
      this.#wake()
    })
  }

  /** Connects to `tcp://host:port`. `halfOpen`: keep sending after the other side said it is done. */
  static async connect(endpoint: string, options: { halfOpen?: boolean } = {}): Promise<RawPeer> {
    const { hostname, port } = new URL(endpoint.replace('tcp:', 'http:'))
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: options.halfOpen ?? false })
    const peer = new RawPeer(socket)
    await once(socket, 'connect')
    return peer
  }

  /** Greeting and READY of a socket of `type`, in the bytes of RFC 37. */
  static hello(type: string, ...properties: readonly (readonly [string, Uint8Array | string])[]): Uint8Array {
    return join(greeting(), ready(['Socket-Type', type], ...properties))
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  get bytes(): number {
    return this.#bytes
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Whole ZMTP 3 frames after the greeting, READY among them. */
  get frames(): RawFrame[] {
    const bytes = this.received
    const frames: RawFrame[] = []
    for (let at = GREETING_BYTES; at + 2 <= bytes.length;) {
      const flags = bytes[at] as number
      const long = (flags & 2) !== 0
      if (long && at + 9 > bytes.length) break
      const size = long ? Number(bytes.readBigUInt64BE(at + 1)) : (bytes[at + 1] as number)
      const start = at + (long ? 9 : 2)
      if (start + size > bytes.length) break
      frames.push({ flags, body: bytes.subarray(start, start + size) })
      at = start + size
    }
    return frames
  }

  /** Says hello as a socket of `type` and waits until the other side is ready too. */
  async handshake(type: string, ...properties: readonly (readonly [string, Uint8Array | string])[]): Promise<this> {
    void this.write(RawPeer.hello(type, ...properties))
    await this.until(() => this.frames.length > 0 || this.closed)
    if (this.closed) throw new Error(`the connection was closed during the handshake, after ${this.bytes} bytes`)
    return this
  }

  /** Resolves when the bytes were taken by the system or can never be. */
  write(...pieces: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed || this.#socket.writableEnded) return resolve()
      this.#socket.once('close', resolve)
      this.#socket.write(join(...pieces), () => {
        this.#socket.off('close', resolve)
        resolve()
      })
    })
  }

  /** Reads no more: the system's buffers fill up, and then the other side's. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Says that nothing more will come (FIN). */
  end(): void {
    this.#socket.end()
  }

  /** Breaks the connection off (RST). */
  reset(): void {
    this.#socket.resetAndDestroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Resolves once `done` holds; it is asked whenever bytes come and when the connection closes. */
  until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ done, resolve }))
  }

  /** Resolves once the connection is gone. What had come before is kept. */
  untilClosed(): Promise<void> {
    this.#socket.resume()
    return this.until(() => this.closed)
  }

  #wake(): void {
    const ready = this.#waiting.filter(({ done }) => done())
    this.#waiting = this.#waiting.filter((each) => !ready.includes(each))
    for (const { resolve } of ready) resolve()
  }
}

/** A listener of raw peers, for sockets that connect. */
export class RawListener {
  readonly peers: RawPeer[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** `accepted` is told of each connection as it comes. */
  static async bind(accepted: (peer: RawPeer) => void = () => undefined, port = 0): Promise<RawListener> {
    const server = createServer((socket) => {
      const peer = new RawPeer(socket)
      listener.peers.push(peer)
      accepted(peer)
    })
    const listener = new RawListener(server)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return listener
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get endpoint(): string {
    return `tcp://127.0.0.1:${this.port}`
  }

  /** Ends it and all its connections. */
  async close(): Promise<void> {
    for (const peer of this.peers) peer.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
