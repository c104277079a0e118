/** Encodes UUIDs as 16 bytes and decodes them. It accepts the canonical text and CZMQ's text without hyphens. */
import { allocate } from './frame.ts'
import { MessageError } from './message-error.ts'

const SIZE = 16

const TEXT = /^[\da-f]{8}(-?)[\da-f]{4}\1[\da-f]{4}\1[\da-f]{4}\1[\da-f]{12}$/i

/** Encodes the text of a UUID as 16 bytes. Throws `ERR_MESSAGE_VALUE`. */
export function encodeUuid(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !TEXT.test(value)) {
    throw new MessageError('ERR_MESSAGE_VALUE', 'a UUID must be 32 hexadecimal digits, plain or as xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx')
  }
  const digits = value.replaceAll('-', '')
  const bytes = allocate(SIZE)
  for (let i = 0; i < SIZE; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** Decodes 16 bytes to the canonical text of a UUID. Throws `ERR_MESSAGE_ENCODING`. */
export function decodeUuid(bytes: Uint8Array): string {
  if (bytes.length !== SIZE) throw new MessageError('ERR_MESSAGE_ENCODING', `a UUID has ${SIZE} bytes, not ${bytes.length}`, { offset: 0 })
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
