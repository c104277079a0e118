/** The Conn of a node:net socket: one handler, and one writev per write. */
import type { OnReadOpts, Socket } from 'node:net'
import { Attempt } from '../attempt.ts'
import type { Conn, ConnHandler } from '../conn.ts'
import { readBuffer } from './read-buffer.ts'
import type { Timers } from '../transport.ts'
import { UnsentTail } from './unsent-tail.ts'

/** Milliseconds that an orderly close waits for the peer's end. */
const CLOSING_MS = 1000

/** Options of a connection's `net.Socket`. With this mark `drain` follows every partial write, not only those over 16 KiB. */
export const SOCKET_OPTIONS = { allowHalfOpen: false, writableHighWaterMark: 1 }

/** The two endpoints of a connection, and the peer's IP address, as text. */
export interface ConnNames {
  readonly local: string
  readonly remote: string
  readonly peerAddress: string
}

/** A {@link Conn} over tcp or a Unix socket. */
export class SocketConn implements Conn {
  readonly framing = 'stream'
  readonly local: string
  readonly remote: string
  readonly peerAddress: string
  readonly #socket: Socket
  readonly #timers: Timers
  #handler: ConnHandler | undefined = undefined
  #state: 'open' | 'ending' | 'exiting' | 'destroyed' | 'closed' = 'open'
  #waitsForDrain = false
  /** The buffers of the last write that the system did not accept at once. */
  #batch: readonly Uint8Array[] = []
  /** Bytes that are written without the socket, while the process exits. */
  #tail: UnsentTail | undefined = undefined
  #peerEnded = false
  #error: Error | undefined = undefined
  #cancelClosing: (() => void) | undefined = undefined

  /** Uses `socket`, which is paused. `tap` is the tap of its `onread` option; without one, the connection uses 'data' events. */
  constructor(socket: Socket, names: ConnNames, timers: Timers, tap?: ReadTap) {
    this.local = names.local
    this.remote = names.remote
    this.peerAddress = names.peerAddress
    this.#socket = socket
    this.#timers = timers
    if (tap === undefined) socket.on('data', (chunk: Buffer) => this.#data(chunk))
    if (tap !== undefined) tap.sink = (chunk) => this.#data(chunk)
    socket.pause()
    socket.on('drain', () => this.#drain())
    socket.on('end', () => this.#end())
    socket.on('error', (error) => (this.#error ??= error))
    socket.on('close', () => this.#close())
  }

  // node:net subtracts a chunk from writableLength when the system has accepted all of it. For a write that fits the socket's buffer that
  // is before `write` returns. A chunk that was sent in part counts in full.
  get held(): number {
    if (this.#tail !== undefined) return this.#tail.length
    return this.#state === 'closed' ? 0 : this.#socket.writableLength
  }

  // node:net has no public property for it. Its own idle timeout reads the same number, for the same reason.
  get unsent(): number {
    const { _handle: handle } = this.#socket as unknown as { _handle?: { writeQueueSize?: number } | null }
    return this.#state === 'closed' ? 0 : Math.min(this.#socket.writableLength, handle?.writeQueueSize ?? Infinity)
  }

  // A peer that ends its side first still gets the held bytes.
  get incomplete(): boolean {
    return this.#waitsForDrain && !this.#socket.writableFinished
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    // The socket closed before `start`. The handler is still not called from inside this call.
    if (this.#state === 'closed') return void Promise.resolve().then(() => handler.closed(this.#lost()))
    if (this.#state === 'open') this.#socket.resume()
  }

  write(buffers: readonly Uint8Array[]): boolean {
    if (this.#state !== 'open') return this.#writeTail(buffers)
    const socket = this.#socket
    if (buffers.length === 1) socket.write(buffers[0] as Uint8Array)
    if (buffers.length > 1) {
      socket.cork()
      for (let i = 0; i < buffers.length; i++) socket.write(buffers[i] as Uint8Array)
      socket.uncork()
    }
    if (socket.writableLength === 0 || !socket.writableNeedDrain) return true
    this.#waitsForDrain = true
    this.#batch = buffers
    return false
  }

  pause(): void {
    if (this.#state === 'open') this.#socket.pause()
  }

  resume(): void {
    if (this.#state === 'open') this.#socket.resume()
  }

  end(): void {
    if (this.#state !== 'open') return
    this.#state = 'ending'
    // Bytes that still arrive are read and dropped: a close with unread bytes would reset the connection, and the peer would lose what it
    // has not read yet.
    this.#socket.resume()
    this.#socket.once('finish', () => this.#closeSoon())
    this.#socket.end()
  }

  destroy(): void {
    if (this.#state === 'closed') return
    this.#state = 'destroyed'
    this.#socket.destroy()
  }

  sendNow(): boolean {
    if (this.#tail === undefined) {
      if (this.#socket.destroyed || this.#socket.writableLength === 0) return false
      this.#tail = UnsentTail.of(this.#socket, this.#batch)
      if (this.#tail === undefined) return false
      this.#state = 'exiting'
      // libuv has the same bytes in its queue. If the event loop runs again after all, it must not send them twice.
      void Promise.resolve().then(() => this.#socket.destroy())
    }
    return this.#tail.write()
  }

  ref(): void {
    this.#socket.ref()
  }

  unref(): void {
    this.#socket.unref()
  }

  /** Returns false if the connection is not open, or the system does not accept all bytes now. */
  #writeTail(buffers: readonly Uint8Array[]): boolean {
    if (this.#tail === undefined || this.#state !== 'exiting') return false
    this.#tail.add(buffers)
    this.#tail.write()
    return this.#tail.length === 0
  }

  #data(chunk: Uint8Array): void {
    if (this.#state === 'open') this.#handler?.data(chunk)
  }

  #drain(): void {
    if (!this.#waitsForDrain || this.#state !== 'open') return
    this.#waitsForDrain = false
    this.#batch = []
    this.#handler?.drain()
  }

  // The peer has ended its side. node:net now sends the held bytes and closes. A timeout closes if the peer does not read them.
  #end(): void {
    this.#peerEnded = true
    if (this.#state === 'open') this.#state = 'ending'
    if (this.#socket.writableLength > 0) this.#closeSoon()
  }

  #closeSoon(): void {
    if (this.#state !== 'ending') return
    this.#cancelClosing ??= this.#timers.after(CLOSING_MS, () => this.destroy())
  }

  #close(): void {
    if (this.#state === 'destroyed') this.#error = undefined
    this.#state = 'closed'
    this.#cancelClosing?.()
    this.#handler?.closed(this.#lost())
  }

  #lost(): Error | undefined {
    if (this.#error === undefined || this.#peerEnded) return undefined
    return new Attempt('lost', this.remote).failed(this.#error)
  }
}

/** The `onread` option of a connection's socket. It exists before the socket, and the socket before the connection. */
export class ReadTap {
  /** Receives each chunk. */
  sink: (chunk: Uint8Array) => void = noSink
  readonly onread: OnReadOpts = {
    buffer: readBuffer(),
    // The bytes are in the buffer of the argument, which may differ from the one above.
    callback: (bytes, buffer) => {
      this.sink(buffer.subarray(0, bytes))
      return true
    },
  }
}

function noSink(): void {}
