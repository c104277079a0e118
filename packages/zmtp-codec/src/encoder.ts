/** Encodes the framing of ZMTP 2.0 and 3.x (RFC 37). Small frames are copied into a slab, large ones are passed by reference. */
import { writeLongHeader } from './frame-header.ts'
import type { Message } from './frame.ts'
import { allocate } from './frame.ts'
import type { Cipher } from './mechanism.ts'
import type { Page } from './page.ts'
import type { PageRange } from './page-range.ts'
import type { SharedMessage } from './shared-message.ts'
import { pageOf } from './shared-page.ts'
import { MAX_SPARE, SLAB_SIZE, acquireSlab, releaseSlab } from './slab-pool.ts'

const MORE = 1
const LONG = 2
const COMMAND = 4
const LONG_HEADER = 9

/**
 * Largest frame in bytes that is copied: one write of one buffer is faster than one of several. A larger frame is passed by reference. It
 * fills a batch, so it is written at once, before the program can transfer its memory.
 */
const COPY_LIMIT = SLAB_SIZE - LONG_HEADER - 1

/** Largest shared message in bytes that is copied after the pending bytes, instead of being a buffer of its own. */
const SHARED_COPY_LIMIT = 1024

/** An encoder of any framing. */
export interface FrameEncoder {
  /** Number of bytes that `take` would return. */
  readonly pending: number
  /** Encodes a message. */
  message(message: Message): void
  /** Encodes a message that goes to other peers too. */
  shared(message: SharedMessage): void
  /** Encodes the messages of a range, and releases it. */
  range(range: PageRange): void
  /** Encodes one frame. `flags` is MORE, COMMAND or 0. */
  frame(frame: Uint8Array, flags: number): void
  /** Encodes a command. */
  command(body: Uint8Array): void
  /** Adds bytes that are not a frame, such as the greeting. */
  raw(bytes: Uint8Array): void
  /** Returns all pending bytes, for one write. */
  take(): Uint8Array[]
  /** Tells the encoder that the transport holds none of the bytes that were taken. */
  recycle(): void
}

/** The encoder of one connection. */
export class Encoder implements FrameEncoder {
  pending = 0
  #slab: Uint8Array | null = null
  /** Full slabs. The transport may still hold them. */
  readonly #full: Uint8Array[] = []
  #start = 0
  #end = 0
  #out: Uint8Array[] = []
  /** The shared page of the last pending bytes, if they are in one. */
  #page: Page | null = null
  #pageStart = 0
  #pageEnd = 0
  /** Pages with pending bytes, or with bytes that the transport may hold. */
  readonly #pages: Page[] = []

  message(message: Message): void {
    const last = message.length - 1
    for (let i = 0; i < last; i++) this.frame(message[i] as Uint8Array, MORE)
    this.frame(message[last] as Uint8Array, 0)
  }

  /** Successive messages are contiguous in their page, so mostly only the end moves. */
  shared(message: SharedMessage): void {
    const page = pageOf(message)
    if (page === undefined) return this.message(message.frames)
    const { start, end } = message
    if (page !== this.#page || start !== this.#pageEnd) {
      // A message at the start of a page continues in that page. A small one after a gap is copied.
      if (this.pending > 0 && start > 0 && end - start <= SHARED_COPY_LIMIT) return this.message(message.frames)
      this.#switchPage(page, start)
    }
    this.#pageEnd = end
    this.pending += end - start
  }

  range(range: PageRange): void {
    const { page, start, end } = range
    if (page !== this.#page || start !== this.#pageEnd) this.#switchPage(page, start)
    this.#pageEnd = end
    this.pending += end - start
    range.release()
  }

  /** Encodes a command. It never has MORE, and its LONG bit depends on its size only (RFC 37). */
  command(body: Uint8Array): void {
    this.frame(body, COMMAND)
  }

  /** Encodes one frame. `flags` is MORE, COMMAND or 0. */
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

  /** Encodes one encrypted frame. `flags` are those of the cipher. The header has no flags, as in libzmq and unlike RFC 37. */
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
    // Counted after `seal`, so a frame that cannot be sealed leaves no header.
    cipher.seal(frame, flags, slab, body)
    this.#end = body + size
    this.pending += body + size - offset
  }

  /** Adds bytes that are not a frame: the greeting. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.#end)
    this.#end += bytes.length
    this.pending += bytes.length
  }

  /** Returns all pending bytes, for one write. The encoder does not change these buffers until `recycle`. */
  take(): Uint8Array[] {
    this.#cut()
    const out = this.#out
    this.#out = []
    this.pending = 0
    return out
  }

  /** Returns all slabs to the pool: the transport holds none of the bytes that were taken. Does nothing while bytes are pending. */
  recycle(): void {
    if (this.pending > 0) return
    if (this.#pages.length > 0) this.#releasePages()
    if (this.#slab === null) return
    releaseSlab(this.#slab)
    for (let slab = this.#full.pop(); slab !== undefined; slab = this.#full.pop()) releaseSlab(slab)
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

  /** Returns the slab, with room for `size` bytes at `#end`. Full slabs are kept until `recycle`, up to a limit. */
  #room(size: number): Uint8Array {
    if (this.#page !== null) this.#cut()
    if (this.#slab !== null) {
      if (this.#end + size <= SLAB_SIZE) return this.#slab
      this.#cut()
      if (this.#full.length < MAX_SPARE) this.#full.push(this.#slab)
    }
    this.#slab = acquireSlab()
    this.#start = 0
    this.#end = 0
    return this.#slab
  }

  /** Makes `start` of `page` the beginning of the next pending bytes. */
  #switchPage(page: Page, start: number): void {
    this.#cut()
    if (this.#pages[this.#pages.length - 1] !== page) {
      this.#pages.push(page)
      page.users++
    }
    this.#page = page
    this.#pageStart = start
  }

  /** Closes the current buffer of pending bytes. */
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

  #releasePages(): void {
    for (let page = this.#pages.pop(); page !== undefined; page = this.#pages.pop()) {
      page.users--
      page.release()
    }
  }
}
