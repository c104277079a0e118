/** RFC 24, PLAIN: both roles, byte by byte. The numbers are those of rfc24-clauses.ts. */
import { EngineTrace, command, greeting, hex, join, latin1, message, property, ready, wire } from '@tszmq/testkit'
import type { Verdict } from '../../src/mechanism.ts'
import { plainClient, plainServer } from '../../src/plain-mechanism.ts'

const GREETING = greeting({ mechanism: 'PLAIN' })
const HELLO = wire("04 13 05 'HELLO' 05 'admin' 06 'secret'")
const WELCOME = wire("04 08 07 'WELCOME'")
const INITIATE = command('INITIATE', property('Socket-Type', 'DEALER'))
const LET_IN: Verdict = { status: 200 }

/** An engine after its greeting. */
function met(trace: EngineTrace): EngineTrace {
  trace.receive(GREETING)
  trace.take()
  return trace
}

const server = (verdict?: Verdict): EngineTrace => met(new EngineTrace({ socketType: 'ROUTER', mechanisms: [plainServer()] }, verdict))

/** A client that has sent HELLO. */
const client = (username = 'admin', password = 'secret'): { trace: EngineTrace; hello: Uint8Array } => {
  const trace = new EngineTrace({ mechanisms: [plainClient({ username, password })] })
  trace.take()
  const hello = trace
    .receive(GREETING)
    .take()
    .subarray(64 - 10)
  return { trace, hello }
}

