/** Checks pictures and values at run time, for pictures that the compiler did not check. */
import { checkPictureText } from './arguments.ts'
import { MessageError } from './message-error.ts'

/** Throws `ERR_PICTURE` if `picture` is empty, has a letter that is not in `letters`, or has `m` before its end. */
export function checkLetters(picture: string, letters: string): void {
  checkPictureText(picture)
  if (picture === '') throw refusal(picture, 'it has no letters')
  for (const [at, letter] of [...picture].entries()) {
    if (letter === 'p') throw refusal(picture, "'p' is a pointer, which is valid in one process only: send the data")
    if (!letters.includes(letter)) throw refusal(picture, `'${letter}' is none of the letters ${letters}`)
    if (letter === 'm' && at < picture.length - 1) throw refusal(picture, "'m' means all remaining frames: it can only be the last letter")
  }
}

/** Throws `ERR_MESSAGE_VALUE` if the number of values differs from the number that the picture needs. */
export function checkCount(picture: string, needed: number, given: number): void {
  if (needed === given) return
  throw new MessageError('ERR_MESSAGE_VALUE', `the picture '${picture}' takes ${needed} values, not ${given}`)
}

/** Returns `value` if it is a Uint8Array. Throws `ERR_MESSAGE_VALUE`. */
export function checkBytes(letter: string, value: unknown): Uint8Array {
  if (isBytes(value)) return value
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' must be a Uint8Array, not ${value === null ? 'null' : `a ${typeof value}`}`)
}

/** Returns `value` if it is an array of Uint8Array. Throws `ERR_MESSAGE_VALUE`. */
export function checkFrames(letter: string, value: unknown): readonly Uint8Array[] {
  if (Array.isArray(value) && value.every(isBytes)) return value
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' must be an array of Uint8Array`)
}

/** Returns `value` if it is a string. Throws `ERR_MESSAGE_VALUE`. */
export function checkText(letter: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' must be a string, not ${value === null ? 'null' : `a ${typeof value}`}`)
}

function refusal(picture: string, why: string): MessageError {
  return new MessageError('ERR_PICTURE', `'${picture}' is not a valid picture: ${why}`)
}

/** Returns true for a Uint8Array of any realm. */
function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]'
}
