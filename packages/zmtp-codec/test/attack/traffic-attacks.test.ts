/** Attacks after the handshake: malformed heartbeats, floods, and messages that never end. */
import { AllocationMeter, EngineTrace, command, frame, greeting, hex, join, latin1, message, ready, wire } from '@tszmq/testkit'
import { ARENA_SIZE } from '../../src/arena.ts'
import { DEFAULT_LIMITS } from '../../src/limits.ts'

// Ids of threats: docs/threats.md.

const hello = join(greeting(), ready(['Socket-Type', 'ROUTER']))

function connected(): EngineTrace {
  const trace = new EngineTrace().receive(hello)
  trace.take()
  return trace
}

describe('a PING', () => {
  it.each([
    ['without its TTL', wire("04 05 04 'PING'")],
    ['with half a TTL', wire("04 06 04 'PING' 00")],
  ])('L17: %s is refused without an answer (wire 26)', (_name, bytes) => {
    const trace = connected().receive(bytes)
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED' })
    expect(trace.engine.pending).toBe(0)
  })

  it('L17: with a context of 17 to 248 bytes is refused, and one of 16 is returned exactly', () => {
    for (let size = 0; size <= 248; size++) {
      const context = new Uint8Array(size).fill(0x63)
      const trace = connected().receive(command('PING', join(wire('00 00'), context)))
      expect([size, hex(trace.take())]).toEqual([size, size <= 16 ? hex(command('PONG', context)) : ''])
      expect(trace.error === undefined).toBe(size <= 16)
    }
  })

  it.each([0, 1, 655, 656, 700, 65_535])(
    'L18: with a TTL of %i tenths of a second asks for a hundred times as many ms (wire 25)',
    (ttl) => {
      const trace = connected().receive(command('PING', Uint8Array.of(ttl >> 8, ttl & 0xff)))
      expect(trace.events.at(-1)).toBe(`ping ${ttl * 100}`)
    },
  )
})

describe('a flood of PINGs', () => {
  it('Z13: has at most one PONG pending, the last, and pending bytes do not grow', () => {
    const trace = connected()
    const pings = join(...Array.from({ length: 1000 }, (_, i) => command('PING', Uint8Array.of(0, 0, i >> 8, i & 0xff))))
    for (let i = 0; i < 100; i++) trace.receive(pings)
    expect(trace.engine.pending).toBe(command('PONG', wire('03 e7')).length)
    expect(hex(trace.take())).toBe(hex(command('PONG', wire('03 e7'))))
    expect([trace.engine.pending, trace.take().length]).toEqual([0, 0])
  })

  it('Z13: a flood of PONGs is not answered', () => {
    const trace = connected()
    for (let i = 0; i < 10_000; i++) trace.receive(command('PONG', wire('01')))
    expect([trace.pongs.length, trace.engine.pending]).toEqual([10_000, 0])
  })
})

describe('a message that never ends', () => {
  it('Z11: of empty parts is closed at maxMessageParts', () => {
    const trace = connected()
    const parts = join(...Array.from({ length: 1000 }, () => wire('01 00')))
    for (let i = 0; i < 1000; i++) trace.receive(parts)
    expect(trace.events.slice(1)).toEqual(['!ERR_ZMTP_MESSAGE_PARTS'])
  })

  it('Z11: with the maximum of parts is delivered, with one more it is not', () => {
    const most = DEFAULT_LIMITS.maxMessageParts
    const parts = (count: number): Uint8Array => message(...Array.from({ length: count }, () => wire('')))
    expect(connected().receive(parts(most)).messages[0]).toHaveLength(most)
    expect(connected().receive(parts(most + 1)).error).toMatchObject({ code: 'ERR_ZMTP_MESSAGE_PARTS' })
  })

  it('Z11: of large parts is closed at maxMessageSize over the sum of them', () => {
    const limits = { ...DEFAULT_LIMITS, maxMessageSize: 1_000_000 }
    const trace = new EngineTrace({ limits }).receive(hello)
    const part = frame(1, new Uint8Array(100_000))
    for (let i = 0; i < 10; i++) trace.receive(part)
    expect(trace.error).toBeUndefined()
    trace.receive(part.subarray(0, 9))
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_MESSAGE_SIZE' })
  })

  it('Z11: in segments of one byte needs at most twice its size and a megabyte', () => {
    const trace = connected()
    const bytes = join(...Array.from({ length: 500 }, () => frame(1, new Uint8Array(300).fill(0x78))))
    const meter = new AllocationMeter()
    try {
      for (let i = 0; i < bytes.length; i++) trace.receive(bytes.subarray(i, i + 1))
      expect(meter.bytes).toBeLessThanOrEqual(2 * bytes.length + 1024 * 1024)
      trace.receive(message(latin1('end')))
    } finally {
      meter.remove()
    }
    expect(trace.messages[0]).toHaveLength(501)
  })

  it('Z11: tiny messages in segments of one byte share pieces of the arena', () => {
    const trace = connected()
    const meter = new AllocationMeter()
    try {
      for (let i = 0; i < 20_000; i++) trace.receive(wire('00'), wire('01'), wire('78'))
      expect(meter.bytes).toBeLessThanOrEqual(3 * 20_000 + 2 * ARENA_SIZE)
    } finally {
      meter.remove()
    }
    expect(trace.messages).toHaveLength(20_000)
  })
})
