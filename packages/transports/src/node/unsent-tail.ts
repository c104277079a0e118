/** The part of a batch that the system has not taken yet, written past node:net while the process exits. */
import { nodeFs } from './node-modules.ts'
import type { Socket } from 'node:net'

/** The private part of a socket that tells how far libuv has come. Node has both fields, Bun the first, Deno neither. */
interface Handle {
  readonly fd?: number
  /** Bytes that libuv holds. */
  readonly writeQueueSize?: number
}

export class UnsentTail {
  readonly #fd: number
  #rest: Uint8Array[]

  private constructor(fd: number, rest: Uint8Array[]) {
    this.#fd = fd
    this.#rest = rest
  }

  /** Of `socket`, to which `batch` was written last; undefined where the runtime does not tell how much of it has gone. */
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
    // More is under way than that batch: nobody knows which bytes they are.
    return missing === 0 ? new UnsentTail(fd, rest) : undefined
  }

  get length(): number {
    return this.#rest.reduce((sum, { length }) => sum + length, 0)
  }

  add(buffers: readonly Uint8Array[]): void {
    this.#rest.push(...buffers)
  }

  /** Writes as much as the system takes now. True: the rest may be taken later. */
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
