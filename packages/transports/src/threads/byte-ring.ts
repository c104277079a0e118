/**
 * A ring buffer of bytes in shared memory, from one thread to another: one writer and one reader. Markers in it hold the places of
 * out-of-band buffers, which travel through the port. The ring never blocks: each end sets a flag when it needs a wake-up.
 */

/** Most bytes in the ring. A power of two, so that positions may wrap at 2^32. */
const CAPACITY = 1 << 18

/** Indices of the 32-bit words in the head. What the writer writes often is on another cache line than what the reader writes often. */
const WRITTEN = 0
const ENDED = 1
const WRITER_WAITS = 2
const MARKERS = 3
const MARKER_POSITIONS = 4
const READ = 32
const READER_SLEEPS = 33
const MARKERS_CONSUMED = 34
const HEAD_WORDS = 64
const HEAD = HEAD_WORDS * 4

/** Most markers in the ring. A power of two, so that their count may wrap. */
const MAX_MARKERS = 16

/** Allocates the memory of one direction. */
export function makeRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD + CAPACITY)
}

function parts(ring: SharedArrayBuffer): [head: Int32Array, bytes: Uint8Array] {
  return [new Int32Array(ring, 0, HEAD_WORDS), new Uint8Array(ring, HEAD, CAPACITY)]
}

/** The end of a ring that writes. */
export class RingWriter {
  readonly #head: Int32Array
  readonly #bytes: Uint8Array
  #written: number
  #markers: number

  constructor(ring: SharedArrayBuffer) {
    ;[this.#head, this.#bytes] = parts(ring)
    this.#written = Atomics.load(this.#head, WRITTEN)
    this.#markers = Atomics.load(this.#head, MARKERS)
  }

  /** Copies as many bytes as there is room for, and returns how many that were. */
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

  /** Number of markers that the reader has not consumed yet. */
  get markers(): number {
    return (this.#markers - Atomics.load(this.#head, MARKERS_CONSUMED)) >>> 0
  }

  /** True if there is room for one more marker. */
  get hasRoomForMarker(): boolean {
    return this.markers < MAX_MARKERS
  }

  /** Puts a marker at the present position of the stream. The caller has checked that there is room. */
  placeMarker(): void {
    Atomics.store(this.#head, MARKER_POSITIONS + (this.#markers & (MAX_MARKERS - 1)), this.#written)
    this.#markers = (this.#markers + 1) | 0
    Atomics.store(this.#head, MARKERS, this.#markers)
  }

  /** Returns true, once, if the reader sleeps: the caller then wakes it. */
  clearReaderSleeps(): boolean {
    return Atomics.load(this.#head, READER_SLEEPS) === 1 && Atomics.exchange(this.#head, READER_SLEEPS, 0) === 1
  }

  /** Asks the reader for a wake-up when it has consumed something. */
  wait(): void {
    Atomics.store(this.#head, WRITER_WAITS, 1)
  }

  /** True if there is room for a byte. */
  get hasRoom(): boolean {
    return this.#room() > 0
  }

  /** Marks the end of the stream. */
  end(): void {
    Atomics.store(this.#head, ENDED, 1)
  }

  #room(): number {
    return CAPACITY - ((this.#written - Atomics.load(this.#head, READ)) >>> 0)
  }
}

/** The end of a ring that reads. */
export class RingReader {
  readonly #head: Int32Array
  readonly #bytes: Uint8Array
  #read: number
  #markersConsumed: number

  constructor(ring: SharedArrayBuffer) {
    ;[this.#head, this.#bytes] = parts(ring)
    this.#read = Atomics.load(this.#head, READ)
    this.#markersConsumed = Atomics.load(this.#head, MARKERS_CONSUMED)
  }

  /**
   * Returns a view of the bytes that have arrived: at most `limit`, and none beyond the next marker. Returns undefined if there are none.
   * The bytes stay in the ring until `release`.
   */
  peek(limit: number): Uint8Array | undefined {
    // In this order: the writer stores a marker before the bytes that follow it.
    const available = Math.min((Atomics.load(this.#head, WRITTEN) - this.#read) >>> 0, this.#bytesBeforeMarker())
    if (available === 0) return undefined
    const at = this.#read & (CAPACITY - 1)
    return this.#bytes.subarray(at, at + Math.min(available, limit, CAPACITY - at))
  }

  /** True if a marker is next in the stream. */
  get isMarkerNext(): boolean {
    return this.#bytesBeforeMarker() === 0
  }

  /** Consumes the marker that is next. Returns true if the writer waits for that: the caller then wakes it. */
  consumeMarker(): boolean {
    this.#markersConsumed = (this.#markersConsumed + 1) | 0
    Atomics.store(this.#head, MARKERS_CONSUMED, this.#markersConsumed)
    return this.#clearWriterWaits()
  }

  /** Frees the first `size` bytes. Returns true if the writer waits for that: the caller then wakes it. */
  release(size: number): boolean {
    this.#read = (this.#read + size) | 0
    Atomics.store(this.#head, READ, this.#read)
    return this.#clearWriterWaits()
  }

  /** True if bytes or a marker can be consumed. */
  get ready(): boolean {
    return Atomics.load(this.#head, WRITTEN) !== this.#read || Atomics.load(this.#head, MARKERS) !== this.#markersConsumed
  }

  /** Asks the writer for a wake-up. Returns false if bytes or a marker have arrived already. */
  sleep(): boolean {
    Atomics.store(this.#head, READER_SLEEPS, 1)
    return !this.ready
  }

  /** True if the writer has ended the stream. Bytes that it wrote before may still be in the ring. */
  get ended(): boolean {
    return Atomics.load(this.#head, ENDED) === 1
  }

  /** Number of bytes before the next marker; Infinity without a marker. */
  #bytesBeforeMarker(): number {
    if (Atomics.load(this.#head, MARKERS) === this.#markersConsumed) return Infinity
    return (Atomics.load(this.#head, MARKER_POSITIONS + (this.#markersConsumed & (MAX_MARKERS - 1))) - this.#read) >>> 0
  }

  #clearWriterWaits(): boolean {
    return Atomics.load(this.#head, WRITER_WAITS) === 1 && Atomics.exchange(this.#head, WRITER_WAITS, 0) === 1
  }
}
