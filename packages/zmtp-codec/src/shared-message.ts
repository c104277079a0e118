/** A message for several peers: encoded once for all whose framing is that of ZMTP 2.0 or later, without a cipher. */
import { writeHeader } from './frame-header.ts'
import type { Frame, Message } from './frame.ts'
import type { SharedPage } from './shared-page.ts'
import { SLAB_SIZE } from './slab-pool.ts'

const MORE = 1

/** Of more bytes than a page has, large frames are not copied (encoder.ts), so there is nothing to share. */
const LARGEST = SLAB_SIZE

export class SharedMessage {
  readonly frames: Message
  /** Bytes with all headers; 0 if it is too large to be shared. */
  readonly size: number
  /** Where its bytes lie, as long as they do. */
  page: SharedPage | undefined = undefined
  start = 0
  end = 0

  constructor(frames: Message) {
    this.frames = frames
    let size = 0
    for (let i = 0; i < frames.length; i++) {
      const { length } = frames[i] as Frame
      size += length + (length > 255 ? 9 : 2)
    }
    this.size = size > LARGEST ? 0 : size
  }

  /** Writes it at `offset`; returns where it ends. */
  write(bytes: Uint8Array, offset: number): number {
    const { frames } = this
    const last = frames.length - 1
    let at = offset
    for (let i = 0; i <= last; i++) {
      const frame = frames[i] as Frame
      at = writeHeader(bytes, at, frame.length, i < last ? MORE : 0)
      bytes.set(frame, at)
      at += frame.length
    }
    return at
  }
}
