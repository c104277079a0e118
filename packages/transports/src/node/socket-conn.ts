/** A node:net socket as a connection of bytes: one handler, one writev per write. It never throws for a dead peer. */
import type { OnReadOpts, Socket } from 'node:net'
import { Attempt } from '../attempt.ts'
import type { Conn, ConnHandler } from '../conn.ts'
import { readBuffer } from './read-buffer.ts'
import type { Timers } from '../transport.ts'
import { UnsentTail } from './unsent-tail.ts'

/** How long an orderly close waits for the peer's side of it before it closes anyway. */
const CLOSING_MS = 1000

/** Options of a connection's `net.Socket`: `drain` then tells of every byte taken, not only of those beyond 16 KiB. */
export const SOCKET_OPTIONS = { allowHalfOpen: false, writableHighWaterMark: 1 }

/** The two ends of a connection, in text. */
export interface ConnNames {
  readonly local: string
  readonly remote: string
  readonly peerAddress: string
}

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
  /** The last write that the system did not take at once. */
  #batch: readonly Uint8Array[] = []
  /** What goes out past the socket, since the process exits. */
  #tail: UnsentTail | undefined = undefined
  #peerEnded = false
  #error: Error | undefined = undefined
  #cancelClosing: (() => void) | undefined = undefined

  /**
   * Takes over `socket`, paused. `tap` is what its `onread` option was made with; without one, 'data' events are read.
   */
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

  // writableLength is true to its name: node:net takes a chunk off it when the system call that took the bytes has
  // returned, which for a write that fits the socket's buffer is before `write` returns; a chunk sent in part counts in
  // full.
  get held(): number {
    if (this.#tail !== undefined) return this.#tail.length
    return this.#state === 'closed' ? 0 : this.#socket.writableLength
  }

  // node:net has no public name for it. Its own idle timeout looks at the same number, for the same reason.
  get unsent(): number {
    const { _handle: handle } = this.#socket as unknown as { _handle?: { writeQueueSize?: number } | null }
    return this.#state === 'closed' ? 0 : Math.min(this.#socket.writableLength, handle?.writeQueueSize ?? Infinity)
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    // It died between being made and being started; even so the handler is not called from inside this call.
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
    // What still arrives is read and thrown away: closing with unread bytes would reset the connection, and with it
    // what we sent but the peer has not read.
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
      // libuv has the same bytes in its queue. Should the event loop turn again after all, it must not send them twice.
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

  /** False: it is not open, or the system does not take it now. */
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

  // The peer is done; node:net now sends what we still hold and closes. A peer that does not take it is not waited for
  // long.
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

/** The `onread` option of a connection's socket: it must exist before the socket, and the connection after it. */
export class ReadTap {
  /** Who gets each chunk. */
  sink: (chunk: Uint8Array) => void = noSink
  readonly onread: OnReadOpts = {
    buffer: readBuffer(),
    // The buffer comes back as an argument, and it is that one the bytes are in, also where it is not the one given.
    callback: (bytes, buffer) => {
      this.sink(buffer.subarray(0, bytes))
      return true
    },
  }
}

function noSink(): void {}
