/** Frames and messages, and where their bytes are allocated. Everything above counts messages; only the codec sees frames. */

import { HostBuffer } from './bytes.ts'

/** One frame. In Node, Bun and Deno a Buffer. A received frame is a view of a shared chunk: copy it to keep it long. */
export type Frame = Uint8Array

/** One whole message, one or more frames. Nothing above the codec ever sees half of one. Whoever receives it owns it. */
export type Message = Frame[]

/** An empty frame: a delimiter, or a message of no bytes. Shared, so it lies in Node's own pool, which nobody can transfer. */
export const EMPTY: Frame = HostBuffer === undefined ? new Uint8Array(0) : HostBuffer.allocUnsafe(1).subarray(0, 0)

/**
 * Uninitialised memory for `size` bytes, never out of a shared pool, a Buffer where there are Buffers. The caller fills
 * all of what it lets out.
 */
export function allocate(size: number): Uint8Array {
  return HostBuffer === undefined ? new Uint8Array(size) : HostBuffer.allocUnsafeSlow(size)
}

/** The same bytes in memory of their own. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = allocate(bytes.length)
  copy.set(bytes)
  return copy
}

/** The bytes of an ASCII text, one per character. */
export function ascii(text: string): Uint8Array {
  const bytes = allocate(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** The text of ASCII bytes. Bytes above 127 map to Latin-1, so nothing is lost and nothing throws. */
export function text(bytes: Uint8Array): string {
  let result = ''
  for (const byte of bytes) result += String.fromCharCode(byte)
  return result
}
