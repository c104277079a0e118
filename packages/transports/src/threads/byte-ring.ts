/**
 * A stream of bytes from one thread to another, through memory that both see: one writer, one reader. It copies, but for parcels, which
 * go another way and have only their place here. It waits for nobody: each end says when it has to be woken.
 */

/** Bytes under way in one direction at the most. A power of two, so that positions may run on past 2^32. */
const CAPACITY = 1 << 18

/** Where numbers are in the head, in words of 32 bits: what one end writes often is on another cache line than what the other does. */
const WRITTEN = 0
const ENDED = 1
const WRITER_WAITS = 2
const PARCELS = 3
const PLACES = 4
const READ = 32
const READER_SLEEPS = 33
const PARCELS_TAKEN = 34
const HEAD_WORDS = 64
const HEAD = HEAD_WORDS * 4

/** Parcels under way in one direction at the most; a power of two, as above. */
const MAX_PARCELS = 16

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
  #parcels: number

  constructor(ring: SharedArrayBuffer) {
    ;[this.#head, this.#bytes] = parts(ring)
    this.#written = Atomics.load(this.#head, WRITTEN)
    this.#parcels = Atomics.load(this.#head, PARCELS)
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

  /** Parcels that were placed and not taken yet. */
  get parcels(): number {
    return (this.#parcels - Atomics.load(this.#head, PARCELS_TAKEN)) >>> 0
  }

  /** One more parcel may be placed. */
  get roomForParcel(): boolean {
    return this.parcels < MAX_PARCELS
  }

  /** Here in the stream a parcel is next. There has to be room for it. */
  placeParcel(): void {
    Atomics.store(this.#head, PLACES + (this.#parcels & (MAX_PARCELS - 1)), this.#written)
    this.#parcels = (this.#parcels + 1) | 0
    Atomics.store(this.#head, PARCELS, this.#parcels)
  }

  /** The reader sleeps, and nobody has woken it yet: the caller does. */
  rouse(): boolean {
    return Atomics.load(this.#head, READER_SLEEPS) === 1 && Atomics.exchange(this.#head, READER_SLEEPS, 0) === 1
  }

  /** Asks to be woken when the reader has taken something. */
  wait(): void {
    Atomics.store(this.#head, WRITER_WAITS, 1)
  }

  /** There is room for a byte. */
  get roomForBytes(): boolean {
    return this.#room() > 0
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
  #taken: number

  constructor(ring: SharedArrayBuffer) {
    ;[this.#head, this.#bytes] = parts(ring)
    this.#read = Atomics.load(this.#head, READ)
    this.#taken = Atomics.load(this.#head, PARCELS_TAKEN)
  }

  /** What has come, up to `limit` bytes and the next parcel, or undefined. It stays where it is until it is released. */
  peek(limit: number): Uint8Array | undefined {
    // In this order: the place of a parcel is there before the bytes behind it are.
    const there = Math.min((Atomics.load(this.#head, WRITTEN) - this.#read) >>> 0, this.#beforeParcel())
    if (there === 0) return undefined
    const at = this.#read & (CAPACITY - 1)
    return this.#bytes.subarray(at, at + Math.min(there, limit, CAPACITY - at))
  }

  /** A parcel is next in the stream. */
  get parcelDue(): boolean {
    return this.#beforeParcel() === 0
  }

  /** The parcel that was due is taken. True: the writer waits for that, and the caller wakes it. */
  takeParcel(): boolean {
    this.#taken = (this.#taken + 1) | 0
    Atomics.store(this.#head, PARCELS_TAKEN, this.#taken)
    return this.#writerWaits()
  }

  /** Gives back the room of `size` bytes. True: the writer waits for it, and the caller wakes it. */
  release(size: number): boolean {
    this.#read = (this.#read + size) | 0
    Atomics.store(this.#head, READ, this.#read)
    return this.#writerWaits()
  }

  /** Something has come that was not released. */
  get ready(): boolean {
    return Atomics.load(this.#head, WRITTEN) !== this.#read || Atomics.load(this.#head, PARCELS) !== this.#taken
  }

  /** Asks to be woken when something comes. False: something has come already. */
  sleep(): boolean {
    Atomics.store(this.#head, READER_SLEEPS, 1)
    return !this.ready
  }

  /** The writer has ended; what it wrote before may still be there. */
  get ended(): boolean {
    return Atomics.load(this.#head, ENDED) === 1
  }

  /** Bytes up to the next parcel; Infinity without one. */
  #beforeParcel(): number {
    if (Atomics.load(this.#head, PARCELS) === this.#taken) return Infinity
    return (Atomics.load(this.#head, PLACES + (this.#taken & (MAX_PARCELS - 1))) - this.#read) >>> 0
  }

  #writerWaits(): boolean {
    return Atomics.load(this.#head, WRITER_WAITS) === 1 && Atomics.exchange(this.#head, WRITER_WAITS, 0) === 1
  }
}
