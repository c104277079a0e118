/** Tests of ZMTP 1.0 framing (RFC 13), in both directions. */
import { Xoshiro128, everySplit, hex, join, latin1, legacyFrame, wire } from '@tszmq/testkit'
import { LegacyDecoder, LegacyEncoder } from '../src/legacy-framing.ts'
import type { Limits } from '../src/limits.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { DecoderRecord } from './decoder-record.ts'

const body = (size: number): Uint8Array => new Xoshiro128(size).bytes(size)

function decode(chunks: readonly Uint8Array[], limits: Partial<Limits> = {}): string[] {
  const record = new DecoderRecord()
  return record.push(new LegacyDecoder(record, { ...DEFAULT_LIMITS, ...limits }), chunks)
}

describe('LegacyDecoder', () => {
  it.each([0, 1, 253, 254, 255, 256])('reads a frame of %i bytes, wherever it is split', (size) => {
    const bytes = join(legacyFrame(1, body(size)), legacyFrame(0, latin1('end')))
    for (const chunks of everySplit(bytes)) expect(decode(chunks)).toEqual([`m${hex(body(size))},${hex(latin1('end'))}`])
  })

  it('reads the long form of a length that would fit the short one', () => {
    expect(decode([wire("ff 00 00 00 00 00 00 00 03 00 'hi'")])).toEqual([`m${hex(latin1('hi'))}`])
  })

  it.each([
    ['length 0', '00', ''],
    ['a reserved flag', "03 02 'hi'", ''],
    ['a length of 0 in the long form', 'ff 00 00 00 00 00 00 00 00 00', ''],
  ])('refuses %s', (_name, bytes) => {
    expect(decode([join(wire(bytes), wire('00'))])).toEqual(['!ERR_ZMTP_FRAME'])
  })

  it('refuses messages of too many bytes or frames', () => {
    expect(decode([legacyFrame(0, body(101))], { maxMessageSize: 100 })).toEqual(['!ERR_ZMTP_MESSAGE_SIZE'])
    expect(decode([join(legacyFrame(1, body(60)), legacyFrame(0, body(41)))], { maxMessageSize: 100 })).toEqual(['!ERR_ZMTP_MESSAGE_SIZE'])
    const parts = Array.from({ length: 5 }, () => legacyFrame(1, latin1('p')))
    expect(decode(parts, { maxMessageParts: 4 })).toEqual(['!ERR_ZMTP_MESSAGE_PARTS'])
  })

  it('copies the bytes that arrive during a pause, since the chunk is reused', () => {
    const record = new DecoderRecord()
    const decoder = new LegacyDecoder(record, DEFAULT_LIMITS)
    const chunk = Buffer.from(legacyFrame(0, latin1('kept')))
    decoder.paused = true
    decoder.push(chunk)
    chunk.fill(0)
    decoder.resume()
    expect(record.events).toEqual([`m${hex(latin1('kept'))}`])
  })
})

describe('LegacyEncoder', () => {
  it.each([0, 1, 253, 254, 255, 70_000])('writes a frame of %i bytes as RFC 13 does', (size) => {
    const encoder = new LegacyEncoder()
    encoder.message([body(size), body(2)])
    const expected = join(legacyFrame(1, body(size)), legacyFrame(0, body(2)))
    expect(encoder.pending).toBe(expected.length)
    expect(hex(join(...encoder.take()))).toBe(hex(expected))
    expect(encoder.pending).toBe(0)
    expect(encoder.take()).toEqual([])
  })

  it('sends no commands, since ZMTP 1.0 has none', () => {
    const encoder = new LegacyEncoder()
    encoder.command()
    expect(encoder.take()).toEqual([])
  })
})