describe('RFC 24', () => {
  it('the greeting of a server SHALL have as-server, that of a client not; the value of the peer is ignored (2)', () => {
    for (const asServer of [0, 1]) {
      const both = [plainClient({ username: 'a', password: 'b' }), plainServer()]
      const traces = both.map((plugin) => new EngineTrace({ mechanisms: [plugin] }).receive(greeting({ mechanism: 'PLAIN', asServer })))
      expect(traces.map(({ sent, error }) => [sent[32], error])).toEqual([
        [0, undefined],
        [1, undefined],
      ])
    }
  })

  it('a client SHALL send HELLO with user name and password, then INITIATE with its metadata after WELCOME, and is accepted with READY (3, 6, 11, 12, 15, 17)', () => {
    const { trace, hello } = client()
    expect(hex(hello)).toBe(hex(HELLO))
    trace.receive(WELCOME)
    expect(hex(trace.take())).toBe(hex(wire("04 2c 08 'INITIATE' 0b 'Socket-Type' 00 00 00 06 'DEALER' 08 'Identity' 00 00 00 00")))
    trace.receive(ready(['Socket-Type', 'ROUTER']))
    expect(trace.peer).toMatchObject({ mechanism: 'PLAIN', socketType: 'ROUTER' })
  })

  it('a server SHALL answer an accepted client with an empty WELCOME, and INITIATE with READY and its metadata (4, 8, 11, 14, 16, 17)', () => {
    const trace = server()
    expect(trace.receive(HELLO).take().length).toBe(0)
    trace.engine.authorize(LET_IN)
    expect(hex(trace.take())).toBe(hex(WELCOME))
    trace.receive(INITIATE)
    expect(hex(trace.take())).toBe(hex(wire("04 29 05 'READY' 0b 'Socket-Type' 00 00 00 06 'ROUTER' 08 'Identity' 00 00 00 00")))
    expect(trace.peer).toMatchObject({ mechanism: 'PLAIN', socketType: 'DEALER' })
  })

  it.each<readonly [Verdict['status'], string]>([
    [400, "04 0a 05 'ERROR' 03 '400'"],
    [500, "04 0a 05 'ERROR' 03 '500'"],
    [300, ''],
  ])('a server SHALL close the connection of a client that is refused with %i, after an ERROR at most (5, 11)', (status, error) => {
    const trace = server({ status }).receive(HELLO, INITIATE)
    expect([trace.error!.code, hex(trace.take()), trace.peer]).toEqual(['ERR_ZMTP_REFUSED', hex(wire(error)), undefined])
  })

  it('a client may get ERROR instead of WELCOME or READY (11)', () => {
    for (const before of [[], [WELCOME]]) {
      const { trace } = client()
      trace.receive(...before, command('ERROR', wire("03 '400'")))
      expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_PEER_ERROR', reason: '400' })
    }
  })

  it.each<readonly [string, Uint8Array, string]>([
    ['no metadata', command('INITIATE'), 'ERR_ZMTP_SOCKET_TYPE'],
    ['a socket type that cannot be', command('INITIATE', property('Socket-Type', 'PUB')), 'ERR_ZMTP_SOCKET_TYPE'],
    ['half a property', command('INITIATE', wire("0b 'Socket-T'")), 'ERR_ZMTP_INVALID_METADATA'],
    [
      'a property twice',
      command('INITIATE', join(property('Socket-Type', 'DEALER'), property('Socket-Type', 'DEALER'))),
      'ERR_ZMTP_INVALID_METADATA',
    ],
  ])('a server SHALL validate INITIATE: %s gets no READY (7, 15)', (_what, initiate, code) => {
    const trace = server(LET_IN).receive(HELLO, initiate)
    expect([trace.error!.code, hex(trace.take()).includes(hex(latin1('\x05READY')))]).toEqual([code, false])
  })

  it('a client MAY send messages after READY, and sends none before (9)', () => {
    const { trace } = client()
    trace.engine.send([latin1('too early')])
    trace.receive(WELCOME)
    trace.take()
    trace.engine.send([latin1('too early')])
    expect(trace.take().length).toBe(0)
    trace.receive(ready(['Socket-Type', 'ROUTER']))
    trace.engine.send([latin1('in time')])
    expect(hex(trace.take())).toBe(hex(message(latin1('in time'))))
  })

  it('a server MAY send messages immediately after READY, and sends none before (10)', () => {
    const trace = server(LET_IN).receive(HELLO)
    trace.engine.send([latin1('too early')])
    trace.receive(INITIATE)
    trace.engine.send([latin1('first')])
    const expected = join(WELCOME, ready(['Socket-Type', 'ROUTER'], ['Identity', '']), message(latin1('first')))
    expect(hex(trace.take())).toBe(hex(expected))
  })

  it('messages SHALL be sent in both directions in clear text, in the framing of ZMTP (11, 18)', () => {
    const trace = server(LET_IN).receive(HELLO, INITIATE)
    trace.take()
    trace.receive(message(latin1('a'), latin1('b')))
    trace.engine.send([latin1('c'), latin1('d')])
    expect([trace.events.at(-1), hex(trace.take())]).toEqual(['message 61,62', hex(wire("01 01 'c' 00 01 'd'"))])
  })

  it.each<readonly [string, string, string]>([
    ['nothing', '', ''],
    ['a blank', ' ', '20'],
    ['letters beyond ASCII', 'é', 'c3a9'],
    ['a zero', '\0', '00'],
  ])('a name or a password of %s is sent unchanged (12, 13)', (_what, text, bytes) => {
    const { hello } = client(text, text)
    const each = join(Uint8Array.of(bytes.length / 2), wire(bytes))
    expect(hex(hello)).toBe(hex(command('HELLO', join(each, each))))
    expect(server().receive(hello).requests[0]!.credentials.map(hex)).toEqual([bytes, bytes])
  })

  it.each(["05 'admin'", "05 'admin' 07 'secret'", "05 'admin' 06 'secret' 00", ''])(
    'HELLO SHALL be two lengths and what they say, no less and no more: %j is refused (12)',
    (data) => {
      expect(server(LET_IN).receive(command('HELLO', wire(data))).events).toEqual(['!ERR_ZMTP_MALFORMED_COMMAND_HELLO'])
    },
  )

  it('WELCOME SHALL have no data (14)', () => {
    expect(client().trace.receive(command('WELCOME', wire('00'))).error!.code).toBe('ERR_ZMTP_MALFORMED_COMMAND_WELCOME')
  })
})
