/**
 * Encodes and decodes binary pictures (zsock_bsend, zsock_brecv): numbers, text and chunks in one data frame in zproto's format, then the
 * frames of `f` and `m`.
 */
import { checkMessage } from './arguments.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { decodeText, encodeText } from './frame.ts'
import { checkBytes, checkCount, checkFrames, checkLetters, checkText } from './letters.ts'
import { mismatch } from './mismatch.ts'
import type { BinaryArguments, BinaryPicture, BinaryValues } from './picture-type.ts'
import { decodeUuid, encodeUuid } from './uuid.ts'
import type { NumberLetter } from './whole-number.ts'
import { checkNumber } from './whole-number.ts'

const LETTERS = '1248sScufm'

const UUID_SIZE = 16

/** Checks a binary picture. Throws `ERR_PICTURE`. */
export function checkBinary(picture: string): void {
  checkLetters(picture, LETTERS)
}

/**
 * Encodes values as a message: one data frame, then a frame for each `f` and those of `m` (zsock_bsend). Throws `ERR_PICTURE` for an
 * invalid picture and `ERR_MESSAGE_VALUE` for a value that does not fit its letter.
 *
 * ```ts
 * encodeBinary('s2f', 'weight', 75, bytes) // two frames: the data and the bytes
 * ```
 */
export function encodeBinary<const P extends string>(picture: BinaryPicture<P>, ...values: BinaryArguments<P>): Uint8Array[]
export function encodeBinary(picture: string, ...values: unknown[]): Uint8Array[] {
  checkBinary(picture)
  checkCount(picture, picture.length, values.length)
  const data = new ByteWriter()
  const following: Uint8Array[] = []
  for (const [at, letter] of [...picture].entries()) {
    const value = values[at]
    if (letter === 'f') following.push(checkBytes(letter, value))
    else if (letter === 'm') following.push(...checkFrames(letter, value))
    else write(data, letter, value)
  }
  return [data.join(), ...following]
}

/**
 * Decodes a message to one value for each letter (zsock_brecv). Bytes are views of its frames. Throws `ERR_PICTURE` for an invalid
 * picture, and `ERR_PICTURE_MISMATCH`, with the message in `frames`, if the message does not match the picture.
 */
export function decodeBinary<const P extends string, F extends Uint8Array>(
  picture: BinaryPicture<P>,
  frames: readonly F[],
): BinaryValues<P, F>
export function decodeBinary(picture: string, frames: readonly Uint8Array[]): unknown[] {
  checkBinary(picture)
  checkMessage(frames)
  const [first, ...following] = frames
  if (first === undefined) throw mismatch(picture, frames, undefined, 'it has no frames')
  const single = [...picture].filter((letter) => letter === 'f').length
  const rest = picture.endsWith('m')
  if (following.length < single || (!rest && following.length > single)) {
    throw mismatch(
      picture,
      frames,
      undefined,
      `it has ${following.length} frames after the first one, not ${single}${rest ? ' or more' : ''}`,
    )
  }
  const data = new ByteReader(first, 'the data')
  const values: unknown[] = []
  try {
    for (const letter of picture) {
      if (letter === 'f') values.push(following.shift())
      else if (letter === 'm') values.push(following)
      else values.push(read(data, letter))
    }
  } catch (error) {
    throw mismatch(picture, frames, 0, error)
  }
  if (data.remaining > 0) throw mismatch(picture, frames, 0, `${data.remaining} bytes are left after the last letter, at ${data.offset}`)
  return values
}

function write(data: ByteWriter, letter: string, value: unknown): void {
  switch (letter) {
    case 's':
      return data.prefixed(encodeText(checkText(letter, value)), 1, "the text of 's'")
    case 'S':
      return data.prefixed(encodeText(checkText(letter, value)), 4, "the text of 'S'")
    case 'c':
      return data.prefixed(checkBytes(letter, value), 4, "the bytes of 'c'")
    case 'u':
      return data.bytes(encodeUuid(value))
    default:
      return data.number(checkNumber(letter as NumberLetter, value), Number(letter) as 1 | 2 | 4 | 8)
  }
}

function read(data: ByteReader<Uint8Array>, letter: string): unknown {
  switch (letter) {
    case 's':
    case 'S': {
      const text = data.prefixed(letter === 's' ? 1 : 4)
      return decodeText(text, data.offset - text.length)
    }
    case 'c':
      return data.prefixed(4)
    case 'u':
      return decodeUuid(data.bytes(UUID_SIZE))
    case '8':
      return data.bigint()
    default:
      return data.number(Number(letter) as 1 | 2 | 4)
  }
}
