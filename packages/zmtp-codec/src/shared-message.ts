/** A message to several peers, encoded once for all peers of ZMTP 2.0 and later without a cipher. */
import type { Message } from './frame.ts'
import { encodedSize } from './message-bytes.ts'
import type { Page } from './page.ts'
import { SLAB_SIZE } from './slab-pool.ts'

/** Most bytes of a message that is shared. The large frames of a larger one are not copied (encoder.ts), so sharing saves nothing. */
const LARGEST = SLAB_SIZE

/** A message, and the place of its encoded bytes in a shared page. */
export class SharedMessage {
  /** The message. */
  readonly frames: Message
  /** Encoded size in bytes, with all headers. 0 if the message is too large to be shared. */
  readonly size: number
  /** The page with its encoded bytes, from `start` to `end`. The page may have been reused since: see `pageOf`. */
  page: Page | undefined = undefined
  start = 0
  end = 0

  constructor(frames: Message) {
    this.frames = frames
    const size = encodedSize(frames)
    this.size = size > LARGEST ? 0 : size
  }
}
