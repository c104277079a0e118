/** The whole numbers of pictures: what fits each letter, and their decimal text, which CZMQ makes and reads. */
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

export type NumberLetter = keyof typeof RANGES

/** Digits of 2^64 - 1, or a sign and less: what is longer is no number of ours, and is not looked at. */
const DECIMAL = /^-?\d{1,20}$/

const LONGEST = 21

/** `value` if it fits `letter`: a bigint for `8`, a number for the others. Throws ERR_MESSAGE_VALUE. */
export function checkNumber(letter: NumberLetter, value: unknown): number | bigint {
  const fits = letter === '8' ? typeof value === 'bigint' : Number.isInteger(value)
  const { min, max } = RANGES[letter]
  const number = value as number | bigint
  if (fits && number >= min && number <= max) return number
  const kind = letter === '8' ? 'bigint' : 'whole number'
  throw new MessageError('ERR_MESSAGE_VALUE', `'${letter}' is a ${kind} from ${min} to ${max}, not ${shown(value)}`)
}

/** Throws ERR_MESSAGE_VALUE. */
export function encodeDecimal(letter: NumberLetter, value: unknown): Uint8Array {
  return encodeText(checkNumber(letter, value).toString())
}

/** Throws ERR_MESSAGE_ENCODING. */
export function decodeDecimal(letter: NumberLetter, frame: Uint8Array): number | bigint {
  const { min, max } = RANGES[letter]
  const refusal = `is no number from ${min} to ${max} in decimal text`
  if (frame.length > LONGEST + 1)
    throw new MessageError('ERR_MESSAGE_ENCODING', `a text of ${frame.length} bytes ${refusal}`, { offset: 0 })
  const text = decodeText(frame)
  // CZMQ writes 'u' by "%ud": its numbers end in a d.
  const digits = letter === 'u' ? text.replace(/d$/, '') : text
  const value = DECIMAL.test(digits) ? BigInt(digits) : undefined
  if (value === undefined || value < min || value > max) {
    throw new MessageError('ERR_MESSAGE_ENCODING', `${JSON.stringify(text)} ${refusal}`, { offset: 0 })
  }
  return letter === '8' ? value : Number(value)
}

/** A value for a sentence, short. */
function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return String(value)
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`
}
