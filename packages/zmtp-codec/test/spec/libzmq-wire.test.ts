/** Tests of libzmq's bytes on the wire: the rows of libzmq-wire-clauses.ts that no other test covers. */
import { EngineTrace, command, frame, greeting, hex, join, latin1, legacyFrame, message, ready, wire } from '@tszmq/testkit'
import type { SocketTypeName } from '../../src/socket-type.ts'

const SIGNATURE = 'ff 00 00 00 00 00 00 00 01 7f'

/** What a publisher of each version sends before its traffic. */
const PUBLISHERS: readonly (readonly [string, Uint8Array])[] = [
  ['3.1', join(greeting(), ready(['Socket-Type', 'PUB']))],
  ['3.0', join(greeting({ minor: 0 }), ready(['Socket-Type', 'PUB']))],
  ['2.0', wire(`${SIGNATURE} 01 01 00 00`)],
  ['1.0', wire(`${SIGNATURE} 00 01 01 00`)],
]

/** What a socket of `socketType` sends after that, for these messages. */
function said(socketType: SocketTypeName, words: Uint8Array, ...messages: Uint8Array[]): Uint8Array {
  const trace = new EngineTrace({ socketType }).receive(words)
  trace.take()
  for (const each of messages) trace.engine.send([each])
  return trace.take()
}

describe('an older peer', () => {
  it.each(['PUB', 'XPUB'] as const)(
    'without a signature is taken by a %s to want everything, with one it is not (wire 3)',
    (socketType) => {
      expect(new EngineTrace({ socketType }).receive(wire('01 00')).messages).toEqual([[wire('01')]])
      expect(new EngineTrace({ socketType }).receive(wire("ff 00 00 00 00 00 00 00 04 00 'you'")).messages).toEqual([[wire('01')]])
      expect(new EngineTrace({ socketType }).receive(wire(`${SIGNATURE} 00 02 01 00`)).messages).toEqual([])
    },
  )

  it('without a signature is not treated specially by other types (wire 3)', () => {
    for (const socketType of ['ROUTER', 'PUSH', 'PULL', 'SUB', 'REP', 'PAIR'] as const) {
      expect(new EngineTrace({ socketType }).receive(wire('01 00')).messages).toEqual([])
    }
  })

  it('of revision 0 has lengths that count the flags, and the long form from 255 on, both ways (wire 4)', () => {
    const trace = new EngineTrace({ socketType: 'DEALER' }).receive(wire(`${SIGNATURE} 00 06 01 00`))
    trace.take()
    for (const size of [0, 253, 254, 255]) {
      const body = new Uint8Array(size).fill(7)
      trace.engine.send([body])
      expect(hex(trace.take())).toBe(hex(legacyFrame(0, body)))
      trace.receive(legacyFrame(0, body))
      expect(trace.messages.at(-1)).toEqual([body])
    }
  })
})

describe('the NULL handshake', () => {
  it.each(['REQ', 'DEALER', 'ROUTER'] as const)('of a %s sends an Identity, which may be empty (wire 15)', (socketType) => {
    for (const routingId of ['', 'me']) {
      const trace = new EngineTrace({ socketType, routingId: latin1(routingId) }).receive(greeting())
      expect(hex(trace.sent.subarray(64))).toBe(hex(ready(['Socket-Type', socketType], ['Identity', routingId])))
    }
  })

  it.each(['REP', 'PUB', 'SUB', 'XPUB', 'XSUB', 'PUSH', 'PULL', 'PAIR'] as const)('of a %s sends no Identity (wire 15)', (socketType) => {
    const trace = new EngineTrace({ socketType, routingId: latin1('me') }).receive(greeting())
    expect(hex(trace.sent.subarray(64))).toBe(hex(ready(['Socket-Type', socketType])))
  })

  it.each([
    ['the mechanism', [greeting({ mechanism: 'CURVE' })], /CURVE/],
    ['the socket type', [greeting(), ready(['Socket-Type', 'PUSH'])], /PUSH/],
    ['a command', [greeting(), command('HELLO')], /HELLO/],
    ['the metadata', [greeting(), ready(['Socket-Type', 'ROUTER'], ['Socket-Type', 'ROUTER'])], /twice/],
  ] as const)('that fails for %s is answered by an ERROR with the reason (wire 18)', (_what, input, reason) => {
    const sent = Buffer.from(new EngineTrace().receive(...input).sent)
    const at = sent.indexOf('\x05ERROR')
    expect(at).toBeGreaterThan(0)
    expect([sent[at + 6], sent.subarray(at + 7).toString()]).toEqual([sent.length - at - 7, expect.stringMatching(reason)])
  })
})

