/**
 * RFC 50 (MME): frames as one blob, to be kept in a file or sent as one frame (zmsg_encode, zmsg_decode). Refuses a blob that is cut off.
 */
import { checkByteArray, checkMessage, checkOptions } from './arguments.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { MessageError } from './message-error.ts'

/** A frame of this many bytes or more has a long length, of four bytes behind this one. */
const LONG = 0xff

/** Each frame takes some 100 bytes of memory, and may come as one. */
const MAX_FRAMES = 65_536

/** Any number of frames, also none. Throws ERR_MESSAGE_VALUE for a frame of 4 GiB or more, TypeError for one that is not bytes. */
export function encodeMessage(frames: readonly Uint8Array[]): Uint8Array {
  checkMessage(frames)
  const writer = new ByteWriter()
  for (const frame of frames) {
    checkByteArray(frame, 'a frame')
    if (frame.length >= LONG) writer.number(LONG, 1)
    writer.counted(frame, frame.length < LONG ? 1 : 4, 'a frame')
  }
  return writer.join()
}

/** Views of `bytes`, none of them for an empty blob. Throws ERR_MESSAGE_ENCODING, and ERR_MESSAGE_LIMIT beyond `maxFrames`, by default 65,536. */
export function decodeMessage<F extends Uint8Array>(bytes: F, options: { readonly maxFrames?: number } = {}): F[] {
  checkByteArray(bytes)
  checkOptions(options)
  const { maxFrames = MAX_FRAMES } = options
  const reader = new ByteReader(bytes, 'the encoded message')
  const frames: F[] = []
  while (reader.left > 0) {
    const { offset } = reader
    if (frames.length >= maxFrames)
      throw new MessageError('ERR_MESSAGE_LIMIT', `a message of more frames than maxFrames ${maxFrames}`, { offset })
    const size = reader.number(1)
    frames.push(reader.bytes(size === LONG ? reader.number(4) : size))
  }
  return frames
}
