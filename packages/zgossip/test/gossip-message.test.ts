/** Encodes and decodes the bytes of CZMQ's gossip messages, and refuses all others. */
import { Xoshiro128 } from '@tszmq/testkit'
import { decodeGossip, encodeGossip } from '../src/gossip-message.ts'
import type { GossipMessage } from '../src/gossip-message.ts'

/** As libczmq 4.2.1 sends them. */
const GOLDEN: readonly (readonly [string, GossipMessage])[] = [
  ['aaa00101', { id: 'HELLO' }],
  ['aaa00201016200000005617435303000000000', { id: 'PUBLISH', key: 'b', value: 'at500', ttl: 0 }],
  ['aaa00201016b000000046d696e6500000100', { id: 'PUBLISH', key: 'k', value: 'mine', ttl: 256 }],
  ['aaa00301', { id: 'PING' }],
  ['aaa00401', { id: 'PONG' }],
  ['aaa00501', { id: 'INVALID' }],
]

const code = (fn: () => unknown): unknown => {
  try {
    fn()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

it.each(GOLDEN)('%s is read and written', (hex, message) => {
  expect(decodeGossip([Buffer.from(hex, 'hex')])).toEqual(message)
  expect(encodeGossip(message).toString('hex')).toBe(hex)
})

it('decodes any text as it was encoded, bytes that are not UTF-8 too', () => {
  const message: GossipMessage = { id: 'PUBLISH', key: 'é'.repeat(127), value: '\udce9 grüße 🐝', ttl: 0xffffffff }
  expect(decodeGossip([encodeGossip(message)])).toEqual(message)
})

it.each([
  ['two frames', ['aaa00101', '']],
  ['no frame', []],
  ['another signature', ['aaa10101']],
  ['no such message', ['aaa00601']],
  ['another version', ['aaa00102']],
  ['bytes after the end', ['aaa0010100']],
  ['a value longer than the message', ['aaa0020100ffffffff00000000']],
  ['a zero byte in a key', ['aaa0020101000000000000000000']],
])('a message with %s is refused', (_, frames) => {
  expect(code(() => decodeGossip(frames.map((hex) => Buffer.from(hex, 'hex'))))).toBe('ERR_ZGOSSIP_MALFORMED')
})

it.each([
  ['a key of 256 bytes', { key: 'x'.repeat(256), value: '', ttl: 0 }],
  ['a zero character', { key: 'k', value: 'a\0b', ttl: 0 }],
  ['half of a surrogate pair', { key: '\ud800', value: '', ttl: 0 }],
  ['a ttl beyond 32 bits', { key: 'k', value: '', ttl: 2 ** 32 }],
  ['half a millisecond', { key: 'k', value: '', ttl: 0.5 }],
])('%s is not written', (_, fields) => {
  expect(code(() => encodeGossip({ id: 'PUBLISH', ...fields }))).toBe('EINVAL')
})

it('refuses every message that is cut off at any byte', () => {
  for (const [hex] of GOLDEN) {
    const whole = Buffer.from(hex, 'hex')
    for (let size = 0; size < whole.length; size++)
      expect(code(() => decodeGossip([whole.subarray(0, size)]))).toBe('ERR_ZGOSSIP_MALFORMED')
  }
})

it('decodes 20,000 mutations to messages that encode to the same bytes, or refuses them with a code', () => {
  const random = new Xoshiro128(4)
  let read = 0
  for (let i = 0; i < 20_000; i++) {
    const bytes = Buffer.from(random.pick(GOLDEN)[0], 'hex')
    for (let changes = random.below(3); changes >= 0; changes--) bytes[random.below(bytes.length)] = random.below(256)
    const failed = code(() => {
      const message = decodeGossip([bytes])
      read++
      expect(encodeGossip(message).equals(bytes)).toBe(true)
    })
    expect([undefined, 'ERR_ZGOSSIP_MALFORMED']).toContain(failed)
  }
  expect(read).toBeGreaterThan(100)
})
