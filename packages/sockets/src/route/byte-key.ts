/** Bytes as a key of a Map: equal bytes give equal text, different bytes different text. */

export function byteKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
