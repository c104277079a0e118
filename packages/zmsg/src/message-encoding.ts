/** Encodes the frames of a message as one array of bytes and decodes them, for a file or for one frame (RFC 50; zmsg_encode). */
import { checkByteArray, checkMessage, checkOptions } from './arguments.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { MessageError } from './message-error.ts'

/** A frame of this many bytes or more has this byte and then four bytes of length. */
const LONG = 0xff

/** Default of `maxFrames`. A frame takes about 100 bytes of memory and as few as one byte when encoded. */
const MAX_FRAMES = 65_536

/**
 * Encodes any number of frames (RFC 50). No frames give an empty array. Throws `ERR_MESSAGE_VALUE` for a frame of 4 GiB or more, and
 * `TypeError` for a frame that is not a Uint8Array.
 */
export function encodeMessage(frames: readonly Uint8Array[]): Uint8Array {
  checkMessage(frames)
  const writer = new ByteWriter()
  for (const frame of frames) {
    checkByteArray(frame, 'a frame')
    if (frame.length >= LONG) writer.number(LONG, 1)
    writer.prefixed(frame, frame.length < LONG ? 1 : 4, 'a frame')
  }
  return writer.join()
}

/**
 * Decodes frames (RFC 50). They are views of `bytes`. Throws `ERR_MESSAGE_ENCODING` if the bytes are truncated, and `ERR_MESSAGE_LIMIT` if
 * there are more than `maxFrames` frames. Default 65,536.
 */
export function decodeMessage<F extends Uint8Array>(bytes: F, options: { readonly maxFrames?: number } = {}): F[] {
  checkByteArray(bytes)
  checkOptions(options)
  const { maxFrames = MAX_FRAMES } = options
  const reader = new ByteReader(bytes, 'the encoded message')
  const frames: F[] = []
  while (reader.remaining > 0) {
    const { offset } = reader
    if (frames.length >= maxFrames)
      throw new MessageError('ERR_MESSAGE_LIMIT', `the number of frames exceeds maxFrames ${maxFrames}`, { offset })
    const size = reader.number(1)
    frames.push(reader.bytes(size === LONG ? reader.number(4) : size))
  }
  return frames
}
