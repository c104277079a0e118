/** Bytes and text, as Buffers if the runtime has them, otherwise as Uint8Arrays. No other file of this package or of sockets names Buffer. */

/** The type of bytes that the library returns: a Buffer in Node, Bun and Deno, a Uint8Array in browsers. */
export type Bytes = Buffer

/** The Buffer class, or undefined in a runtime without it. In Node the global is a getter, which is slow on the hot path. */
export const HostBuffer = (globalThis as { Buffer?: typeof Buffer }).Buffer

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** Returns the bytes of `view`, without a copy. */
export function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Bytes {
  if (HostBuffer !== undefined) return HostBuffer.from(buffer, byteOffset, byteLength)
  return new Uint8Array(buffer, byteOffset, byteLength) as Bytes
}

/** Returns the bytes of `memory`, without a copy. */
export function bytesOver(memory: ArrayBufferLike): Bytes {
  return HostBuffer !== undefined ? HostBuffer.from(memory) : (new Uint8Array(memory) as Bytes)
}

/** Copies bytes. In Node the copy may lie in Node's Buffer pool, so a secret needs `copyOf` instead. */
export function copyBytes(bytes: ArrayLike<number>): Bytes {
  return HostBuffer !== undefined ? HostBuffer.from(bytes) : (Uint8Array.from(bytes) as Bytes)
}

/** Concatenates `pieces` in new memory. */
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

/** Returns true if both have the same bytes. Not for secrets: its time depends on where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Encodes text as UTF-8. A lone surrogate becomes U+FFFD. */
export function utf8(text: string): Bytes {
  return HostBuffer !== undefined ? HostBuffer.from(text) : (encoder.encode(text) as Bytes)
}

/** Returns the number of bytes of `text` in UTF-8. */
export function utf8Size(text: string): number {
  return HostBuffer !== undefined ? HostBuffer.byteLength(text) : encoder.encode(text).length
}

/** Decodes UTF-8. Invalid bytes become U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** Returns true if `bytes` are valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Decodes Latin-1: each byte is a character up to U+00FF. */
export function latin1Text(bytes: Uint8Array): string {
  if (HostBuffer !== undefined) return HostBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** Formats bytes as hexadecimal text, two lower-case digits for each. */
export function hexText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
