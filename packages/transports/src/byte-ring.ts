/**
 * A stream of bytes from one thread to another, through memory that both see: one writer, one reader. It copies, and waits for
 * nobody: each end says when it has to be woken.
 */

/** Bytes under way in one direction at the most. A power of two, so that positions may run on past 2^32. */
const CAPACITY = 1 << 18

/** Where numbers are in the head, in words of 32 bits: what one end writes often is on another cache line than what the other does. */
const WRITTEN = 0
const ENDED = 1
const WRITER_WAITS = 2
const READ = 32
const READER_SLEEPS = 33
const HEAD_WORDS = 64
const HEAD = HEAD_WORDS * 4

/** The memory of one direction. */
export function makeRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD + CAPACITY)
}

function parts(ring: SharedArrayBuffer): [head: Int32Array, bytes: Uint8Array] {
  return [new Int32Array(ring, 0, HEAD_WORDS), new Uint8Array(ring, HEAD, CAPACITY)]
}

export class RingWriter {
  readonly #head: Int32Array
  readonly #bytes: Uint8Array
  #written: number

  constructor(ring: SharedArrayBuffer) {
    ;[this.#head, this.#bytes] = parts(ring)
    this.#written = Atomics.load(this.#head, WRITTEN)
  }

  /** Copies as much as there is room for, and returns how much that was. */
  write(bytes: Uint8Array): number {
    const size = Math.min(bytes.length, this.#room())
    if (size === 0) return 0
    const at = this.#written & (CAPACITY - 1)
    const first = Math.min(size, CAPACITY - at)
    this.#bytes.set(first === bytes.length ? bytes : bytes.subarray(0, first), at)
    if (first < size) this.#bytes.set(bytes.subarray(first, size), 0)
    this.#written = (this.#written + size) | 0
    Atomics.store(this.#head, WRITTEN, this.#written)
    return size
  }

  /** The reader sleeps, and nobody has woken it yet: the caller does. */
  rouse(): boolean {
    return Atomics.load(this.#head, READER_SLEEPS) === 1 && Atomics.exchange(this.#head, READER_SLEEPS, 0) === 1
  }

  /** Asks to be woken when there is room. False: there is some already. */
  wait(): boolean {
    Atomics.store(this.#head, WRITER_WAITS, 1)
    return this.#room() === 0
  }

  /** Nothing more will come. */
  end(): void {
    Atomics.store(this.#head, ENDED, 1)
  }

  #room(): number {
    return CAPACITY - ((this.#written - Atomics.load(this.#head, READ)) >>> 0)
  }
}

export class RingReader {
  readonly #head: Int32Array
  readonly #bytes: Uint8Array
  #read: number

  constructor(ring: SharedArrayBuffer) {
    ;[this.#head, this.#bytes] = parts(ring)
    this.#read = Atomics.load(this.#head, READ)
  }

  /** What has come, up to `limit` bytes, or undefined. It stays where it is until it is released. */
  peek(limit: number): Uint8Array | undefined {
    const there = (Atomics.load(this.#head, WRITTEN) - this.#read) >>> 0
    if (there === 0) return undefined
    const at = this.#read & (CAPACITY - 1)
    return this.#bytes.subarray(at, at + Math.min(there, limit, CAPACITY - at))
  }

  /** Gives back the room of `size` bytes. True: the writer waits for it, and the caller wakes it. */
  release(size: number): boolean {
    this.#read = (this.#read + size) | 0
    Atomics.store(this.#head, READ, this.#read)
    return Atomics.load(this.#head, WRITER_WAITS) === 1 && Atomics.exchange(this.#head, WRITER_WAITS, 0) === 1
  }

  /** Something has come that was not released. */
  get ready(): boolean {
    return Atomics.load(this.#head, WRITTEN) !== this.#read
  }

  /** Asks to be woken when something comes. False: something has come already. */
  sleep(): boolean {
    Atomics.store(this.#head, READER_SLEEPS, 1)
    return Atomics.load(this.#head, WRITTEN) === this.#read
  }

  /** The writer has ended; what it wrote before may still be there. */
  get ended(): boolean {
    return Atomics.load(this.#head, ENDED) === 1
  }
}
