/** Encodes and decodes the commands of ZMTP 3 (RFC 37): `u8 length, name, data`. */
import { latin1Text } from './bytes.ts'
import { allocate, latin1 } from './frame.ts'
import { ProtocolError } from './protocol-error.ts'

/** A decoded command. */
export interface Command {
  /** Letters, such as `READY`. */
  readonly name: string
  /** A view of the bytes after the name. */
  readonly data: Uint8Array
}

/** Encodes the body of a command frame: the length-prefixed name, then the pieces of data. */
export function encodeCommand(name: string, ...data: readonly Uint8Array[]): Uint8Array {
  let size = 1 + name.length
  for (const piece of data) size += piece.length
  const body = allocate(size)
  body[0] = name.length
  body.set(latin1(name), 1)
  let offset = 1 + name.length
  for (const piece of data) {
    body.set(piece, offset)
    offset += piece.length
  }
  return body
}

/** Decodes the body of a command frame. Throws `ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED`. */
export function decodeCommand(body: Uint8Array): Command {
  const length = body[0] ?? 0
  if (length === 0 || 1 + length > body.length) {
    throw malformed(`a command of ${body.length} bytes cannot hold a name of ${length}`)
  }
  for (let i = 1; i <= length; i++) {
    if (!isLetter(body[i] as number)) throw malformed('a command name must have letters only (RFC 37)')
  }
  return { name: latin1Text(body.subarray(1, 1 + length)), data: body.subarray(1 + length) }
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

function malformed(message: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED', message)
}

/** Longest reason of an ERROR command in bytes: its length is one byte. */
const MAX_REASON = 255

/** Encodes an ERROR command: `u8 length, reason` (RFC 37). A reason of more than 255 characters is truncated. */
export function encodeError(reason: string): Uint8Array {
  const bytes = latin1(reason.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_REASON))
  return encodeCommand('ERROR', Uint8Array.of(bytes.length), bytes)
}

/**
 * Decodes the reason of an ERROR command. Characters that are not printable ASCII are escaped, so it is safe to print. Throws
 * `ERR_ZMTP_MALFORMED_COMMAND_ERROR`.
 */
export function decodeError(data: Uint8Array): string {
  const length = data[0]
  if (length === undefined || length !== data.length - 1) {
    throw new ProtocolError('ERR_ZMTP_MALFORMED_COMMAND_ERROR', `an ERROR command of ${data.length} bytes does not hold its reason exactly`)
  }
  return latin1Text(data.subarray(1)).replace(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** The content of a PING command: `u16 ttl` in tenths of a second, then a context of at most 16 bytes (RFC 37). */
export interface Ping {
  /** Milliseconds without traffic after which the receiver should close the connection; 0 means no limit. */
  readonly ttlMs: number
  /** Bytes that the PONG returns. */
  readonly context: Uint8Array
}

/** The longest TTL of a PING in milliseconds: 65535 tenths of a second. */
export const MAX_TTL = 6_553_500

const MAX_CONTEXT = 16

/** Encodes a PING. A TTL over the maximum becomes the maximum. */
export function encodePing(ttlMs: number, context: Uint8Array): Uint8Array {
  const tenths = Math.min(Math.trunc(ttlMs / 100), 0xffff)
  return encodeCommand('PING', Uint8Array.of(tenths >> 8, tenths & 0xff), context)
}

/** Decodes a PING. Throws `ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED` if it has no TTL or its context is too long. */
export function decodePing(data: Uint8Array): Ping {
  if (data.length < 2) throw malformed(`a PING of ${data.length} bytes of data has no TTL`)
  if (data.length - 2 > MAX_CONTEXT) throw malformed(`a PING context of ${data.length - 2} bytes exceeds ${MAX_CONTEXT}`)
  return { ttlMs: (((data[0] as number) << 8) | (data[1] as number)) * 100, context: data.subarray(2) }
}
