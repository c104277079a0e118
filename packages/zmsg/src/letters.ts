/** The letters of one kind of picture at run time: what was checked by the compiler, for pictures that it has not seen. */
import { checkPictureText } from './arguments.ts'
import { MessageError } from './message-error.ts'

/** Throws ERR_PICTURE unless `picture` has at least one letter, only those of `letters`, and `m` at its end only. */
export function checkLetters(picture: string, letters: string): void {
  checkPictureText(picture)
  if (picture === '') throw refusal(picture, 'it has no letter')
  for (const [at, letter] of [...picture].entries()) {
    if (letter === 'p') throw refusal(picture, "'p' is a pointer, which means nothing to anybody else: send what it points at")
    if (!letters.includes(letter)) throw refusal(picture, `'${letter}' is none of the letters ${letters}`)
    if (letter === 'm' && at < picture.length - 1)
      throw refusal(picture, "'m' takes all frames that are left: it can only be the last letter")
  }
}

/** Throws ERR_MESSAGE_VALUE unless there is one value for each letter that has one. */
export function checkCount(picture: string, needed: number, given: number): void {
  if (needed === given) return
  throw new MessageError('ERR_MESSAGE_VALUE', `the picture '${picture}' takes ${needed} values, not ${given}`)
}

/** `value` if it is bytes. Throws ERR_MESSAGE_VALUE. */
export function checkBytes(letter: string, value: unknown): Uint8Array {
  if (isBytes(value)) return value
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' is a Uint8Array, not ${value === null ? 'null' : `a ${typeof value}`}`)
}

/** `value` if it is frames. Throws ERR_MESSAGE_VALUE. */
export function checkFrames(letter: string, value: unknown): readonly Uint8Array[] {
  if (Array.isArray(value) && value.every(isBytes)) return value
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' is an array of Uint8Array`)
}

/** `value` if it is text. Throws ERR_MESSAGE_VALUE. */
export function checkText(letter: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' is a string, not ${value === null ? 'null' : `a ${typeof value}`}`)
}

function refusal(picture: string, why: string): MessageError {
  return new MessageError('ERR_PICTURE', `'${picture}' is no picture: ${why}`)
}

/** A Uint8Array of any realm. */
function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]'
}