describe('a mechanism with roles', () => {
  it('sends its own role in the greeting, and ignores that of the peer (wire 17)', () => {
    for (const asServer of [true, false]) {
      const mechanism = {
        name: 'ROLES',
        asServer,
        create: () =>
          ({
            status: 'handshake',
            request: undefined,
            peer: undefined,
            next: () => undefined,
            receive: () => undefined,
            authorize: () => undefined,
          }) as const,
      }
      for (const theirs of [0, 1]) {
        const trace = new EngineTrace({ mechanisms: [mechanism] }).receive(greeting({ mechanism: 'ROLES', asServer: theirs }))
        expect([trace.sent[32], trace.error]).toEqual([asServer ? 1 : 0, undefined])
      }
    }
  })
})

describe('a subscription', () => {
  it.each([
    ['3.1', join(greeting(), ready(['Socket-Type', 'SUB']))],
    ['3.0', join(greeting({ minor: 0 }), ready(['Socket-Type', 'SUB']))],
  ])('is accepted from a %s peer in both forms (wire 21)', (_version, words) => {
    for (const socketType of ['PUB', 'XPUB'] as const) {
      const trace = new EngineTrace({ socketType }).receive(
        words,
        message(wire("01 'A'")),
        command('SUBSCRIBE', latin1('B')),
        message(wire("00 'A'")),
        command('CANCEL', latin1('B')),
      )
      expect(trace.events.slice(1)).toEqual(['message 0141', 'message 0142', 'message 0041', 'message 0042'])
    }
  })

  it('is accepted from a 2.0 peer as a message, its only form (wire 21)', () => {
    const trace = new EngineTrace({ socketType: 'XPUB' }).receive(wire(`${SIGNATURE} 01 02 00 00`), message(wire("01 'A'")))
    expect(trace.events.slice(1)).toEqual(['message 0141'])
  })

  it.each(PUBLISHERS)('of 253 to 257 bytes, and its end, has a correct header for a %s peer (wire 23)', (version, words) => {
    for (const size of [253, 254, 255, 256, 257]) {
      for (const [kind, name] of [
        [1, 'SUBSCRIBE'],
        [0, 'CANCEL'],
      ] as const) {
        const topic = new Uint8Array(size).fill(0x41)
        const body = join(Uint8Array.of(kind), topic)
        const expected = { '3.1': command(name, topic), '3.0': frame(0, body), '2.0': frame(0, body), '1.0': legacyFrame(0, body) }[version]
        for (const socketType of ['SUB', 'XSUB'] as const) expect(hex(said(socketType, words, body))).toBe(hex(expected as Uint8Array))
      }
    }
  })

  it.each(PUBLISHERS)('that is made twice is sent to a %s peer twice (wire 22)', (_version, words) => {
    const once = said('SUB', words, wire("01 'A'"))
    expect(hex(said('SUB', words, wire("01 'A'"), wire("01 'A'")))).toBe(hex(join(once, once)))
  })
})

describe('a PING of ours', () => {
  it.each(PUBLISHERS)('to a %s peer has an empty context, and is not sent before 3.0 (wire 24)', (version, words) => {
    const trace = new EngineTrace({ socketType: 'SUB' }).receive(words)
    trace.take()
    trace.engine.ping(0)
    expect(hex(trace.take())).toBe(version >= '3.0' ? hex(command('PING', wire('00 00'))) : '')
  })

  it('has its TTL in tenths of a second, up to the maximum, without wrapping (wire 25)', () => {
    const trace = new EngineTrace().receive(join(greeting(), ready(['Socket-Type', 'ROUTER'])))
    trace.take()
    for (const [ms, tenths] of [
      [99, '0000'],
      [100, '0001'],
      [65_500, '028f'],
      [65_600, '0290'],
      [6_553_500, 'ffff'],
      [6_553_600, 'ffff'],
    ] as const) {
      trace.engine.ping(ms)
      expect(hex(trace.take())).toBe(hex(command('PING', wire(tenths))))
    }
  })
})
