/** A page: 64 KiB that are filled once with whole messages, one behind the other, and then written by one connection or by many. */
import type { Message } from './frame.ts'
import { writeMessage } from './message-bytes.ts'
import { SLAB_SIZE, giveSlab, takeSlab } from './slab-pool.ts'

export class Page {
  /** Null when its memory was given back. */
  bytes: Uint8Array | null = takeSlab()
  /** Bytes in use. */
  end = 0
  /** Ranges of it that wait, and encoders that have something of it to be written, or in the hands of their transport. */
  users = 0
  /** It keeps its memory without users too. */
  kept = false
  #view: Uint8Array | undefined = undefined
  #viewStart = 0
  #viewEnd = 0

  /** There is room for a message of `size` bytes. */
  fits(size: number): boolean {
    return this.bytes !== null && this.end + size <= SLAB_SIZE
  }

  /** Writes a message that `fits` behind the others. */
  write(message: Message): void {
    this.end = writeMessage(message, this.bytes as Uint8Array, this.end)
  }

  /** The bytes from `start` to `end`, as one object for all connections that write the same. */
  view(start: number, end: number): Uint8Array {
    if (this.#view !== undefined && this.#viewStart === start && this.#viewEnd === end) return this.#view
    this.#viewStart = start
    this.#viewEnd = end
    return (this.#view = (this.bytes as Uint8Array).subarray(start, end))
  }

  /** Gives its memory back if nothing uses it. */
  release(): void {
    if (this.users > 0 || this.kept || this.bytes === null) return
    giveSlab(this.bytes)
    this.bytes = null
    this.#view = undefined
  }
}
