/**
 * Binary pictures (zsock_bsend, zsock_brecv): numbers, text and chunks packed into one frame as zproto packs them, the frames of `f` and
 * `m` behind it. It refuses a message that is cut off, or has more than the picture.
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

/** Throws ERR_PICTURE. */
export function checkBinary(picture: string): void {
  checkLetters(picture, LETTERS)
}

/**
 * The message that `picture` and its values make: at least one frame. Throws ERR_PICTURE, and ERR_MESSAGE_VALUE for a value that its
 * letter cannot be.
 */
export function encodeBinary<const P extends string>(picture: BinaryPicture<P>, ...values: BinaryArguments<P>): Uint8Array[]
export function encodeBinary(picture: string, ...values: unknown[]): Uint8Array[] {
  checkBinary(picture)
  checkCount(picture, picture.length, values.length)
  const data = new ByteWriter()
  const behind: Uint8Array[] = []
  for (const [at, letter] of [...picture].entries()) {
    const value = values[at]
    if (letter === 'f') behind.push(checkBytes(letter, value))
    else if (letter === 'm') behind.push(...checkFrames(letter, value))
    else write(data, letter, value)
  }
  return [data.join(), ...behind]
}

/**
 * What `picture` makes of a message, a value for each letter; bytes are views of its frames. Throws ERR_PICTURE, and
 * ERR_PICTURE_MISMATCH, which has the message, for one that is not of that picture.
 */
export function decodeBinary<const P extends string, F extends Uint8Array>(
  picture: BinaryPicture<P>,
  frames: readonly F[],
): BinaryValues<P, F>
export function decodeBinary(picture: string, frames: readonly Uint8Array[]): unknown[] {
  checkBinary(picture)
  checkMessage(frames)
  const [first, ...behind] = frames
  if (first === undefined) throw mismatch(picture, frames, undefined, 'it has no frame')
  const single = [...picture].filter((letter) => letter === 'f').length
  const rest = picture.endsWith('m')
  if (behind.length < single || (!rest && behind.length > single)) {
    throw mismatch(
      picture,
      frames,
      undefined,
      `it has ${behind.length} frames behind the first one, not ${single}${rest ? ' or more' : ''}`,
    )
  }
  const data = new ByteReader(first, 'the data')
  const values: unknown[] = []
  try {
    for (const letter of picture) {
      if (letter === 'f') values.push(behind.shift())
      else if (letter === 'm') values.push(behind)
      else values.push(read(data, letter))
    }
  } catch (error) {
    throw mismatch(picture, frames, 0, error)
  }
  if (data.left > 0) throw mismatch(picture, frames, 0, `${data.left} bytes are left behind the last letter, at ${data.offset}`)
  return values
}

function write(data: ByteWriter, letter: string, value: unknown): void {
  switch (letter) {
    case 's':
      return data.counted(encodeText(checkText(letter, value)), 1, "the text of 's'")
    case 'S':
      return data.counted(encodeText(checkText(letter, value)), 4, "the text of 'S'")
    case 'c':
      return data.counted(checkBytes(letter, value), 4, "the bytes of 'c'")
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
      const text = data.counted(letter === 's' ? 1 : 4)
      return decodeText(text, data.offset - text.length)
    }
    case 'c':
      return data.counted(4)
    case 'u':
      return decodeUuid(data.bytes(UUID_SIZE))
    case '8':
      return data.bigint()
    default:
      return data.number(Number(letter) as 1 | 2 | 4)
  }
}
