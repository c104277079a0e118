/**
 * Consecutive received messages, still encoded. Each message is decoded when it is read, so a queue of received messages has few objects
 * for the garbage collector.
 */
import type { Frame, Message } from './frame.ts'
import { ownedCopy, view } from './view.ts'

const MORE = 1
const LONG = 2
const SHORT_HEADER = 2
const LONG_HEADER = 9

/** A queue of encoded messages. */
export class Run {
  /** Number of messages that have not been read. */
  count: number
  readonly #bytes: Uint8Array
  readonly #owned: boolean
  /** The memory of `#bytes`, kept since the getter is a call into the runtime. */
  readonly #memory: ArrayBufferLike
  #at: number

  /**
   * `count` messages of `bytes`, the first at `start`. Their headers have been checked, and `bytes` begins at the start of its memory.
   * `owned`: each frame gets memory of its own when it is read. Default false.
   */
  constructor(bytes: Uint8Array, start: number, count: number, owned = false) {
    this.count = count
    this.#bytes = bytes
    this.#owned = owned
    this.#memory = bytes.buffer
    this.#at = start
  }

  /** Removes the next message and returns it. Must not be called when `count` is 0. */
  take(): Message {
    this.count--
    const bytes = this.#bytes
    const start = this.#at
    const flags = bytes[start] as number
    if ((flags & MORE) !== 0) return this.#takeFrames()
    const long = (flags & LONG) !== 0
    const body = start + (long ? LONG_HEADER : SHORT_HEADER)
    const size = long ? readUint32(bytes, body - 4) : (bytes[start + 1] as number)
    this.#at = body + size
    return [this.#owned ? ownedCopy(this.#memory, body, size) : view(this.#memory, body, size)]
  }

  #takeFrames(): Message {
    const bytes = this.#bytes
    const message: Frame[] = []
    let flags: number
    do {
      flags = bytes[this.#at] as number
      const long = (flags & LONG) !== 0
      const body = this.#at + (long ? LONG_HEADER : SHORT_HEADER)
      const size = long ? readUint32(bytes, body - 4) : (bytes[body - 1] as number)
      this.#at = body + size
      message.push(this.#owned ? ownedCopy(this.#memory, body, size) : view(this.#memory, body, size))
    } while ((flags & MORE) !== 0)
    return message
  }
}

/** Reads the lower half of a size: no memory here has more than 4 GiB. */
function readUint32(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset] as number) * 0x1000000 +
    (((bytes[offset + 1] as number) << 16) | ((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number))
  )
}
