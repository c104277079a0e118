/**
 * A large piece of a stream between threads, which goes beside the ring: memory is moved, not copied again. What is in shared memory
 * stays where it is, and both threads have it.
 */

/** Bytes from which on a parcel is faster than a place in the ring. */
const LARGE = 128 * 1024

/** What a port carries for it. */
export interface Parcel {
  readonly memory: ArrayBuffer | SharedArrayBuffer
  readonly start: number
  readonly size: number
}

/** These bytes go by parcel. */
export function isLarge(bytes: Uint8Array): boolean {
  return bytes.length >= LARGE
}

/** And what of it is transferred. The bytes are copied once, since they are still their sender's: for another peer, or a retry. */
export function wrap(bytes: Uint8Array): { readonly parcel: Parcel; readonly transfer: ArrayBuffer[] } {
  const { buffer, byteOffset, length } = bytes
  if (buffer instanceof SharedArrayBuffer) return { parcel: { memory: buffer, start: byteOffset, size: length }, transfer: [] }
  const copy = Buffer.allocUnsafeSlow(length)
  copy.set(bytes)
  return { parcel: { memory: copy.buffer, start: 0, size: length }, transfer: [copy.buffer] }
}

export function unwrap({ memory, start, size }: Parcel): Uint8Array {
  return new Uint8Array(memory, start, size)
}
