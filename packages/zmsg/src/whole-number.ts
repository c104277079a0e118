/** The number letters of pictures: their ranges, and their decimal text. */
import { decodeText, encodeText } from './frame.ts'
import { MessageError } from './message-error.ts'

const unsigned = (bits: bigint): Range => ({ min: 0n, max: (1n << bits) - 1n })

interface Range {
  readonly min: bigint
  readonly max: bigint
}

const RANGES = {
  i: { min: -(1n << 31n), max: (1n << 31n) - 1n },
  '1': unsigned(8n),
  '2': unsigned(16n),
  '4': unsigned(32n),
  '8': unsigned(64n),
  u: unsigned(32n),
} satisfies Record<string, Range>

/** A letter that stands for a number. */
export type NumberLetter = keyof typeof RANGES

/** 2^64 - 1 has 20 digits. Longer text is rejected without being parsed. */
const DECIMAL = /^-?\d{1,20}$/

const LONGEST = 21

/** Returns `value` if it is in the range of `letter`: a bigint for `8`, a number for the others. Throws `ERR_MESSAGE_VALUE`. */
export function checkNumber(letter: NumberLetter, value: unknown): number | bigint {
  const fits = letter === '8' ? typeof value === 'bigint' : Number.isInteger(value)
  const { min, max } = RANGES[letter]
  const number = value as number | bigint
  if (fits && number >= min && number <= max) return number
  const kind = letter === '8' ? 'bigint' : 'whole number'
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' must be a ${kind} from ${min} to ${max}, not ${shown(value)}`)
}

/** Encodes a number as decimal text. Throws `ERR_MESSAGE_VALUE`. */
export function encodeDecimal(letter: NumberLetter, value: unknown): Uint8Array {
  return encodeText(checkNumber(letter, value).toString())
}

/** Decodes decimal text to a number, or to a bigint for `8`. Throws `ERR_MESSAGE_ENCODING`. */
export function decodeDecimal(letter: NumberLetter, frame: Uint8Array): number | bigint {
  const { min, max } = RANGES[letter]
  const refusal = `is not a number from ${min} to ${max} in decimal text`
  if (frame.length > LONGEST + 1)
    throw new MessageError('ERR_MESSAGE_ENCODING', `a text of ${frame.length} bytes ${refusal}`, { offset: 0 })
  const text = decodeText(frame)
  // CZMQ formats 'u' with "%ud", so its numbers end with a d.
  const digits = letter === 'u' ? text.replace(/d$/, '') : text
  const value = DECIMAL.test(digits) ? BigInt(digits) : undefined
  if (value === undefined || value < min || value > max) {
    throw new MessageError('ERR_MESSAGE_ENCODING', `${JSON.stringify(text)} ${refusal}`, { offset: 0 })
  }
  return letter === '8' ? value : Number(value)
}

/** A short text for a value in an error. */
function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return String(value)
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`
}
