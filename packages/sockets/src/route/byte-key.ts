/** Bytes as a key of a Map: the same bytes give the same text, different ones never do. */

export function byteKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
