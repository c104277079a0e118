/** The part of a batch that the system has not accepted. While the process exits, it is written without node:net. */
import { nodeFs } from './node-modules.ts'
import type { Socket } from 'node:net'

/** The private part of a socket that shows how many bytes libuv has written. Node has both fields, Bun the first, Deno none. */
interface Handle {
  readonly fd?: number
  /** Number of bytes that libuv holds. */
  readonly writeQueueSize?: number
}

/** The unsent rest of the last batch of one socket. */
export class UnsentTail {
  readonly #fd: number
  #rest: Uint8Array[]

  private constructor(fd: number, rest: Uint8Array[]) {
    this.#fd = fd
    this.#rest = rest
  }

  /** Makes the tail of `batch`, which was written to `socket` last. Returns undefined if the runtime does not show how much is unsent. */
  static of(socket: Socket, batch: readonly Uint8Array[]): UnsentTail | undefined {
    const { fd, writeQueueSize: held } = (socket as unknown as { _handle?: Handle | null })._handle ?? {}
    if (fd === undefined || fd < 0 || held === undefined) return undefined
    const rest: Uint8Array[] = []
    let missing = held
    for (let i = batch.length - 1; missing > 0 && i >= 0; i--) {
      const buffer = batch[i] as Uint8Array
      rest.unshift(buffer.subarray(Math.max(0, buffer.length - missing)))
      missing -= (rest[0] as Uint8Array).length
    }
    // libuv holds more than this batch, and which bytes those are is not known.
    return missing === 0 ? new UnsentTail(fd, rest) : undefined
  }

  /** Number of unsent bytes. */
  get length(): number {
    return this.#rest.reduce((sum, { length }) => sum + length, 0)
  }

  /** Appends buffers. */
  add(buffers: readonly Uint8Array[]): void {
    this.#rest.push(...buffers)
  }

  /** Writes as many bytes as the system accepts now. Returns true if the rest may be accepted later. */
  write(): boolean {
    for (let first = this.#rest[0]; first !== undefined; first = this.#rest[0]) {
      let written: number
      try {
        written = nodeFs().writeSync(this.#fd, first)
      } catch (error) {
        if ((error as { code?: unknown }).code === 'EAGAIN') return true
        this.#rest = [] // the connection is broken
        return false
      }
      if (written < first.length) this.#rest[0] = first.subarray(written)
      else this.#rest.shift()
    }
    return false
  }
}
