/** Bytes and text: Buffers in a runtime that has them, Uint8Arrays elsewhere. No other file of this package or of sockets names Buffer. */

/** What the library hands out as bytes: a Buffer in Node, Bun and Deno, a Uint8Array in browsers. */
export type Bytes = Buffer

/** Undefined in a runtime without Buffers. The global is a getter in Node, which costs time on the hot path: this is not. */
export const HostBuffer = (globalThis as { Buffer?: typeof Buffer }).Buffer

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** The bytes of `view`, without a copy. */
export function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Bytes {
  if (HostBuffer !== undefined) return HostBuffer.from(buffer, byteOffset, byteLength)
  return new Uint8Array(buffer, byteOffset, byteLength) as Bytes
}

/** The bytes of `memory`, without a copy. */
export function bytesOver(memory: ArrayBufferLike): Bytes {
  return HostBuffer !== undefined ? HostBuffer.from(memory) : (new Uint8Array(memory) as Bytes)
}

/** A copy of `bytes`. In Node it may lie in Node's own pool: a secret belongs in `copyOf`. */
export function copyBytes(bytes: ArrayLike<number>): Bytes {
  return HostBuffer !== undefined ? HostBuffer.from(bytes) : (Uint8Array.from(bytes) as Bytes)
}

/** All `pieces` behind each other, in memory of their own. */
export function joinBytes(pieces: readonly Uint8Array[]): Bytes {
  if (HostBuffer !== undefined) return HostBuffer.concat(pieces)
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole as Bytes
}

/** True if both have the same bytes. Not for secrets: the time it takes depends on where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** UTF-8; half of a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Bytes {
  return HostBuffer !== undefined ? HostBuffer.from(text) : (encoder.encode(text) as Bytes)
}

/** How many bytes `text` has in UTF-8. */
export function utf8Size(text: string): number {
  return HostBuffer !== undefined ? HostBuffer.byteLength(text) : encoder.encode(text).length
}

/** The text of UTF-8. What is not UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** True if `bytes` are UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** A character up to U+00FF for each byte. */
export function latin1Text(bytes: Uint8Array): string {
  if (HostBuffer !== undefined) return HostBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** The bytes of a text without characters above U+00FF. */
export function latin1(text: string): Bytes {
  if (HostBuffer !== undefined) return HostBuffer.from(text, 'latin1')
  return Uint8Array.from(text, (character) => character.charCodeAt(0)) as Bytes
}

/** Two lower-case digits for each byte. */
export function hexText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
