/**
 * ZMTP 2.0 and 3.x framing, outwards (RFC 37): small frames are copied into a slab, large ones go by reference. Refuses
 * nothing: what it is given has been checked.
 */
import { writeLongHeader } from './frame-header.ts'
import type { Message } from './frame.ts'
import { allocate } from './frame.ts'
import type { Cipher } from './mechanism.ts'
import type { Page } from './page.ts'
import type { PageRange } from './page-range.ts'
import type { SharedMessage } from './shared-message.ts'
import { pageOf } from './shared-page.ts'
import { MAX_SPARE, SLAB_SIZE, giveSlab, takeSlab } from './slab-pool.ts'

const MORE = 1
const LONG = 2
const COMMAND = 4
const LONG_HEADER = 9

/**
 * Up to this size a frame is copied: one system call with one buffer beats a list of buffers. A larger one goes by reference, and
 * makes so many bytes that they are written at once: its owner has no time to transfer its memory away behind its header.
 */
const COPY_LIMIT = SLAB_SIZE - LONG_HEADER - 1

/** A shared message up to this size is copied behind what is pending, rather than made a buffer of its own in the list. */
const APART = 1024

/** What every framing offers to an engine. */
export interface FrameEncoder {
  /** Bytes to be taken. */
  readonly pending: number
  message(message: Message): void
  /** A message that goes to other peers too. */
  shared(message: SharedMessage): void
  /** Messages that go to other peers too. Releases the range. */
  range(range: PageRange): void
  frame(frame: Uint8Array, flags: number): void
  command(body: Uint8Array): void
  raw(bytes: Uint8Array): void
  take(): Uint8Array[]
  recycle(): void
}

export class Encoder implements FrameEncoder {
  pending = 0
  #slab: Uint8Array | null = null
  /** Slabs that are full, and perhaps still in the transport's hands. */
  readonly #full: Uint8Array[] = []
  #start = 0
  #end = 0
  #out: Uint8Array[] = []
  /** What is pending last, if that is part of a shared page. */
  #page: Page | null = null
  #pageStart = 0
  #pageEnd = 0
  /** Pages of which something is pending, or perhaps in the transport's hands. */
  readonly #pages: Page[] = []

  message(message: Message): void {
    const last = message.length - 1
    for (let i = 0; i < last; i++) this.frame(message[i] as Uint8Array, MORE)
    this.frame(message[last] as Uint8Array, 0)
  }

  /** Successive messages lie one behind the other in their page, so that mostly there is nothing to do but to move the end. */
  shared(message: SharedMessage): void {
    const page = pageOf(message)
    if (page === undefined) return this.message(message.frames)
    const { start, end } = message
    if (page !== this.#page || start !== this.#pageEnd) {
      // A page that is begun is gone on with. What comes after a gap is copied, unless it is worth a buffer of its own.
      if (this.pending > 0 && start > 0 && end - start <= APART) return this.message(message.frames)
      this.#turnTo(page, start)
    }
    this.#pageEnd = end
    this.pending += end - start
  }

  range(range: PageRange): void {
    const { page, start, end } = range
    if (page !== this.#page || start !== this.#pageEnd) this.#turnTo(page, start)
    this.#pageEnd = end
    this.pending += end - start
    range.release()
  }

  /** A command never has MORE, and its LONG bit depends on its size only (RFC 37). */
  command(body: Uint8Array): void {
    this.frame(body, COMMAND)
  }

  /** One frame; `flags` is MORE or COMMAND or 0. */
  frame(frame: Uint8Array, flags: number): void {
    const size = frame.length
    if (size > 255) return this.#longFrame(frame, flags | LONG)
    const slab = this.#room(size + 2)
    const offset = this.#end
    slab[offset] = flags
    slab[offset + 1] = size
    slab.set(frame, offset + 2)
    this.#end = offset + size + 2
    this.pending += size + 2
  }

  /** One frame through the cipher; `flags` are the cipher's. On the wire it has none: as libzmq does, not as RFC 37 says. */
  sealed(frame: Uint8Array, flags: number, cipher: Cipher): void {
    const size = frame.length + cipher.overhead
    if (size + LONG_HEADER > SLAB_SIZE) {
      const own = allocate(size)
      cipher.seal(frame, flags, own, 0)
      return this.#longFrame(own, LONG)
    }
    const slab = this.#room(size + LONG_HEADER)
    const offset = this.#end
    const body = size > 255 ? writeLongHeader(slab, offset, size, LONG) : offset + 2
    if (size <= 255) {
      slab[offset] = 0
      slab[offset + 1] = size
    }
    // Counted only then: what cannot be sealed leaves no header behind.
    cipher.seal(frame, flags, slab, body)
    this.#end = body + size
    this.pending += body + size - offset
  }

  /** Bytes that are no frame: the greeting. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.#end)
    this.#end += bytes.length
    this.pending += bytes.length
  }

  /** All that is pending, for one write. The buffers are never touched again until `recycle`. */
  take(): Uint8Array[] {
    this.#cut()
    const out = this.#out
    this.#out = []
    this.pending = 0
    return out
  }

  /**
   * The transport holds nothing of what was taken so far: its slabs may be filled again from their start, by whoever needs one
   * next. Call it only when nothing is pending.
   */
  recycle(): void {
    if (this.pending > 0) return
    if (this.#pages.length > 0) this.#leavePages()
    if (this.#slab === null) return
    giveSlab(this.#slab)
    for (let slab = this.#full.pop(); slab !== undefined; slab = this.#full.pop()) giveSlab(slab)
    this.#slab = null
    this.#start = 0
    this.#end = 0
  }

  #longFrame(frame: Uint8Array, flags: number): void {
    const size = frame.length
    const copied = size <= COPY_LIMIT
    const slab = this.#room(copied ? size + LONG_HEADER : LONG_HEADER)
    this.#end = writeLongHeader(slab, this.#end, size, flags)
    this.pending += size + LONG_HEADER
    if (copied) {
      slab.set(frame, this.#end)
      this.#end += size
      return
    }
    this.#cut()
    this.#out.push(frame)
  }

  /** The slab, with room for `size` bytes at `#end`. Full ones come back with `recycle`; of more than a few, the collector has the rest. */
  #room(size: number): Uint8Array {
    if (this.#page !== null) this.#cut()
    if (this.#slab !== null) {
      if (this.#end + size <= SLAB_SIZE) return this.#slab
      this.#cut()
      if (this.#full.length < MAX_SPARE) this.#full.push(this.#slab)
    }
    this.#slab = takeSlab()
    this.#start = 0
    this.#end = 0
    return this.#slab
  }

  /** What is pending next begins at `start` of `page`. */
  #turnTo(page: Page, start: number): void {
    this.#cut()
    if (this.#pages[this.#pages.length - 1] !== page) {
      this.#pages.push(page)
      page.users++
    }
    this.#page = page
    this.#pageStart = start
  }

  #cut(): void {
    if (this.#page !== null) {
      this.#out.push(this.#page.view(this.#pageStart, this.#pageEnd))
      this.#page = null
      return
    }
    if (this.#slab === null || this.#end === this.#start) return
    this.#out.push(this.#slab.subarray(this.#start, this.#end))
    this.#start = this.#end
  }

  #leavePages(): void {
    for (let page = this.#pages.pop(); page !== undefined; page = this.#pages.pop()) {
      page.users--
      page.release()
    }
  }
}
