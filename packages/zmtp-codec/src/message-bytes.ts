/** A whole message as bytes: the framing of ZMTP 2.0 and later, without a cipher (RFC 37). */
import { writeHeader } from './frame-header.ts'
import type { Frame, Message } from './frame.ts'

const MORE = 1

/** Bytes of `message` with all headers. */
export function encodedSize(message: Message): number {
  let size = 0
  for (let i = 0; i < message.length; i++) {
    const { length } = message[i] as Frame
    size += length + (length > 255 ? 9 : 2)
  }
  return size
}

/** Writes `message` at `offset`; returns where it ends. */
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
