/**
 * Dictionaries in one frame, as zhash_pack and zhashx_pack have them: how many there are, then names of at most 255 bytes and values,
 * each behind its length. Refuses what is cut off, what has more behind it, and a name that comes twice.
 */
import { checkByteArray, checkOptions } from './arguments.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { decodeText, encodeText } from './frame.ts'
import { MessageError } from './message-error.ts'
import type { Dictionary } from './picture-type.ts'

/** Entries of an honest dictionary; each takes some 100 bytes of memory, and may come as 5. */
const MAX_ENTRIES = 65_536

/** Throws ERR_MESSAGE_VALUE for a name of more than 255 bytes, and for what is no text. */
export function packDictionary(dictionary: Dictionary): Uint8Array {
  if (typeof dictionary !== 'object' || dictionary === null)
    throw new MessageError('ERR_MESSAGE_VALUE', 'a dictionary is a Map or an object of strings')
  const entries = dictionary instanceof Map ? [...(dictionary as ReadonlyMap<string, string>)] : Object.entries(dictionary)
  const writer = new ByteWriter()
  writer.number(entries.length, 4)
  for (const [name, value] of entries) {
    if (typeof name !== 'string' || typeof value !== 'string') throw new MessageError('ERR_MESSAGE_VALUE', 'a dictionary has text only')
    writer.counted(encodeText(name), 1, 'a name in a dictionary')
    writer.counted(encodeText(value), 4, 'a value in a dictionary')
  }
  return writer.join()
}

/** Throws ERR_MESSAGE_ENCODING, and ERR_MESSAGE_LIMIT beyond `maxEntries`, by default 65,536. */
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
    const name = decodeText(reader.counted(1), offset + 1)
    if (dictionary.has(name))
      throw new MessageError('ERR_MESSAGE_ENCODING', `the dictionary has a name twice, at ${offset} again`, { offset })
    const value = reader.counted(4)
    dictionary.set(name, decodeText(value, reader.offset - value.length))
  }
  const { offset } = reader
  if (reader.left > 0) throw new MessageError('ERR_MESSAGE_ENCODING', `${reader.left} bytes are behind the dictionary`, { offset })
  return dictionary
}
