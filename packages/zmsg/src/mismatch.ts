/** What is wrong with a message that was to be read by a picture, with the message itself: whoever received it loses nothing. */
import { MessageError } from './message-error.ts'

/** `at`: the frame; `why`: what is wrong with it, a sentence or the error of whoever read it. */
export function mismatch(picture: string, frames: readonly Uint8Array[], at: number | undefined, why: unknown): MessageError {
  const cause = why instanceof MessageError ? why : undefined
  const place = at === undefined ? '' : `frame ${at}: `
  const message = `the message does not match the picture '${picture}': ${place}${cause?.message ?? String(why)}`
  return new MessageError('ERR_PICTURE_MISMATCH', message, { frame: at, offset: cause?.offset, frames, cause })
}
