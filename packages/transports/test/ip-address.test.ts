/** Tests of numeric addresses as bytes and as text. */
import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { canonicalIp, ipBytes, ipText, isMapped } from '../src/ip/ip-address.ts'

it('formats IPv6 as RFC 5952 and as URLs do', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const bytes = ipBytes(text)!
      // URLs write IPv4-mapped addresses in hexadecimal.
      fc.pre(!isMapped(bytes))
      expect(`[${ipText(bytes)}]`).toBe(new URL(`http://[${text}]/`).hostname)
    }),
    { numRuns: 2_000 },
  )
})

it('parses what it formats', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(ipBytes(ipText(bytes))).toEqual(bytes)
    }),
    { numRuns: 2_000 },
  )
})

it('treats an IPv4 address and its IPv4-mapped form as the same', () => {
  expect(ipBytes('::ffff:1.2.3.4')).toEqual(ipBytes('1.2.3.4'))
  expect(ipBytes('::ffff:102:304')).toEqual(ipBytes('1.2.3.4'))
  expect(canonicalIp('::FFFF:1.2.3.4')).toBe('1.2.3.4')
})

it('keeps the zone, and returns other text unchanged', () => {
  expect(canonicalIp('FE80:0::1%eth0')).toBe('fe80::1%eth0')
  expect(canonicalIp('Example.org')).toBe('Example.org')
  expect(canonicalIp('')).toBe('')
})

it('rejects all text that is not a numeric address', () => {
  for (const text of ['', '1.2.3', '1.2.3.4.5', '01.2.3.4', '256.1.1.1', ':', ':::', '1::2::3', 'fe80::1%eth0', 'localhost']) {
    expect(ipBytes(text)).toBeUndefined()
  }
  fc.assert(
    fc.property(fc.string(), (text) => expect(ipBytes(text) !== undefined && isIPv6(text)).toBe(isIPv6(text) && !text.includes('%'))),
  )
})
