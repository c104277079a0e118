/** A transport in memory, of any framing: one write is delivered to the peer as one `data` call for each buffer. */
import type { Conn, ConnectOptions, ConnHandler, Framing, Listener, Transport } from '@tszmq/transports'
import { TransportError } from '@tszmq/transports'

export class MemoryTransport implements Transport {
  readonly scheme = 'memory'
  readonly framing: Framing
  /** Each buffer that was written, in order, by either side. */
  readonly written: Uint8Array[] = []
  readonly #listening = new Map<string, (conn: Conn) => void>()

  constructor(framing: Framing) {
    this.framing = framing
  }

  optionsOf(): object {
    return {}
  }

  checkConnect(address: string): string {
    return address
  }

  checkBind(address: string): string {
    return address
  }

  connect(address: string, _options: ConnectOptions): Promise<Conn> {
    const accept = this.#listening.get(address)
    const endpoint = `memory://${address}`
    if (accept === undefined) return Promise.reject(new TransportError('ECONNREFUSED', `cannot connect to ${endpoint}`, endpoint))
    const [near, far] = [new MemoryConn(this, endpoint), new MemoryConn(this, endpoint)]
    near.peer = far
    far.peer = near
    accept(far)
    return Promise.resolve(near)
  }

  listen(address: string, accept: (conn: Conn) => void): Promise<Listener> {
    this.#listening.set(address, accept)
    return Promise.resolve({
      endpoint: `memory://${address}`,
      close: async () => void this.#listening.delete(address),
      ref: () => undefined,
      unref: () => undefined,
    })
  }
}

class MemoryConn implements Conn {
  readonly framing: Framing
  readonly local: string
  readonly remote: string
  readonly peerAddress = ''
  readonly held = 0
  peer!: MemoryConn
  readonly #transport: MemoryTransport
  readonly #arrived: Uint8Array[] = []
  #handler: ConnHandler | undefined = undefined
  #paused = false
  #closed = false

  constructor(transport: MemoryTransport, endpoint: string) {
    this.#transport = transport
    this.framing = transport.framing
    this.local = this.remote = endpoint
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    this.#deliverLater()
  }

  write(buffers: readonly Uint8Array[]): boolean {
    if (this.#closed) return false
    for (const buffer of buffers) {
      const copy = Uint8Array.from(buffer)
      this.#transport.written.push(copy)
      this.peer.#arrived.push(copy)
    }
    this.peer.#deliverLater()
    return true
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#deliverLater()
  }

  end(): void {
    this.destroy()
  }

  destroy(): void {
    for (const conn of [this, this.peer]) queueMicrotask(() => conn.#close())
  }

  ref(): void {}

  unref(): void {}

  #deliverLater(): void {
    queueMicrotask(() => {
      while (!this.#paused && !this.#closed && this.#handler !== undefined && this.#arrived.length > 0) {
        this.#handler.data(this.#arrived.shift() as Uint8Array)
      }
    })
  }

  #close(): void {
    if (this.#closed) return
    for (const chunk of this.#arrived.splice(0)) this.#handler?.data(chunk)
    this.#closed = true
    this.#handler?.closed()
  }
}
