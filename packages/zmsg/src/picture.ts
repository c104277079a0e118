/** Encodes and decodes pictures of frames (zsock_send, zsock_recv): one letter for each frame, numbers as decimal text. */
import { checkMessage } from './arguments.ts'
import { packDictionary, unpackDictionary } from './dictionary.ts'
import { allocate, decodeText, encodeText } from './frame.ts'
import { checkBytes, checkCount, checkFrames, checkLetters, checkText } from './letters.ts'
import { MessageError } from './message-error.ts'
import { mismatch } from './mismatch.ts'
import type { Dictionary, Picture, PictureArguments, PictureValues } from './picture-type.ts'
import { decodeSignal } from './signal.ts'
import { decodeUuid, encodeUuid } from './uuid.ts'
import type { NumberLetter } from './whole-number.ts'
import { decodeDecimal, encodeDecimal } from './whole-number.ts'

const LETTERS = 'i1248usbcfhUmz'

/** Checks a picture of frames. Throws `ERR_PICTURE`. */
export function checkPicture(picture: string): void {
  checkLetters(picture, LETTERS)
}

/**
 * Encodes values as a message, one frame for each letter (zsock_send). Bytes are not copied. Throws `ERR_PICTURE` for an invalid picture
 * and `ERR_MESSAGE_VALUE` for a value that does not fit its letter.
 *
 * ```ts
 * encodePicture('s4b', 'weight', 75, bytes) // three frames: weight, 75, and the bytes
 * ```
 */
export function encodePicture<const P extends string>(picture: Picture<P>, ...values: PictureArguments<P>): Uint8Array[]
export function encodePicture(picture: string, ...values: unknown[]): Uint8Array[] {
  checkPicture(picture)
  checkCount(picture, picture.replaceAll('z', '').length, values.length)
  const frames: Uint8Array[] = []
  let next = 0
  for (const letter of picture) {
    if (letter === 'z') frames.push(allocate(0))
    else if (letter === 'm') frames.push(...checkFrames(letter, values[next++]))
    else frames.push(encodeFrame(letter, values[next++]))
  }
  return frames
}

/**
 * Decodes a message to one value for each letter except `z` (zsock_recv). Bytes are views of its frames. Throws `ERR_PICTURE` for an
 * invalid picture, and `ERR_PICTURE_MISMATCH`, with the message in `frames`, if the message does not match the picture or is a signal.
 *
 * ```ts
 * const [name, weight, bytes] = decodePicture('s4b', frames) // string, number, Uint8Array
 * ```
 */
export function decodePicture<const P extends string, F extends Uint8Array>(picture: Picture<P>, frames: readonly F[]): PictureValues<P, F>
export function decodePicture(picture: string, frames: readonly Uint8Array[]): unknown[] {
  checkPicture(picture)
  checkMessage(frames)
  const status = decodeSignal(frames)
  if (status !== undefined) throw mismatch(picture, frames, undefined, `it is a signal, with status ${status}`)
  const rest = picture.endsWith('m')
  const single = rest ? picture.slice(0, -1) : picture
  if (frames.length < single.length || (!rest && frames.length > single.length)) {
    throw mismatch(picture, frames, undefined, `it has ${frames.length} frames, not ${single.length}${rest ? ' or more' : ''}`)
  }
  const values: unknown[] = []
  for (const [at, letter] of [...single].entries()) {
    try {
      const value = decodeFrame(letter, frames[at] as Uint8Array)
      if (letter !== 'z') values.push(value)
    } catch (error) {
      throw mismatch(picture, frames, at, error)
    }
  }
  if (rest) values.push(frames.slice(single.length))
  return values
}

function encodeFrame(letter: string, value: unknown): Uint8Array {
  switch (letter) {
    case 's':
      return encodeText(checkText(letter, value))
    case 'b':
    case 'c':
    case 'f':
      return checkBytes(letter, value)
    case 'h':
      return packDictionary(value as Dictionary)
    case 'U':
      return encodeUuid(value)
    default:
      return encodeDecimal(letter as NumberLetter, value)
  }
}

function decodeFrame(letter: string, frame: Uint8Array): unknown {
  switch (letter) {
    case 's':
      return decodeText(frame)
    case 'b':
    case 'c':
    case 'f':
      return frame
    case 'h':
      return unpackDictionary(frame)
    case 'U':
      return decodeUuid(frame)
    case 'z':
      if (frame.length === 0) return undefined
      throw new MessageError('ERR_MESSAGE_ENCODING', `it should be empty, but has ${frame.length} bytes`, { offset: 0 })
    default:
      return decodeDecimal(letter as NumberLetter, frame)
  }
}
