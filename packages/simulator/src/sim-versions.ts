/**
 * Old peers: a transport that makes both ends of its connections believe that the other one speaks ZMTP 3.0, 2.0 or 1.0, by the two
 * bytes of the greeting that say so. From there on both step down by themselves.
 */
import type { Conn, ConnHandler, ConnectOptions, Framing, Listener, ListenOptions, Transport } from '@tszmq/transports'

export type OldVersion = '3.0' | '2.0' | '1.0'

/** Which byte of the greeting (RFC 37) is how much. */
const GREETING: Readonly<Record<OldVersion, { readonly at: number; readonly is: number }>> = {
  '3.0': { at: 11, is: 0 },
  '2.0': { at: 10, is: 1 },
  '1.0': { at: 10, is: 0 },
}

export class OldTransport implements Transport {
  readonly #transport: Transport
  readonly #version: OldVersion

  constructor(transport: Transport, version: OldVersion) {
    this.#transport = transport
    this.#version = version
  }

  get scheme(): string {
    return this.#transport.scheme
  }

  get framing(): Framing {
    return this.#transport.framing
  }

  optionsOf(socketOptions: object): object {
    return this.#transport.optionsOf(socketOptions)
  }

  checkConnect(address: string): string {
    return this.#transport.checkConnect(address)
  }

  checkBind(address: string): string {
    return this.#transport.checkBind(address)
  }

  async connect(address: string, options: ConnectOptions): Promise<Conn> {
    return new OldConn(await this.#transport.connect(address, options), this.#version)
  }

  listen(address: string, accept: (conn: Conn) => void, options: ListenOptions): Promise<Listener> {
    return this.#transport.listen(address, (conn) => accept(new OldConn(conn, this.#version)), options)
  }
}

class OldConn implements Conn, ConnHandler {
  readonly #conn: Conn
  readonly #patch: { readonly at: number; readonly is: number }
  #handler!: ConnHandler
  #sent = 0
  #heard = 0

  constructor(conn: Conn, version: OldVersion) {
    this.#conn = conn
    this.#patch = GREETING[version]
  }

  get framing(): Conn['framing'] {
    return this.#conn.framing
  }

  get local(): string {
    return this.#conn.local
  }

  get remote(): string {
    return this.#conn.remote
  }

  get peerAddress(): string {
    return this.#conn.peerAddress
  }

  get held(): number {
    return this.#conn.held
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    this.#conn.start(this)
  }

  write(buffers: readonly Uint8Array[]): boolean {
    return this.#conn.write(
      buffers.map((buffer) => {
        const at = this.#patch.at - this.#sent
        this.#sent += buffer.length
        if (at < 0 || at >= buffer.length) return buffer
        const patched = Buffer.from(buffer)
        patched[at] = this.#patch.is
        return patched
      }),
    )
  }

  data(chunk: Uint8Array): void {
    const at = this.#patch.at - this.#heard
    this.#heard += chunk.length
    if (at >= 0 && at < chunk.length) chunk[at] = this.#patch.is
    this.#handler.data(chunk)
  }

  drain(): void {
    this.#handler.drain()
  }

  closed(error?: Error): void {
    this.#handler.closed(error)
  }

  pause(): void {
    this.#conn.pause()
  }

  resume(): void {
    this.#conn.resume()
  }

  end(): void {
    this.#conn.end()
  }

  destroy(): void {
    this.#conn.destroy()
  }

  ref(): void {
    this.#conn.ref()
  }

  unref(): void {
    this.#conn.unref()
  }
}
