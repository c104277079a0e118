/** MessagePack, as far as programs need it that are tried: null, booleans, numbers, texts, bytes, arrays and maps (an object, or a Map). */

/** The bytes of a value. */
export function encode(value) {
  if (value === null || value === undefined) return Buffer.from([0xc0])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2])
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return sized(Buffer.byteLength(value), [0xa0, 32], [0xd9, 0xda, 0xdb], Buffer.from(value))
  if (value instanceof Uint8Array) return sized(value.length, undefined, [0xc4, 0xc5, 0xc6], value)
  if (Array.isArray(value)) return sized(value.length, [0x90, 16], [undefined, 0xdc, 0xdd], Buffer.concat(value.map(encode)))
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return sized(
    entries.length,
    [0x80, 16],
    [undefined, 0xde, 0xdf],
    Buffer.concat(entries.map(([key, item]) => Buffer.concat([encode(key), encode(item)]))),
  )
}

function number(value) {
  if (Number.isInteger(value) && value >= -32 && value < 128) return Buffer.from([value & 0xff])
  const bytes = Buffer.alloc(9)
  if (Number.isSafeInteger(value)) {
    bytes[0] = 0xd3
    bytes.writeBigInt64BE(BigInt(value), 1)
  } else {
    bytes[0] = 0xcb
    bytes.writeDoubleBE(value, 1)
  }
  return bytes
}

/** `small`: the mark of a size that is part of it, and the sizes that are; `marks`: of sizes of one, two and four bytes. */
function sized(size, small, marks, body) {
  if (small !== undefined && size < small[1]) return Buffer.concat([Buffer.from([small[0] | size]), body])
  const width = marks[0] !== undefined && size < 256 ? 0 : size < 65536 ? 1 : 2
  const head = Buffer.alloc(1 + (1 << width))
  head[0] = marks[width]
  head.writeUIntBE(size, 1, 1 << width)
  return Buffer.concat([head, body])
}

/** The value of `bytes`. */
export function decode(bytes) {
  const reader = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), at: 0 }
  const value = read(reader)
  if (reader.at !== reader.bytes.length) throw new Error(`${reader.bytes.length - reader.at} bytes after a value of MessagePack`)
  return value
}

function read(reader) {
  const mark = reader.bytes[reader.at++]
  if (mark < 0x80) return mark
  if (mark >= 0xe0) return mark - 256
  if (mark < 0x90) return map(reader, mark & 15)
  if (mark < 0xa0) return array(reader, mark & 15)
  if (mark < 0xc0) return take(reader, mark & 31).toString()
  switch (mark) {
    case 0xc0:
      return null
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return take(reader, size(reader, mark - 0xc4))
    case 0xca:
      return take(reader, 4).readFloatBE()
    case 0xcb:
      return take(reader, 8).readDoubleBE()
    case 0xcc:
    case 0xcd:
    case 0xce:
      return size(reader, mark - 0xcc)
    case 0xcf:
      return Number(take(reader, 8).readBigUInt64BE())
    case 0xd0:
      return take(reader, 1).readInt8()
    case 0xd1:
      return take(reader, 2).readInt16BE()
    case 0xd2:
      return take(reader, 4).readInt32BE()
    case 0xd3:
      return Number(take(reader, 8).readBigInt64BE())
    case 0xd9:
    case 0xda:
    case 0xdb:
      return take(reader, size(reader, mark - 0xd9)).toString()
    case 0xdc:
    case 0xdd:
      return array(reader, size(reader, mark - 0xdb))
    case 0xde:
    case 0xdf:
      return map(reader, size(reader, mark - 0xdd))
    default:
      throw new Error(`unknown mark of MessagePack: ${mark}`)
  }
}

function take(reader, length) {
  if (reader.at + length > reader.bytes.length) throw new Error('a value of MessagePack is cut')
  return reader.bytes.subarray(reader.at, (reader.at += length))
}

/** A number of one, two or four bytes. */
const size = (reader, width) => take(reader, 1 << width).readUIntBE(0, 1 << width)
const array = (reader, length) => Array.from({ length }, () => read(reader))
const map = (reader, length) => Object.fromEntries(Array.from({ length }, () => [read(reader), read(reader)]))
