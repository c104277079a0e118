/** A page: 64 KiB of memory with encoded messages, which several connections write. It is filled once. */
import type { Message } from './frame.ts'
import { writeMessage } from './message-bytes.ts'
import { SLAB_SIZE, acquireSlab, releaseSlab } from './slab-pool.ts'

/** Encoded messages in 64 KiB of memory. */
export class Page {
  /** The memory; null after it was released. */
  bytes: Uint8Array | null = acquireSlab()
  /** Number of bytes that are filled. */
  end = 0
  /** Number of ranges that wait, and of encoders that have pending or unsent bytes of it. */
  users = 0
  /** True if it keeps its memory without users. */
  kept = false
  #view: Uint8Array | undefined = undefined
  #viewStart = 0
  #viewEnd = 0

  /** Returns true if there is room for a message of `size` bytes. */
  fits(size: number): boolean {
    return this.bytes !== null && this.end + size <= SLAB_SIZE
  }

  /** Appends a message, for which there is room. */
  write(message: Message): void {
    this.end = writeMessage(message, this.bytes as Uint8Array, this.end)
  }

  /** Returns the bytes from `start` to `end`. Connections that write the same bytes get the same object. */
  view(start: number, end: number): Uint8Array {
    if (this.#view !== undefined && this.#viewStart === start && this.#viewEnd === end) return this.#view
    this.#viewStart = start
    this.#viewEnd = end
    return (this.#view = (this.bytes as Uint8Array).subarray(start, end))
  }

  /** Returns its memory to the pool if nothing uses it. */
  release(): void {
    if (this.users > 0 || this.kept || this.bytes === null) return
    releaseSlab(this.bytes)
    this.bytes = null
    this.#view = undefined
  }
}
