/** Attacks with false lengths: the connection closes before memory is allocated, and nothing is read beyond the end. */
import {
  AllocationMeter,
  EngineTrace,
  command,
  everySplit,
  greeting,
  hex,
  join,
  latin1,
  legacyFrame,
  ready,
  wire,
  Xoshiro128,
} from '@tszmq/testkit'

// Ids of threats: docs/threats.md.

const hello = join(greeting(), ready(['Socket-Type', 'ROUTER']))
const u64 = (value: bigint): string => value.toString(16).padStart(16, '0')
const LENGTHS: [string, bigint][] = [
  ['2^31 - 1', 2n ** 31n - 1n],
  ['2^31', 2n ** 31n],
  ['2^32 - 1', 2n ** 32n - 1n],
  ['2^32', 2n ** 32n],
  ['2^48', 2n ** 48n],
  ['2^53 - 1', 2n ** 53n - 1n],
  ['2^53', 2n ** 53n],
  ['2^63 - 1', 2n ** 63n - 1n],
  ['2^63', 2n ** 63n],
  ['2^64 - 1', 2n ** 64n - 1n],
]
const meter = new AllocationMeter()
afterAll(() => meter.remove())

/** The largest of what an engine asked for while it read this. */
function asked(action: () => void): number {
  meter.reset()
  action()
  return meter.bytes
}

describe.each(LENGTHS)('a length of %s', (_name, length) => {
  it.each([0, 1, 8192])('L1: is refused before memory is allocated, with %i bytes after it (wire 14)', (after) => {
    const trace = new EngineTrace().receive(hello)
    trace.take()
    const bytes = join(wire(`02 ${u64(length)}`), new Uint8Array(after))
    expect(asked(() => trace.receive(bytes))).toBeLessThanOrEqual(2 * 65_536)
    expect([trace.error?.code, trace.messages.length]).toEqual(['ERR_ZMTP_MESSAGE_SIZE', 0])
  })

  it('L1: is refused as a part of a message, as a command, and byte by byte', () => {
    for (const flags of ['03', '06']) {
      const bytes = wire(`${flags} ${u64(length)}`)
      for (const chunks of [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte))]) {
        expect(new EngineTrace().receive(hello, ...chunks).error).toBeDefined()
      }
    }
  })

  it('P1: is refused in ZMTP 1.0 framing too', () => {
    const trace = new EngineTrace().receive(wire('01 00'))
    expect(asked(() => trace.receive(wire(`ff ${u64(length)} 00`)))).toBeLessThanOrEqual(65_536)
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_MESSAGE_SIZE' })
  })

  it('Z3: is refused in a handshake frame, whatever the limit of messages', () => {
    for (const flags of ['04', '06', '02']) {
      const trace = new EngineTrace({
        limits: {
          maxMessageSize: Infinity,
          maxMessageParts: 1024,
          maxHandshakeSize: 8192,
          maxProperties: 64,
          maxTopicLength: 65_536,
        },
      }).receive(greeting())
      trace.take()
      const bytes = flags === '04' ? wire("04 ff 05 'READY' ff") : wire(`${flags} ${u64(length)}`)
      expect(asked(() => trace.receive(bytes, new Uint8Array(600).fill(0xff)))).toBeLessThanOrEqual(2 * 65_536)
      expect([trace.error === undefined, trace.peer]).toEqual([false, undefined])
    }
  })
})

describe('a scanner that sends ff', () => {
  it('P1: is refused for its frame header', () => {
    const trace = new EngineTrace().receive(wire('ff ff ff ff ff ff ff ff e2 aa'))
    expect(trace.events).toEqual(['!ERR_ZMTP_FRAME'])
  })
})

describe('a handshake', () => {
  it('Z3: may have at most 8 KiB, and at most 16 KiB are buffered for it', () => {
    const body = (size: number): Uint8Array => join(wire("05 'READY'"), new Uint8Array(size - 6).fill(0x78))
    const framed = (size: number): Uint8Array => join(wire(`06 ${u64(BigInt(size))}`), body(size))
    const fits = new EngineTrace().receive(greeting())
    fits.take()
    expect(asked(() => fits.receive(framed(8192).subarray(0, 8000)))).toBeLessThanOrEqual(16 * 1024 + 65_536)
    expect(fits.error).toBeUndefined()
    expect(new EngineTrace().receive(greeting(), framed(8193)).error).toMatchObject({ code: 'ERR_ZMTP_HANDSHAKE_SIZE' })
    expect(new EngineTrace().receive(greeting(), framed(8193).subarray(0, 9)).error).toMatchObject({
      code: 'ERR_ZMTP_HANDSHAKE_SIZE',
    })
  })

  it('P1: of a command name or a property longer than the body is refused', () => {
    for (const body of ["06 'READY'", "ff 'READY'", "05 'READY' 0c 'Socket-Type'", "05 'READY' 0b 'Socket-Type' 00 00 00 06 'REP'"]) {
      const bytes = wire(body)
      for (const chunks of everySplit(join(Uint8Array.of(4, bytes.length), bytes))) {
        expect(new EngineTrace().receive(greeting(), ...chunks).error?.code).toMatch(/^ERR_ZMTP_(MALFORMED_COMMAND|INVALID_METADATA)/)
      }
    }
  })
})

describe('ZMTP 1.0', () => {
  it('L5: two messages over 8192 bytes are read correctly, wherever they are split', () => {
    const random = new Xoshiro128(5)
    const [first, second] = [random.bytes(8193), random.bytes(20_000)]
    const bytes = join(legacyFrame(0, latin1('me')), legacyFrame(0, first), legacyFrame(1, second), legacyFrame(0, first))
    for (const size of [1, 7, 1000, 8192, 8193, 65_536]) {
      const trace = new EngineTrace()
      for (let start = 0; start < bytes.length; start += size) trace.receive(bytes.subarray(start, start + size))
      expect(trace.messages.map((parts) => parts.map(hex))).toEqual([[hex(first)], [hex(second), hex(first)]])
    }
  })
})

describe('a topic', () => {
  const topic = (size: number): Uint8Array => new Uint8Array(size).fill(0x41)
  const publisher = (): EngineTrace => new EngineTrace({ socketType: 'XPUB' }).receive(greeting(), ready(['Socket-Type', 'XSUB']))

  it.each([
    ['SUBSCRIBE', '01'],
    ['CANCEL', '00'],
  ])('L6: of 64 KiB in %s is accepted, one byte more closes', (name, first) => {
    expect(publisher().receive(command(name, topic(65_536))).messages[0]![0]).toHaveLength(65_537)
    expect(publisher().receive(command(name, topic(65_537))).error).toMatchObject({ code: 'ERR_ZMTP_TOPIC_LENGTH' })
    expect(publisher().receive(command(name, topic(1024 * 1024))).error).toMatchObject({
      code: 'ERR_ZMTP_TOPIC_LENGTH',
    })
    const asMessage = (size: number): Uint8Array => join(wire(`02 ${u64(BigInt(size + 1))} ${first}`), topic(size))
    expect(publisher().receive(asMessage(65_536)).error).toBeUndefined()
    expect(publisher().receive(asMessage(65_537)).error).toMatchObject({ code: 'ERR_ZMTP_TOPIC_LENGTH' })
  })
})
