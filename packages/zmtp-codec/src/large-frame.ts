/** Collects a frame that arrives in several chunks. Its memory grows with the bytes that have arrived. */
import type { Frame } from './frame.ts'
import { allocate } from './frame.ts'
import { view } from './view.ts'

/** Most bytes that are allocated before they have arrived. */
const FIRST = 1024 * 1024

const NOTHING = new Uint8Array(0)

/** One incomplete frame. */
export class LargeFrame {
  readonly flags: number
  readonly #size: number
  #bytes: Uint8Array
  #end = 0

  constructor(size: number, flags: number) {
    this.flags = flags
    this.#size = size
    this.#bytes = NOTHING
  }

  /** Copies the bytes that are missing from `chunk`, from `offset`. Returns how many bytes that were. */
  fill(chunk: Uint8Array, offset: number): number {
    const count = Math.min(this.#size - this.#end, chunk.length - offset)
    if (this.#end + count > this.#bytes.length) this.#grow(this.#end + count)
    this.#bytes.set(offset === 0 && count === chunk.length ? chunk : chunk.subarray(offset, offset + count), this.#end)
    this.#end += count
    return count
  }

  /**
   * Uses `chunk` itself as the frame, if it is exactly the whole frame. With `owned` it must also be the whole of its memory. Returns false
   * if it cannot.
   */
  adopt(chunk: Uint8Array, owned: boolean): boolean {
    if (this.#end > 0 || chunk.length !== this.#size) return false
    if (owned && (isShared(chunk.buffer) || chunk.buffer.byteLength !== this.#size)) return false
    this.#bytes = view(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#end = this.#size
    return true
  }

  /** Returns the frame, or undefined if bytes are missing. */
  whole(): Frame | undefined {
    if (this.#end !== this.#size) return undefined
    return this.#size === 0 ? allocate(0) : this.#bytes
  }

  #grow(needed: number): void {
    const grown = allocate(Math.min(this.#size, Math.max(needed, this.#bytes.length * 2, FIRST)))
    grown.set(this.#bytes.subarray(0, this.#end))
    this.#bytes = grown
  }
}

function isShared(memory: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory instanceof SharedArrayBuffer
}
