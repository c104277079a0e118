/** What an application has its peers told in the handshake (ZMQ_METADATA, RFC 37). Refuses what a peer might not take. */
import { isPropertyName } from '@tszmq/zmtp-codec/internal'
import { ZmqError } from '../events/zmq-error.ts'

/** Values by name. A name begins with `X-`; a value is Latin-1 text, since what goes over the wire is bytes. */
export type AppMetadata = Readonly<Record<string, string>>

/** A peer of this library takes 64 properties; two of them are its socket type and its routing id. */
const MOST_PROPERTIES = 62
/** With the rest of a handshake it fits in the 8 KiB that a peer of this library takes. */
const MOST_BYTES = 7168
/** Of each property: a byte for the length of its name, four for that of its value. */
const OVERHEAD = 5

/** A frozen copy. Throws TypeError for what is no record of strings, ZmqError EINVAL for what may not be announced. */
export function checkMetadata(value: unknown): AppMetadata {
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw new TypeError('option metadata must be an object of strings or null')
  }
  const entries = Object.entries(value as object) as [string, unknown][]
  let bytes = 0
  for (const [name, text] of entries) bytes += name.length + checkProperty(name, text).length + OVERHEAD
  const names = new Set(entries.map(([name]) => name.toLowerCase()))
  if (names.size < entries.length) throw invalid('has a name twice: upper and lower case are the same (RFC 37)')
  if (names.size > MOST_PROPERTIES) throw invalid(`has at most ${MOST_PROPERTIES} properties, not ${names.size}`)
  if (bytes > MOST_BYTES) throw invalid(`has at most ${MOST_BYTES} bytes, not ${bytes}`)
  return Object.freeze(Object.fromEntries(entries)) as AppMetadata
}

function checkProperty(name: string, text: unknown): string {
  const shown = JSON.stringify(name.slice(0, 40))
  if (!name.startsWith('X-')) throw invalid(`has only names that begin with X-, not ${shown}`)
  if (!isPropertyName(name)) throw invalid(`has names of at most 255 of A-Z a-z 0-9 - _ . +, not ${shown}`)
  if (typeof text !== 'string') throw new TypeError(`option metadata must have a string as ${shown}`)
  // libzmq refuses it too, and could not tell it from a property that is not there.
  if (text === '') throw invalid(`has no empty values, as ${shown} is`)
  if (/[^\0-\xff]/.test(text)) throw invalid(`has values in Latin-1, which ${shown} is not`)
  return text
}

function invalid(reason: string): ZmqError {
  return new ZmqError('EINVAL', `option metadata ${reason}`)
}
