/**
 * Packs a dictionary into one frame and unpacks it, in the format of zhash_pack and zhashx_pack: the number of entries, then for each
 * entry a length-prefixed name and a length-prefixed value.
 */
import { checkByteArray, checkOptions } from './arguments.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { decodeText, encodeText } from './frame.ts'
import { MessageError } from './message-error.ts'
import type { Dictionary } from './picture-type.ts'

/** Default of `maxEntries`. An entry takes about 100 bytes of memory and as few as 5 bytes on the wire. */
const MAX_ENTRIES = 65_536

/**
 * Packs a dictionary (zhash_pack). Throws `ERR_MESSAGE_VALUE` if a name has more than 255 bytes, or if a name or a value is not a string.
 */
export function packDictionary(dictionary: Dictionary): Uint8Array {
  if (typeof dictionary !== 'object' || dictionary === null)
    throw new MessageError('ERR_MESSAGE_VALUE', 'a dictionary must be a Map or an object of strings')
  const entries = dictionary instanceof Map ? [...(dictionary as ReadonlyMap<string, string>)] : Object.entries(dictionary)
  const writer = new ByteWriter()
  writer.number(entries.length, 4)
  for (const [name, value] of entries) {
    if (typeof name !== 'string' || typeof value !== 'string')
      throw new MessageError('ERR_MESSAGE_VALUE', 'the names and values of a dictionary must be strings')
    writer.prefixed(encodeText(name), 1, 'a name in a dictionary')
    writer.prefixed(encodeText(value), 4, 'a value in a dictionary')
  }
  return writer.join()
}

/**
 * Unpacks a dictionary (zhash_unpack). Throws `ERR_MESSAGE_ENCODING` if the bytes are truncated or too long, or if a name occurs twice,
 * and `ERR_MESSAGE_LIMIT` if there are more than `maxEntries` entries. Default 65,536.
 */
export function unpackDictionary(bytes: Uint8Array, options: { readonly maxEntries?: number } = {}): Map<string, string> {
  checkByteArray(bytes)
  checkOptions(options)
  const { maxEntries = MAX_ENTRIES } = options
  const reader = new ByteReader(bytes, 'the dictionary')
  const count = reader.number(4)
  if (count > maxEntries)
    throw new MessageError('ERR_MESSAGE_LIMIT', `a dictionary of ${count} entries exceeds maxEntries ${maxEntries}`, { offset: 0 })
  const dictionary = new Map<string, string>()
  for (let i = 0; i < count; i++) {
    const { offset } = reader
    const name = decodeText(reader.prefixed(1), offset + 1)
    if (dictionary.has(name))
      throw new MessageError('ERR_MESSAGE_ENCODING', `the dictionary has a name twice; the second is at ${offset}`, { offset })
    const value = reader.prefixed(4)
    dictionary.set(name, decodeText(value, reader.offset - value.length))
  }
  const { offset } = reader
  if (reader.remaining > 0) throw new MessageError('ERR_MESSAGE_ENCODING', `${reader.remaining} bytes follow the dictionary`, { offset })
  return dictionary
}
