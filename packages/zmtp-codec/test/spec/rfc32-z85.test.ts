/** RFC 32 (Z85). The numbers are those of rfc32-clauses.ts. */
import { hex, wire } from '@tszmq/testkit'
import { z85Decode, z85Encode } from '../../src/z85.ts'

/** The table of the RFC, one row for ten values. */
const TABLE = [
  '0123456789',
  'abcdefghij',
  'klmnopqrst',
  'uvwxyzABCD',
  'EFGHIJKLMN',
  'OPQRSTUVWX',
  'YZ.-:+=^!/',
  '*?&<>()[]{',
  '}@%$#',
].join('')

describe('RFC 32', () => {
  it('a binary frame SHALL have a length divisible by 4 (1, 4)', () => {
    for (let size = 0; size <= 16; size++) {
      const encode = (): string => z85Encode(new Uint8Array(size))
      if (size % 4 === 0) expect(encode()).toHaveLength((size / 4) * 5)
      else expect(encode).toThrow(expect.objectContaining({ code: 'ERR_Z85' }))
    }
  })

  it('a string frame SHALL have a length divisible by 5 (2, 7)', () => {
    for (let size = 0; size <= 20; size++) {
      const decode = (): Uint8Array => z85Decode('0'.repeat(size))
      if (size % 5 === 0) expect(decode()).toHaveLength((size / 5) * 4)
      else expect(decode).toThrow(expect.objectContaining({ code: 'ERR_Z85' }))
    }
  })

  it('each value from 0 to 84 SHALL have its character (3, 8)', () => {
    expect(TABLE).toHaveLength(85)
    for (let value = 0; value < 85; value++) {
      const bytes = wire(value.toString(16).padStart(8, '0'))
      expect(z85Encode(bytes)).toBe(`0000${TABLE[value]}`)
      expect(hex(z85Decode(`0000${TABLE[value]}`))).toBe(hex(bytes))
    }
  })

  it('every other character is refused (8)', () => {
    for (let code = 0; code < 256; code++) {
      const character = String.fromCharCode(code)
      if (TABLE.includes(character)) continue
      expect(() => z85Decode(`0000${character}`)).toThrow(expect.objectContaining({ code: 'ERR_Z85' }))
    }
  })

  it('four octets SHALL be one big-endian integer, five characters go from most to least significant (4, 5, 6, 7, 8)', () => {
    expect(z85Encode(wire('00 00 00 55'))).toBe('00010')
    expect(z85Encode(wire('03 1c 84 b1'))).toBe('10000')
    expect(hex(z85Decode('10000'))).toBe((85 ** 4).toString(16).padStart(8, '0'))
  })

  it('the test case SHALL encode as HelloWorld (9)', () => {
    expect(z85Encode(wire('86 4f d2 6f b5 59 f7 5b'))).toBe('HelloWorld')
    expect(hex(z85Decode('HelloWorld'))).toBe('864fd26fb559f75b')
  })

  it('a crafted string MUST NOT write beyond its four octets (10)', () => {
    for (const text of ['#####', '%nSc1', '%nSd0', '$0000']) {
      expect(() => z85Decode(text)).toThrow(expect.objectContaining({ code: 'ERR_Z85' }))
    }
  })
})
