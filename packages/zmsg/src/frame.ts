/** Allocates frames and converts text. A frame is a Buffer if the runtime has Buffers, like a received frame. */
import { MessageError } from './message-error.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Allocates `size` zero bytes. */
export function allocate(size: number): Uint8Array {
  return typeof Buffer === 'undefined' ? new Uint8Array(size) : Buffer.alloc(size)
}

/** Encodes text as UTF-8. A lone surrogate becomes U+FFFD. */
export function encodeText(text: string): Uint8Array {
  return typeof Buffer === 'undefined' ? encoder.encode(text) : Buffer.from(text)
}

/** Decodes UTF-8. Throws `ERR_MESSAGE_ENCODING`, whose offset is `offset`, the position of the bytes in the frame. */
export function decodeText(bytes: Uint8Array, offset = 0): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new MessageError('ERR_MESSAGE_ENCODING', `the ${bytes.length} bytes from ${offset} are not valid UTF-8`, { offset, cause })
  }
}
