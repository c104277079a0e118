/**
 * A large piece of a stream between threads that is posted through the port instead of the ring. An ArrayBuffer is transferred, a
 * SharedArrayBuffer is shared; neither is copied into the ring. A marker in the ring holds the place of the piece in the stream.
 */

/** Size in bytes from which posting a buffer is faster than copying it through the ring. */
const MIN_BYTES = 128 * 1024

/** The message that the port carries. */
export interface OutOfBandBuffer {
  readonly memory: ArrayBuffer | SharedArrayBuffer
  /** Offset of the first byte in `memory`. */
  readonly start: number
  /** Number of bytes. */
  readonly size: number
}

/** Returns true if `bytes` should be posted through the port. */
export function goesOutOfBand(bytes: Uint8Array): boolean {
  return bytes.length >= MIN_BYTES
}

/**
 * Makes the message for `bytes`, and the transfer list of its `postMessage`. Bytes that are not in shared memory are copied once: the
 * sender keeps its own, since it may send them to another peer or again.
 */
export function toOutOfBand(bytes: Uint8Array): { readonly message: OutOfBandBuffer; readonly transfer: ArrayBuffer[] } {
  const { buffer, byteOffset, length } = bytes
  if (buffer instanceof SharedArrayBuffer) return { message: { memory: buffer, start: byteOffset, size: length }, transfer: [] }
  const copy = Buffer.allocUnsafeSlow(length)
  copy.set(bytes)
  return { message: { memory: copy.buffer, start: 0, size: length }, transfer: [copy.buffer] }
}

/** Returns a view of the bytes that `toOutOfBand` was given. */
export function fromOutOfBand({ memory, start, size }: OutOfBandBuffer): Uint8Array {
  return new Uint8Array(memory, start, size)
}
