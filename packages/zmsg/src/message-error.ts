/** The one error of this package: a full sentence, a code, and the frame and the byte it is about. */

/** Each has a heading in `docs/errors.md`. */
export type MessageErrorCode = 'ERR_PICTURE' | 'ERR_PICTURE_MISMATCH' | 'ERR_MESSAGE_VALUE' | 'ERR_MESSAGE_ENCODING' | 'ERR_MESSAGE_LIMIT'

export interface MessageErrorOptions {
  readonly frame?: number | undefined
  readonly offset?: number | undefined
  readonly frames?: readonly Uint8Array[] | undefined
  readonly cause?: unknown
}

/** Thrown and rejected with. Recognise it by `code`. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
  readonly code: MessageErrorCode
  /** The frame it is about, counted from 0; undefined when it is the message as a whole. */
  readonly frame: number | undefined
  /** The byte of that frame, or of what was decoded, from which on it makes no sense. */
  readonly offset: number | undefined
  /** With ERR_PICTURE_MISMATCH: the message, whole, so that a receiver loses nothing. */
  readonly frames: readonly Uint8Array[] | undefined

  constructor(code: MessageErrorCode, message: string, { frame, offset, frames, cause }: MessageErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.frame = frame
    this.offset = offset
    this.frames = frames
  }
}
