/** Metadata of the application in the handshake (ZMQ_METADATA, RFC 37). */
import { isPropertyName } from '@tszmq/zmtp-codec/internal'
import { ZmqError } from '../events/zmq-error.ts'

/** Values by name. A name begins with `X-`; a value is Latin-1 text, one byte for each character. */
export type AppMetadata = Readonly<Record<string, string>>

/** This library accepts 64 properties of a peer. Two of them are the socket type and the routing id. */
const MAX_PROPERTIES = 62
/** With the rest of the handshake it fits in the 8 KiB that this library accepts by default. */
const MAX_BYTES = 7168
/** Bytes of the lengths of each property: one for its name, four for its value. */
const OVERHEAD = 5

/** Returns a frozen copy. Throws TypeError if it is not an object of strings, and ZmqError EINVAL if a peer might not accept it. */
export function checkMetadata(value: unknown): AppMetadata {
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw new TypeError('option metadata must be an object of strings or null')
  }
  const entries = Object.entries(value as object) as [string, unknown][]
  let bytes = 0
  for (const [name, text] of entries) bytes += name.length + checkProperty(name, text).length + OVERHEAD
  const names = new Set(entries.map(([name]) => name.toLowerCase()))
  if (names.size < entries.length) throw invalid('has a name twice: upper and lower case are the same (RFC 37)')
  if (names.size > MAX_PROPERTIES) throw invalid(`must have at most ${MAX_PROPERTIES} properties, not ${names.size}`)
  if (bytes > MAX_BYTES) throw invalid(`must have at most ${MAX_BYTES} bytes, not ${bytes}`)
  return Object.freeze(Object.fromEntries(entries)) as AppMetadata
}

function checkProperty(name: string, text: unknown): string {
  const shown = JSON.stringify(name.slice(0, 40))
  if (!name.startsWith('X-')) throw invalid(`must have names that begin with X-, not ${shown}`)
  if (!isPropertyName(name)) throw invalid(`must have names of at most 255 characters A-Z a-z 0-9 - _ . +, not ${shown}`)
  if (typeof text !== 'string') throw new TypeError(`option metadata must have a string as ${shown}`)
  // libzmq rejects it too, since it cannot distinguish it from a missing property.
  if (text === '') throw invalid(`must not have empty values, as ${shown} is`)
  if (/[^\0-\xff]/.test(text)) throw invalid(`must have values in Latin-1, which ${shown} is not`)
  return text
}

function invalid(reason: string): ZmqError {
  return new ZmqError('EINVAL', `option metadata ${reason}`)
}
