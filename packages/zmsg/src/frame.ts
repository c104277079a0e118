/** Memory and text of frames: Buffers where there are Buffers, so that a frame made here looks like one that was received. */
import { MessageError } from './message-error.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Zeroed memory for `size` bytes. */
export function allocate(size: number): Uint8Array {
  return typeof Buffer === 'undefined' ? new Uint8Array(size) : Buffer.alloc(size)
}

/** UTF-8; half of a surrogate pair becomes U+FFFD. */
export function encodeText(text: string): Uint8Array {
  return typeof Buffer === 'undefined' ? encoder.encode(text) : Buffer.from(text)
}

/** Throws ERR_MESSAGE_ENCODING for what is no UTF-8; `offset` is where the bytes are in what is decoded. */
export function decodeText(bytes: Uint8Array, offset = 0): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new MessageError('ERR_MESSAGE_ENCODING', `the ${bytes.length} bytes from ${offset} are no text in UTF-8`, { offset, cause })
  }
}
