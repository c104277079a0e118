/** The types of frames and messages, and the allocation of their bytes. */
import { HostBuffer } from './bytes.ts'

/** One frame. In Node, Bun and Deno it is a Buffer. A received frame is a view of shared memory: copy it to keep it for long. */
export type Frame = Uint8Array

/** One whole message of one or more frames. The codec never delivers a part of one. The receiver owns it. */
export type Message = Frame[]

/** An empty frame: a delimiter, or an empty message. It is shared, so it lies in Node's Buffer pool, which cannot be transferred. */
export const EMPTY: Frame = HostBuffer === undefined ? new Uint8Array(0) : HostBuffer.allocUnsafe(1).subarray(0, 0)

/**
 * Allocates `size` uninitialised bytes, as a Buffer if the runtime has Buffers, and never from a shared pool. The caller fills every byte
 * that it passes on.
 */
export function allocate(size: number): Uint8Array {
  return HostBuffer === undefined ? new Uint8Array(size) : HostBuffer.allocUnsafeSlow(size)
}

/** Copies bytes to memory of their own. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = allocate(bytes.length)
  copy.set(bytes)
  return copy
}

/** Encodes Latin-1 text, one byte for each character, in memory of its own. It must not have characters above U+00FF. */
export function latin1(text: string): Uint8Array {
  const bytes = allocate(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
