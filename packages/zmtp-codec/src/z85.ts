/** Z85 (RFC 32): four bytes as five printable characters. Refuses lengths and characters that cannot be. */
import { allocate } from './frame.ts'
import { ProtocolError } from './protocol-error.ts'

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]))

/** Text of a multiple of 4 bytes. Throws ERR_Z85. */
export function z85Encode(bytes: Uint8Array): string {
  if (!ArrayBuffer.isView(bytes) || !('length' in bytes)) throw new TypeError(`bytes to encode must be a Uint8Array, not ${typeOf(bytes)}`)
  if (bytes.length % 4 !== 0) throw new ProtocolError('ERR_Z85', `Z85 encodes multiples of 4 bytes, not ${bytes.length}`)
  let result = ''
  for (let i = 0; i < bytes.length; i += 4) {
    let value = 0
    for (let j = 0; j < 4; j++) value = value * 256 + (bytes[i + j] as number)
    for (let power = 85 ** 4; power >= 1; power /= 85) result += ALPHABET[Math.floor(value / power) % 85]
  }
  return result
}

/** Bytes of a text of a multiple of 5 characters. Throws ERR_Z85. */
export function z85Decode(text: string): Uint8Array {
  // The text may be a secret: it is not shown.
  if (typeof (text as unknown) !== 'string') throw new TypeError(`Z85 text must be a string, not ${typeOf(text)}`)
  if (text.length % 5 !== 0) throw new ProtocolError('ERR_Z85', `Z85 text comes in fives, not ${text.length} characters`)
  const bytes = allocate((text.length / 5) * 4)
  for (let i = 0; i < text.length; i += 5) {
    let value = 0
    for (let j = 0; j < 5; j++) {
      const digit = VALUES.get(text[i + j] as string)
      if (digit === undefined) throw new ProtocolError('ERR_Z85', `character ${i + j} of the text is not in the Z85 alphabet`)
      value = value * 85 + digit
    }
    if (value > 0xffffffff) throw new ProtocolError('ERR_Z85', `the five characters from ${i} stand for more than 32 bits`)
    for (let j = 0; j < 4; j++) bytes[(i / 5) * 4 + j] = Math.floor(value / 256 ** (3 - j))
  }
  return bytes
}

function typeOf(value: unknown): string {
  return value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'undefined'
        ? 'undefined'
        : `of type ${typeof value}`
}
