/** A frame on its way that is larger than what has arrived of it. Grows as bytes come, never ahead of them. */
import type { Frame } from './frame.ts'
import { allocate } from './frame.ts'

/** What a header may make us allocate before the bytes are there. */
const FIRST = 1024 * 1024

export class LargeFrame {
  readonly flags: number
  readonly #size: number
  #bytes: Uint8Array
  #end = 0

  constructor(size: number, flags: number) {
    this.flags = flags
    this.#size = size
    this.#bytes = allocate(Math.min(size, FIRST))
  }

  /** Takes what it still needs of `chunk` from `offset`; returns how many bytes that were. */
  fill(chunk: Uint8Array, offset: number): number {
    const taken = Math.min(this.#size - this.#end, chunk.length - offset)
    if (this.#end + taken > this.#bytes.length) this.#grow(this.#end + taken)
    this.#bytes.set(offset === 0 && taken === chunk.length ? chunk : chunk.subarray(offset, offset + taken), this.#end)
    this.#end += taken
    return taken
  }

  /** The whole frame, once all of it is there. */
  take(): Frame | undefined {
    return this.#end === this.#size ? this.#bytes : undefined
  }

  #grow(needed: number): void {
    const grown = allocate(Math.min(this.#size, Math.max(needed, this.#bytes.length * 2)))
    grown.set(this.#bytes.subarray(0, this.#end))
    this.#bytes = grown
  }
}
