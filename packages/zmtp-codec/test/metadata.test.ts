/** Tests of handshake metadata. */
import { hex, join, latin1, property, wire } from '@tszmq/testkit'
import type { Limits } from '../src/limits.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { decodeProperties, encodeProperties, isPropertyName, readUint32 } from '../src/metadata.ts'

const decode = (bytes: Uint8Array, limits: Partial<Limits> = {}): [string, string][] =>
  [...decodeProperties(bytes, { ...DEFAULT_LIMITS, ...limits })].map(([name, value]) => [name, hex(value)])

describe('encodeProperties', () => {
  it('writes names as they are, in order, with the sizes of RFC 37', () => {
    const properties = new Map([
      ['Socket-Type', latin1('REQ')],
      ['X-a', wire('')],
      ['X-b', new Uint8Array(300).fill(7)],
    ])
    const expected = join(property('Socket-Type', 'REQ'), property('X-a', ''), property('X-b', new Uint8Array(300).fill(7)))
    expect(hex(encodeProperties(properties))).toBe(hex(expected))
  })

  it('writes nothing for no properties', () => expect(encodeProperties(new Map())).toHaveLength(0))
})

describe('decodeProperties', () => {
  it('reads names in lower case and values unchanged', () => {
    expect(decode(join(property('Socket-Type', 'REQ'), property('X-Empty', ''), property('x.+_9-', wire('00 ff'))))).toEqual([
      ['socket-type', hex(latin1('REQ'))],
      ['x-empty', ''],
      ['x.+_9-', '00ff'],
    ])
  })

  it('reads a name of 255 characters', () => expect(decode(property('n'.repeat(255), 'v'))).toHaveLength(1))

  it('reads nothing from nothing', () => expect(decode(wire(''))).toEqual([]))

  it.each([
    ['an empty name', wire("00 00 00 00 01 'v'")],
    ['a name with a space', property('a b', '')],
    ['a name with a zero byte', property('a\0', '')],
    ['a name that is not ASCII', property('é', '')],
    ['a name longer than the list', wire("09 'name'")],
    ['a list that ends before the length of a value', wire("01 'n'")],
    ['a list that ends inside the length of a value', wire("01 'n' 00 00 00")],
    ['a value one byte longer than the list', wire("01 'n' 00 00 00 02 'v'")],
    ['a value of 2^31 bytes', wire("01 'n' 80 00 00 00 'v'")],
    ['a value of 2^32 - 1 bytes', wire("01 'n' ff ff ff ff 'v'")],
    ['a byte after the last property', join(property('n', 'v'), wire('01'))],
    ['a name twice', join(property('n', 'v'), property('n', 'v'))],
    ['a name twice in different cases', join(property('Identity', 'v'), property('iDENTITY', 'w'))],
  ])('refuses %s', (_name, bytes) => {
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_INVALID_METADATA' }))
  })

  it('reads properties up to the limit', () => {
    const list = (count: number): Uint8Array => join(...Array.from({ length: count }, (_, i) => property(`x${i}`, '')))
    expect(decode(list(3), { maxProperties: 3 })).toHaveLength(3)
    expect(() => decode(list(4), { maxProperties: 3 })).toThrow('more than 3 properties')
  })

  it('never reads beyond the list, whichever byte of it is wrong', () => {
    const list = join(property('Socket-Type', 'REQ'), property('X-b', 'value'))
    const buffer = new Uint8Array(list.length + 4096).fill(0x41)
    for (let i = 0; i < list.length; i++) {
      for (let byte = 0; byte < 256; byte++) {
        buffer.set(list)
        buffer[i] = byte
        let read: [string, string][] = []
        try {
          read = decode(buffer.subarray(0, list.length))
        } catch (error) {
          expect(error).toHaveProperty('code', 'ERR_ZMTP_INVALID_METADATA')
        }
        const size = read.reduce((sum, [name, value]) => sum + 5 + name.length + value.length / 2, 0)
        expect([0, list.length]).toContain(size)
      }
    }
  })
})

describe('isPropertyName', () => {
  it.each(['X-a', '__proto__', '0', 'a.b+c', 'n'.repeat(255)])('is true for %j', (name) => expect(isPropertyName(name)).toBe(true))
  it.each(['', 'a b', 'a\n', 'é', 'a:b', 'n'.repeat(256)])('is false for %j', (name) => expect(isPropertyName(name)).toBe(false))
})

describe('readUint32', () => {
  it.each([
    ['00 00 00 01', 1],
    ['7f ff ff ff', 2 ** 31 - 1],
    ['80 00 00 00', 2 ** 31],
    ['ff ff ff ff', 2 ** 32 - 1],
  ])('reads %s as a positive number', (bytes, value) => expect(readUint32(wire(bytes), 0)).toBe(value))
})
