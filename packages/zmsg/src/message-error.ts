/** The error class of this package: a full sentence, a code, and the position of the error. */

/** The codes of {@link MessageError}. `docs/errors.md` explains each. */
export type MessageErrorCode =
  /** A string is not a valid picture. */
  | 'ERR_PICTURE'
  /** A message does not match the picture. */
  | 'ERR_PICTURE_MISMATCH'
  /** A value to encode has the wrong type or is out of range. */
  | 'ERR_MESSAGE_VALUE'
  /** Bytes to decode are truncated or malformed. */
  | 'ERR_MESSAGE_ENCODING'
  /** Bytes to decode have more entries or frames than the limit. */
  | 'ERR_MESSAGE_LIMIT'

/** The details of a {@link MessageError}. */
export interface MessageErrorOptions {
  /** Index of the frame. */
  readonly frame?: number | undefined
  /** Index of the byte. */
  readonly offset?: number | undefined
  /** The whole message. */
  readonly frames?: readonly Uint8Array[] | undefined
  /** The error that led to this one. */
  readonly cause?: unknown
}

/** Thrown if a message, a picture or a value is invalid. Recognise it by `code`. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
  /** What is wrong. */
  readonly code: MessageErrorCode
  /** Index of the frame, from 0. `undefined` if the error is about the whole message. */
  readonly frame: number | undefined
  /** Index of the first invalid byte, in that frame or in the decoded bytes. */
  readonly offset: number | undefined
  /** With `ERR_PICTURE_MISMATCH`: the whole message, so that the receiver does not lose it. */
  readonly frames: readonly Uint8Array[] | undefined

  constructor(code: MessageErrorCode, message: string, { frame, offset, frames, cause }: MessageErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.frame = frame
    this.offset = offset
    this.frames = frames
  }
}
