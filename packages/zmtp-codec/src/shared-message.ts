/** A message for several peers: encoded once for all whose framing is that of ZMTP 2.0 or later, without a cipher. */
import type { Message } from './frame.ts'
import { encodedSize } from './message-bytes.ts'
import type { Page } from './page.ts'
import { SLAB_SIZE } from './slab-pool.ts'

/** Of more bytes than a page has, large frames are not copied (encoder.ts), so there is nothing to share. */
const LARGEST = SLAB_SIZE

export class SharedMessage {
  readonly frames: Message
  /** Bytes with all headers; 0 if it is too large to be shared. */
  readonly size: number
  /** Where its bytes lie, as long as they do. */
  page: Page | undefined = undefined
  start = 0
  end = 0

  constructor(frames: Message) {
    this.frames = frames
    const size = encodedSize(frames)
    this.size = size > LARGEST ? 0 : size
  }
}
