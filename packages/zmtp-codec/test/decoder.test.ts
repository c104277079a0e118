/** Tests of the decoder: compared with a slow one at every split, at every limit, and the memory of delivered frames. */
import { AllocationMeter, Xoshiro128, command, decodeSlowly, everySplit, frame, hex, join, latin1, message, wire } from '@tszmq/testkit'
import { ARENA_SIZE } from '../src/arena.ts'
import { Decoder } from '../src/decoder.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { DecoderRecord, decode, decodeHandshake, decodeOneByOne, resultsOfEverySplit } from './decoder-record.ts'
import { flipped, FlipCipher } from './flip-cipher.ts'

const body = (size: number): Uint8Array => new Xoshiro128(size).bytes(size)

describe('Decoder', () => {
  const streams: Record<string, Uint8Array> = {
    'a short message': message(latin1('hello')),
    'an empty message': wire('00 00'),
    'three parts, one of them empty': message(latin1('a'), wire(''), latin1('bc')),
    'a command between two messages': join(message(latin1('a')), command('PING', wire('00 01')), message(latin1('b'))),
    'long frames that needed not be long': join(frame(2, latin1('x')), frame(3, wire('')), frame(2, latin1('y'))),
    'frames of 255 and 256 bytes': join(message(body(255)), message(body(256)), message(latin1('end'))),
    'a frame too large to wait for in the arena': join(message(body(300), latin1('tail')), message(latin1('next'))),
    'a reserved flag after a message': join(message(latin1('a')), wire('08 00'), message(latin1('b'))),
    'a long frame with a reserved flag': wire('0a 00 00 00 00 00 00 00 01 00'),
    'a command with MORE': wire('05 01 00 00 00'),
    'a message over the limit': join(message(latin1('a')), message(body(601))),
    'parts that are over the limit together': message(body(300), body(250), body(51)),
    'too many parts': message(...Array.from({ length: 6 }, () => latin1('p'))),
    'a command over the limit': join(command('A', body(400)), message(latin1('a'))),
    'a frame that never ends': join(message(latin1('a')), wire('00 05 01 02')),
    'a header that never ends': join(message(latin1('a')), wire('02 00 00 00')),
  }
  const limits = { maxMessageSize: 600, maxMessageParts: 5, maxHandshakeSize: 100, maxTopicLength: 200 }

  it.each(Object.entries(streams))('decodes %s like the slow decoder, wherever it is split', (_name, bytes) => {
    const expected = decodeSlowly(bytes, { ...DEFAULT_LIMITS, ...limits })
    expect(resultsOfEverySplit(bytes, (chunks) => decode(chunks, limits))).toEqual([expected.join('\n')])
  })

  it('decodes like the slow decoder across the borders of the arena', () => {
    const random = new Xoshiro128(7)
    const bytes = join(...Array.from({ length: 400 }, () => message(random.bytes(random.below(700)))))
    const expected = decodeSlowly(bytes, DEFAULT_LIMITS)
    for (const size of [1, 97, 4096, ARENA_SIZE - 1, ARENA_SIZE, ARENA_SIZE + 1, bytes.length]) {
      const chunks: Uint8Array[] = []
      for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size))
      expect(decode(chunks)).toEqual(expected)
    }
  })

  it('decodes two connections that share the arena', () => {
    const [left, right] = [message(body(200), body(20)), message(body(180), latin1('right'))]
    const records = [new DecoderRecord(), new DecoderRecord()] as const
    const decoders = records.map((record) => new Decoder(record, DEFAULT_LIMITS, false))
    for (let i = 0; i < left.length; i++) {
      decoders[0]!.push(left.subarray(i, i + 1))
      decoders[1]!.push(right.subarray(i, i + 1))
    }
    expect(records[0].events).toEqual(decodeSlowly(left, DEFAULT_LIMITS))
    expect(records[1].events).toEqual(decodeSlowly(right, DEFAULT_LIMITS))
  })

  it('does not change delivered frames when the chunk is reused', () => {
    const kept: Uint8Array[] = []
    const decoder = new Decoder({ message: (m) => void kept.push(...m), command: () => {} }, DEFAULT_LIMITS, false)
    const sent = Array.from({ length: 600 }, (_, i) => body(i + 1))
    const chunk = new Uint8Array(700)
    for (const each of sent) {
      const bytes = message(each)
      chunk.set(bytes)
      decoder.push(chunk.subarray(0, bytes.length))
      chunk.fill(0xee)
    }
    expect(kept.map(hex)).toEqual(sent.map(hex))
  })

  it.each([65_535, 65_536, 1024 * 1024, 3 * 1024 * 1024])('decodes a frame of %i bytes in small chunks', (size) => {
    const bytes = message(body(size), latin1('end'))
    const chunks: Uint8Array[] = []
    for (let start = 0; start < bytes.length; start += 50_021) chunks.push(bytes.subarray(start, start + 50_021))
    expect(decode(chunks)).toEqual([`m${hex(body(size))},${hex(latin1('end'))}`])
  })

  it('adds up the sizes of all frames of a message, also of a short last one', () => {
    const limited = { maxMessageSize: 100 }
    expect(decode([message(body(60), body(40))], limited)).toHaveLength(1)
    expect(decode([message(body(60), body(41))], limited)).toEqual(['!ERR_ZMTP_MESSAGE_SIZE'])
    expect(decode([message(body(100))], limited)).toHaveLength(1)
    expect(decode([message(body(101))], limited)).toEqual(['!ERR_ZMTP_MESSAGE_SIZE'])
  })

  it('starts at zero with every message', () => {
    const limited = { maxMessageSize: 100, maxMessageParts: 2 }
    const one = message(body(50), body(50))
    expect(decode([join(one, one, one)], limited)).toHaveLength(3)
  })

  it('accepts a handshake up to the limit, wherever it is split', () => {
    const commands = join(command('A', body(98)), command('B', body(198)))
    const expected = [`c0141${hex(body(98))}`, `c0142${hex(body(198))}`]
    const results = (maxHandshakeSize: number): string[] =>
      resultsOfEverySplit(commands, (chunks) => decodeHandshake(chunks, { maxHandshakeSize }))
    expect(results(300)).toEqual([expected.join('\n')])
    expect(results(299)).toEqual([`${expected[0]}\n!ERR_ZMTP_HANDSHAKE_SIZE`])
  })

  it('accepts no message before the handshake is done', () => {
    for (const chunks of everySplit(message(latin1('early')))) {
      expect(decodeHandshake(chunks)).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
    }
  })

  it('rejects a frame that no Buffer can hold, even without a limit of the message size', () => {
    const header = (size: bigint): Uint8Array => wire(`02 ${size.toString(16).padStart(16, '0')}`)
    expect(decode([header(2n ** 32n)], { maxMessageSize: Infinity })).toEqual(['!ERR_ZMTP_MESSAGE_SIZE'])
    expect(decode([header(2n ** 64n - 1n)], { maxMessageSize: Infinity })).toEqual(['!ERR_ZMTP_MESSAGE_SIZE'])
    expect(decode([header(2n ** 32n - 1n)], { maxMessageSize: Infinity })).toEqual([])
  })

  it('allocates at most a megabyte before the bytes arrive', () => {
    const meter = new AllocationMeter()
    try {
      expect(decodeOneByOne([wire('02 00 00 00 00 03 00 00 00'), body(10)])).toEqual([])
      expect(meter.bytes).toBeLessThanOrEqual(1024 * 1024 + ARENA_SIZE)
    } finally {
      meter.remove()
    }
  })

  it('opens frames with a cipher, and uses the flags of the cipher', () => {
    const record = new DecoderRecord()
    const decoder = new Decoder(record, DEFAULT_LIMITS, false)
    decoder.endHandshake(new FlipCipher())
    const sealed = [flipped(0, 1, latin1('part')), flipped(1, 0, latin1('end')), flipped(2, 2, latin1('command'))]
    // RFC 25 wants them as commands, libzmq sends them as messages: both are taken.
    decoder.push(join(frame(0, sealed[0]!), frame(4, sealed[1]!), frame(0, sealed[2]!)))
    expect(record.events).toEqual([`m${hex(latin1('part'))},${hex(latin1('end'))}`, `c${hex(latin1('command'))}`])
  })

  it('uses its own chunk as the frame if it is exactly the body of a large frame, and copies any other', () => {
    const frames: Uint8Array[] = []
    const decoder = new Decoder({ message: (parts) => void frames.push(...parts), command: () => undefined }, DEFAULT_LIMITS, false)
    const [large, header] = [body(5000), message(body(5000)).subarray(0, 9)]
    decoder.push(header)
    decoder.push(large, true)
    decoder.push(header)
    decoder.push(large)
    // It begins elsewhere, or more follows.
    decoder.push(join(header, large.subarray(0, 1)))
    decoder.push(large.slice(1), true)
    decoder.push(join(header, large, message(latin1('end'))), true)
    expect(frames.map((each) => each.buffer === large.buffer)).toEqual([true, false, false, false, false])
    expect(frames.map(hex)).toEqual([large, large, large, large, latin1('end')].map(hex))
  })

  it('keeps such a frame during a pause', () => {
    const record = new DecoderRecord()
    const decoder = new Decoder(record, DEFAULT_LIMITS, false)
    decoder.push(message(body(5000)).subarray(0, 9))
    decoder.paused = true
    decoder.push(body(5000), true)
    expect(record.events).toEqual([])
    decoder.resume()
    expect(record.events).toEqual([`m${hex(body(5000))}`])
  })
})
