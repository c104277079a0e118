/** Encodes and decodes the metadata of a handshake (RFC 37): a list of named properties. */
import { latin1Text } from './bytes.ts'
import { allocate, latin1 } from './frame.ts'
import type { Limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/**
 * Properties by name. Names are case-insensitive (RFC 37), so decoded names are in lower case. It is a Map, since a peer may send a name
 * such as `__proto__`.
 */
export type Properties = ReadonlyMap<string, Uint8Array>

/** Encodes properties in order, each as `u8 length, name, u32 length, value`. The case of names is kept. */
export function encodeProperties(properties: Properties): Uint8Array {
  let size = 0
  for (const [name, value] of properties) size += 1 + name.length + 4 + value.length
  const bytes = allocate(size)
  let offset = 0
  for (const [name, value] of properties) {
    bytes[offset] = name.length
    bytes.set(latin1(name), offset + 1)
    offset += 1 + name.length
    bytes[offset] = value.length >>> 24
    bytes[offset + 1] = value.length >>> 16
    bytes[offset + 2] = value.length >>> 8
    bytes[offset + 3] = value.length
    bytes.set(value, offset + 4)
    offset += 4 + value.length
  }
  return bytes
}

/** Decodes a property list. Values are views. Throws `ERR_ZMTP_INVALID_METADATA`. */
export function decodeProperties(bytes: Uint8Array, limits: Limits): Properties {
  const properties = new Map<string, Uint8Array>()
  let offset = 0
  while (offset < bytes.length) {
    const nameLength = bytes[offset] as number
    const value = offset + 1 + nameLength + 4
    if (nameLength === 0) throw invalid('a property has an empty name')
    if (value > bytes.length) throw invalid(`the property list ends inside the property at byte ${offset}`)
    const name = latin1Text(bytes.subarray(offset + 1, offset + 1 + nameLength))
    if (!isPropertyName(name)) throw invalid('a property name has a character outside A-Z a-z 0-9 - _ . +')
    const valueLength = readUint32(bytes, value - 4)
    if (valueLength > bytes.length - value) {
      throw invalid(`property ${name} claims ${valueLength} bytes, ${bytes.length - value} are left`)
    }
    const key = name.toLowerCase()
    if (properties.has(key)) throw invalid(`property ${name} is given twice`)
    if (properties.size === limits.maxProperties) throw invalid(`more than ${limits.maxProperties} properties`)
    properties.set(key, bytes.subarray(value, value + valueLength))
    offset = value + valueLength
  }
  return properties
}

/** Returns true for a valid name: 1 to 255 of `ALPHA | DIGIT | "-" | "_" | "." | "+"` (RFC 37). */
export function isPropertyName(name: string): boolean {
  return name.length <= 255 && /^[A-Za-z0-9\-_.+]+$/.test(name)
}

/** Reads four bytes as an unsigned big-endian number. */
export function readUint32(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset] as number) * 0x1000000 +
    (((bytes[offset + 1] as number) << 16) | ((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number))
  )
}

function invalid(message: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_INVALID_METADATA', message)
}
