/** A frame on its way that is larger than what has arrived of it. Grows as bytes come, never ahead of them. */
import type { Frame } from './frame.ts'
import { allocate } from './frame.ts'
import { view } from './view.ts'

/** What the first bytes may make us allocate before the others are there. */
const FIRST = 1024 * 1024

const NOTHING = new Uint8Array(0)

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

  /** Takes what it still needs of `chunk` from `offset`; returns how many bytes that were. */
  fill(chunk: Uint8Array, offset: number): number {
    const taken = Math.min(this.#size - this.#end, chunk.length - offset)
    if (this.#end + taken > this.#bytes.length) this.#grow(this.#end + taken)
    this.#bytes.set(offset === 0 && taken === chunk.length ? chunk : chunk.subarray(offset, offset + taken), this.#end)
    this.#end += taken
    return taken
  }

  /** Takes `chunk` itself, if it is the whole frame, and with `owned` the whole of its memory too. False: it is not. */
  adopt(chunk: Uint8Array, owned: boolean): boolean {
    if (this.#end > 0 || chunk.length !== this.#size) return false
    if (owned && (isShared(chunk.buffer) || chunk.buffer.byteLength !== this.#size)) return false
    this.#bytes = view(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#end = this.#size
    return true
  }

  /** The whole frame, once all of it is there. */
  take(): Frame | undefined {
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
