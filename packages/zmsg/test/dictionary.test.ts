/** Tests of dictionaries: the bytes of zhash_pack, and invalid input. */
import { PROTOTYPE_NAMES } from '@tszmq/fuzzer'
import { packDictionary, unpackDictionary } from '../src/index.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('a dictionary', () => {
  it('is a count, then names with one byte of length and values with four', () => {
    expect(packDictionary({ a: 'bc' })).toEqual(hex('00000001 01 61 00000002 6263'))
    expect(packDictionary(new Map())).toEqual(hex('00000000'))
    expect(unpackDictionary(hex('00000001 01 61 00000002 6263'))).toEqual(new Map([['a', 'bc']]))
  })

  it('treats names of Object.prototype as data', () => {
    const names = new Map(PROTOTYPE_NAMES.map((name) => [name, name]))
    expect(unpackDictionary(packDictionary(names))).toEqual(names)
  })

  it('is rejected wherever it is truncated', () => {
    const whole = packDictionary({ a: 'bc', d: '' })
    for (let size = 0; size < whole.length; size++) {
      expect(() => unpackDictionary(whole.subarray(0, size))).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_ENCODING' }))
    }
  })

  it.each([
    ['more behind it', '00000000 00', 'ERR_MESSAGE_ENCODING', 4],
    ['a name twice', '00000002 01 61 00000000 01 61 00000000', 'ERR_MESSAGE_ENCODING', 10],
    ['a name that is no UTF-8', '00000001 01 ff 00000000', 'ERR_MESSAGE_ENCODING', 5],
    ['a value that is no UTF-8', '00000001 01 61 00000001 ff', 'ERR_MESSAGE_ENCODING', 10],
    ['a value that never comes', '00000001 01 61 ffffffff', 'ERR_MESSAGE_ENCODING', 10],
    ['a count that never comes', 'ffffffff', 'ERR_MESSAGE_LIMIT', 0],
  ])('is rejected with %s', (_, bytes, code, offset) => {
    expect(() => unpackDictionary(hex(bytes))).toThrow(expect.objectContaining({ code, offset }))
  })

  it('has at most maxEntries entries', () => {
    const three = packDictionary({ a: '', b: '', c: '' })
    expect(unpackDictionary(three, { maxEntries: 3 }).size).toBe(3)
    expect(() => unpackDictionary(three, { maxEntries: 2 })).toThrow(expect.objectContaining({ code: 'ERR_MESSAGE_LIMIT' }))
  })
})
