/** Z85 (RFC 32): encodes four bytes as five printable characters, and decodes them. */
import { allocate } from './frame.ts'
import { ProtocolError } from './protocol-error.ts'

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]))

/** Encodes bytes as Z85 text (zmq_z85_encode). Throws `ERR_Z85` if their number is not a multiple of 4. */
export function z85Encode(bytes: Uint8Array): string {
  if (!ArrayBuffer.isView(bytes) || !('length' in bytes)) throw new TypeError(`bytes to encode must be a Uint8Array, not ${typeOf(bytes)}`)
  if (bytes.length % 4 !== 0) throw new ProtocolError('ERR_Z85', `Z85 encodes a multiple of 4 bytes, not ${bytes.length}`)
  let result = ''
  for (let i = 0; i < bytes.length; i += 4) {
    let value = 0
    for (let j = 0; j < 4; j++) value = value * 256 + (bytes[i + j] as number)
    for (let power = 85 ** 4; power >= 1; power /= 85) result += ALPHABET[Math.floor(value / power) % 85]
  }
  return result
}

/** Decodes Z85 text (zmq_z85_decode). Throws `ERR_Z85` if its length is not a multiple of 5, or if it has an invalid character. */
export function z85Decode(text: string): Uint8Array {
  // The text may be a secret key, so no error shows it.
  if (typeof (text as unknown) !== 'string') throw new TypeError(`Z85 text must be a string, not ${typeOf(text)}`)
  if (text.length % 5 !== 0) throw new ProtocolError('ERR_Z85', `Z85 text must have a multiple of 5 characters, not ${text.length}`)
  const bytes = allocate((text.length / 5) * 4)
  for (let i = 0; i < text.length; i += 5) {
    let value = 0
    for (let j = 0; j < 5; j++) {
      const digit = VALUES.get(text[i + j] as string)
      if (digit === undefined) throw new ProtocolError('ERR_Z85', `character ${i + j} of the text is not in the Z85 alphabet`)
      value = value * 85 + digit
    }
    if (value > 0xffffffff) throw new ProtocolError('ERR_Z85', `the five characters from ${i} exceed 32 bits`)
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
