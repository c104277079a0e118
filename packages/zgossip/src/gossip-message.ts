/** Encodes and decodes the messages of the gossip protocol (CZMQ's zgossip_msg, version 1). */
import { ZmqError } from '@tszmq/sockets'
import { octetText, textOctets } from '@tszmq/sockets/internal'

export type GossipMessage =
  /** A client asks for all tuples, and for those to come. */
  | { readonly id: 'HELLO' }
  | {
      readonly id: 'PUBLISH'
      /** At most 255 bytes of UTF-8. */
      readonly key: string
      readonly value: string
      /** Milliseconds that the tuple lives, up to 2³²-1; 0 is for ever. */
      readonly ttl: number
    }
  /** A client is alive. */
  | { readonly id: 'PING' }
  /** The server is alive. */
  | { readonly id: 'PONG' }
  /** The server does not know the client, or not its message. */
  | { readonly id: 'INVALID' }

/** In the order of their numbers, from 1. */
const IDS = ['HELLO', 'PUBLISH', 'PING', 'PONG', 'INVALID'] as const

const SIGNATURE = 0xaaa0
const VERSION = 1
const HEADER_SIZE = 4
const MAX_KEY_SIZE = 255
export const MAX_TTL = 0xffffffff

/** The size of a PUBLISH in bytes without its key and its value. */
export const PUBLISH_OVERHEAD = HEADER_SIZE + 1 + 4 + 4

/** Throws EINVAL for a zero byte in the key or the value, a key of more than 255 bytes, and a ttl out of range. */
export function encodeGossip(message: GossipMessage): Buffer {
  const number = IDS.indexOf(message.id) + 1
  if (message.id !== 'PUBLISH') return Buffer.of(SIGNATURE >> 8, SIGNATURE & 0xff, number, VERSION)
  const key = keyOctets(message.key)
  const value = octets('value', message.value)
  checkTtl(message.ttl)
  const frame = Buffer.allocUnsafe(PUBLISH_OVERHEAD + key.length + value.length)
  let at = frame.writeUInt16BE(SIGNATURE, 0)
  at = frame.writeUInt8(number, at)
  at = frame.writeUInt8(VERSION, at)
  at = frame.writeUInt8(key.length, at)
  at += key.copy(frame, at)
  at = frame.writeUInt32BE(value.length, at)
  at += value.copy(frame, at)
  frame.writeUInt32BE(message.ttl, at)
  return frame
}

/** The bytes of a key. Throws EINVAL as `encodeGossip`. */
export function keyOctets(key: string): Buffer {
  const bytes = octets('key', key)
  if (bytes.length <= MAX_KEY_SIZE) return bytes
  throw new ZmqError('EINVAL', `a key of ${bytes.length} bytes is longer than ${MAX_KEY_SIZE}`)
}

/** The bytes of a text. Throws EINVAL for a zero byte, since a string of CZMQ ends there. */
export function octets(what: string, text: string): Buffer {
  const bytes = textOctets(text)
  if (bytes !== undefined && !bytes.includes(0)) return bytes
  throw new ZmqError('EINVAL', `a ${what} is text without a zero character and without half of a surrogate pair`)
}

export function checkTtl(ttl: number): void {
  if (Number.isInteger(ttl) && ttl >= 0 && ttl <= MAX_TTL) return
  throw new ZmqError('EINVAL', `a ttl is a whole number of milliseconds from 0 to ${MAX_TTL}, not ${ttl}`)
}

/** Throws ERR_ZGOSSIP_MALFORMED for a message that `encodeGossip` cannot make: cut off, too long, or with a zero byte. */
export function decodeGossip(message: readonly Uint8Array[]): GossipMessage {
  const [first] = message
  if (message.length !== 1 || first === undefined) throw malformed(`${message.length} frames instead of 1`)
  const frame = Buffer.from(first.buffer, first.byteOffset, first.byteLength)
  if (frame.length < HEADER_SIZE) throw malformed(`${frame.length} bytes, which are less than a header`)
  if (frame.readUInt16BE(0) !== SIGNATURE) throw malformed(`the signature ${frame.toString('hex', 0, 2)} instead of aaa0`)
  const number = frame[2] as number
  const id = IDS[number - 1]
  if (id === undefined) throw malformed(`the number ${number}, which no message has`)
  if (frame[3] !== VERSION) throw malformed(`version ${frame[3]} instead of ${VERSION}`)
  if (id === 'PUBLISH') return decodePublish(frame)
  if (frame.length > HEADER_SIZE) throw malformed(`${frame.length - HEADER_SIZE} bytes after the end of ${id}`)
  return { id }
}

function decodePublish(frame: Buffer): GossipMessage {
  const keySize = frame[HEADER_SIZE]
  const keyStart = HEADER_SIZE + 1
  if (keySize === undefined || keyStart + keySize + 4 > frame.length) throw malformed('a key that is cut off')
  const valueSize = frame.readUInt32BE(keyStart + keySize)
  const valueStart = keyStart + keySize + 4
  const end = valueStart + valueSize + 4
  if (end !== frame.length) throw malformed(`${frame.length} bytes instead of ${end}`)
  const key = text(frame.subarray(keyStart, keyStart + keySize))
  const value = text(frame.subarray(valueStart, valueStart + valueSize))
  return { id: 'PUBLISH', key, value, ttl: frame.readUInt32BE(valueStart + valueSize) }
}

function text(bytes: Buffer): string {
  if (bytes.includes(0)) throw malformed('a zero byte in a string')
  return octetText(bytes)
}

function malformed(what: string): ZmqError {
  return new ZmqError('ERR_ZGOSSIP_MALFORMED', `not a message of gossip: it has ${what}`)
}
