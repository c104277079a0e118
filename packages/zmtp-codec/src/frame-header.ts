/** Writes frame headers of ZMTP 2.0 and later (RFC 37): flags, then the size in one byte or in eight. */

const LONG = 2

/** Writes the header of a frame of `size` bytes at `offset`. Returns the offset of the body. The LONG bit depends on the size only. */
export function writeHeader(bytes: Uint8Array, offset: number, size: number, flags: number): number {
  if (size > 255) return writeLongHeader(bytes, offset, size, flags | LONG)
  bytes[offset] = flags
  bytes[offset + 1] = size
  return offset + 2
}

/** Writes a header of nine bytes with exactly these flags. Returns the offset of the body. */
export function writeLongHeader(bytes: Uint8Array, offset: number, size: number, flags: number): number {
  bytes[offset] = flags
  // The size is a u64. No frame has 2^53 bytes, so a division gives its upper half exactly.
  writeUint32(bytes, offset + 1, Math.floor(size / 0x100000000))
  writeUint32(bytes, offset + 5, size)
  return offset + 9
}

function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24
  bytes[offset + 1] = value >>> 16
  bytes[offset + 2] = value >>> 8
  bytes[offset + 3] = value
}
