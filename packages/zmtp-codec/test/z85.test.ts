/** Tests of Z85: the cases of libzmq's base85 test, and more around them. */
import { Xoshiro128, hex, wire } from '@tszmq/testkit'
import { ProtocolError } from '../src/protocol-error.ts'
import { z85Decode, z85Encode } from '../src/z85.ts'

const HELLO = wire('86 4f d2 6f b5 59 f7 5b')

describe('z85Encode', () => {
  it('encodes the vector of RFC 32', () => expect(z85Encode(HELLO)).toBe('HelloWorld'))

  it.each([1, 42])('rejects %i bytes, which is not a multiple of 4', (size) => {
    expect(() => z85Encode(new Uint8Array(size))).toThrow(new ProtocolError('ERR_Z85', `Z85 encodes a multiple of 4 bytes, not ${size}`))
  })

  it('encodes nothing to nothing', () => expect(z85Encode(wire(''))).toBe(''))
})

describe('z85Decode', () => {
  it('decodes the vector of RFC 32', () => expect(hex(z85Decode('HelloWorld'))).toBe(hex(HELLO)))

  it.each([
    ['8 characters, which is no multiple of 5', '01234567'],
    ['1 character', '0'],
    ['the largest value five characters can say', '#####'],
    ['the first value above 32 bits', '%nSc1'],
    ['a quote, which is among the characters by its code but not in the alphabet', "####'"],
    ['a character just above the alphabet', '####\u007f'],
    ['a character just below the alphabet', '####\u001f'],
    ['a space', '#### '],
    ['a character of two UTF-16 units', '###😀'],
    ['a letter that is not ASCII', '0000é'],
  ])('refuses %s', (_name, text) => {
    expect(() => z85Decode(text)).toThrow(expect.objectContaining({ code: 'ERR_Z85' }))
  })

  it('decodes the largest 32 bits', () => expect(hex(z85Decode('%nSc0'))).toBe('ffffffff'))

  it('decodes nothing to nothing', () => expect(z85Decode('')).toHaveLength(0))
})

describe('z85', () => {
  it.each(['00000000', 'ffffffff'])('decodes what it encodes: %s', (bytes) => {
    expect(hex(z85Decode(z85Encode(wire(bytes))))).toBe(bytes)
  })

  it('encodes what it decodes', () => {
    const text = 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID'
    expect(z85Encode(z85Decode(text))).toBe(text)
  })

  it('decodes what it encodes, for any bytes', () => {
    const random = new Xoshiro128(85)
    for (let i = 0; i < 1000; i++) {
      const bytes = random.bytes(4 * random.below(12))
      expect(hex(z85Decode(z85Encode(bytes)))).toBe(hex(bytes))
    }
  })
})
