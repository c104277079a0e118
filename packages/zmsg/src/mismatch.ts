/** Makes the error for a message that does not match a picture. It carries the message, so that the receiver does not lose it. */
import { MessageError } from './message-error.ts'

/** Makes an `ERR_PICTURE_MISMATCH`. `at` is the index of the frame. `why` is a sentence, or the error of the decoder. */
export function mismatch(picture: string, frames: readonly Uint8Array[], at: number | undefined, why: unknown): MessageError {
  const cause = why instanceof MessageError ? why : undefined
  const place = at === undefined ? '' : `frame ${at}: `
  const message = `the message does not match the picture '${picture}': ${place}${cause?.message ?? String(why)}`
  return new MessageError('ERR_PICTURE_MISMATCH', message, { frame: at, offset: cause?.offset, frames, cause })
}
