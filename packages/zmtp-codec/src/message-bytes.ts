/** Encodes whole messages in the framing of ZMTP 2.0 and later, without a cipher (RFC 37). */
import { writeHeader } from './frame-header.ts'
import type { Frame, Message } from './frame.ts'

const MORE = 1

/** Returns the size of `message` in bytes, with all headers. */
export function encodedSize(message: Message): number {
  let size = 0
  for (let i = 0; i < message.length; i++) {
    const { length } = message[i] as Frame
    size += length + (length > 255 ? 9 : 2)
  }
  return size
}

/** Writes `message` at `offset`. Returns the offset of its end. */
export function writeMessage(message: Message, bytes: Uint8Array, offset: number): number {
  const last = message.length - 1
  let at = offset
  for (let i = 0; i <= last; i++) {
    const frame = message[i] as Frame
    at = writeHeader(bytes, at, frame.length, i < last ? MORE : 0)
    bytes.set(frame, at)
    at += frame.length
  }
  return at
}
