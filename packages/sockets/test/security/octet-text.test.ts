/** Names and passwords as text: different octets give different text, even if they are not UTF-8. */
import { Xoshiro128 } from '@tszmq/testkit'
import { octetText, textOctets } from '../../src/security/octet-text.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

it('UTF-8 is decoded as text', () => {
  for (const text of ['', 'admin', 'grüße', '€', '😀', '\ufffd', '\ufeffx', 'a\0b']) {
    expect([text, octetText(Buffer.from(text))]).toEqual([text, text])
    expect(textOctets(text)).toEqual(Buffer.from(text))
  }
})

it.each([
  ['a byte of latin1', 'J\xfcrgen', 'J\udcfcrgen'],
  ['a character that is cut off', 'a\xe2\x82', 'a\udce2\udc82'],
  ['an overlong form', '\xc0\x80', '\udcc0\udc80'],
  ['half of a surrogate pair', '\xed\xb3\xbf', '\udced\udcb3\udcbf'],
  ['a byte beyond Unicode, between characters', '\xc3\xbc\xff\xc3\xbc', 'ü\udcffü'],
])('%s becomes lone surrogates', (_name, octets, text) => {
  expect(octetText(latin1(octets))).toBe(text)
  expect(textOctets(text)).toEqual(latin1(octets))
})

it('different octets give different text: all of two bytes, and many of more, are restored', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 65_536; i++) {
    const octets = Buffer.of(i >> 8, i & 255)
    const text = octetText(octets)
    seen.add(text)
    if (textOctets(text)?.readUInt16BE() !== i) throw new Error(`${octets.toString('hex')} came back as another`)
  }
  expect(seen.size).toBe(65_536)
  const random = new Xoshiro128(7)
  // Bytes that begin, go on with, or end a character of every length.
  const pieces = [
    0x00, 0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xb3, 0xef, 0xbf, 0xbd, 0xf0, 0x9f, 0x98, 0x80, 0xf4, 0xff,
  ]
  for (let i = 0; i < 20_000; i++) {
    const octets = Buffer.from(Array.from({ length: random.below(12) }, () => random.pick(pieces)))
    if (textOctets(octetText(octets))?.equals(octets) !== true) throw new Error(`${octets.toString('hex')} came back as another`)
  }
})

it.each([
  ['an escape of what is UTF-8', '\udcc3\udcbc'],
  ['another half of a pair', 'a\ud800'],
  ['an escape of an ASCII byte', '\udc41'],
])('%s is not the text of any octets', (_name, text) => {
  expect(textOctets(text)).toBeUndefined()
})
