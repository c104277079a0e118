/** Tests of the PLAIN mechanism, alone and through engines: lengths, the order of commands, and when the application is asked. */
import { EngineTrace, command, everySplit, frame, greeting, hex, join, latin1, message, property, ready, wire } from '@tszmq/testkit'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import type { Mechanism, MechanismPlugin, Verdict } from '../src/mechanism.ts'
import { NULL } from '../src/null-mechanism.ts'
import { plainClient, plainServer } from '../src/plain-mechanism.ts'

// Ids of threats: docs/threats.md.

const metadata = property('Socket-Type', 'ROUTER')
const create = (plugin: MechanismPlugin): Mechanism => plugin.create({ metadata, authenticate: false, limits: DEFAULT_LIMITS })

const client = plainClient({ username: 'admin', password: 'secret' })
const HELLO = command('HELLO', wire("05 'admin' 06 'secret'"))
const INITIATE = command('INITIATE', property('Socket-Type', 'DEALER'))
const WORDS = join(greeting({ mechanism: 'PLAIN' }), HELLO, INITIATE)

const server = (verdict?: Verdict): EngineTrace => new EngineTrace({ socketType: 'ROUTER', mechanisms: [plainServer()] }, verdict)

const asked = (hello: Uint8Array): string | readonly string[] => {
  const trace = server({ status: 200 }).receive(greeting({ mechanism: 'PLAIN' }), command('HELLO', hello))
  return trace.error?.code ?? trace.requests[0]!.credentials.map(hex)
}

describe('a PLAIN client', () => {
  it('sends HELLO, then INITIATE after WELCOME, and is ready after READY', () => {
    const trace = new EngineTrace({ mechanisms: [client] }).receive(greeting({ mechanism: 'PLAIN', asServer: 1 }))
    expect(hex(trace.sent.subarray(64))).toBe(hex(HELLO))
    trace.receive(command('WELCOME'))
    expect(hex(trace.take())).toBe(hex(command('INITIATE', join(property('Socket-Type', 'DEALER'), property('Identity', '')))))
    trace.receive(ready(['Socket-Type', 'ROUTER']), message(latin1('a')))
    expect(trace.events).toEqual([expect.stringMatching(/^ready 3.1 PLAIN ROUTER/), 'message 61'])
    trace.engine.send([latin1('b')])
    expect(hex(trace.take())).toBe(hex(message(latin1('b'))))
  })

  it.each([
    ['READY at first', [ready(['Socket-Type', 'ROUTER'])], 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['HELLO, so two clients part at once', [HELLO], 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['WELCOME twice', [command('WELCOME'), command('WELCOME')], 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['WELCOME with data', [command('WELCOME', wire('00'))], 'ERR_ZMTP_MALFORMED_COMMAND_WELCOME'],
    ['READY with half a property', [command('WELCOME'), command('READY', wire('01'))], 'ERR_ZMTP_INVALID_METADATA'],
    ['a message before READY', [command('WELCOME'), message(latin1('a'))], 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['a server of the wrong type', [command('WELCOME'), ready(['Socket-Type', 'PUB'])], 'ERR_ZMTP_SOCKET_TYPE'],
  ])('refuses %s, and sends no ERROR', (_what, commands, code) => {
    const trace = new EngineTrace({ mechanisms: [client] }).receive(greeting({ mechanism: 'PLAIN' }), ...commands)
    expect(trace.events).toEqual([`!${code}`])
    expect(hex(trace.sent)).not.toContain(hex(latin1('\x05ERROR')))
  })

  it.each([
    ['as RFC 37 has it', "05 'ERROR' 03 '400'"],
    ["as libzmq's PLAIN servers spell it", "5e 'RROR' 03 '400'"],
  ])('is refused by an ERROR %s, at first and after WELCOME', (_what, body) => {
    for (const before of [[], [command('WELCOME')]]) {
      const trace = new EngineTrace({ mechanisms: [client] }).receive(greeting({ mechanism: 'PLAIN' }), ...before, frame(4, wire(body)))
      expect([trace.events, trace.error!.reason]).toEqual([['!ERR_ZMTP_PEER_ERROR'], '400'])
    }
  })

  it.each([
    ['half of it', "5e 'RRO'", 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
    ['a reason longer than its frame', "5e 'RROR' 04 '400'", 'ERR_ZMTP_MALFORMED_COMMAND_ERROR'],
    ['no reason', "5e 'RROR'", 'ERR_ZMTP_MALFORMED_COMMAND_ERROR'],
  ])('refuses %s of that spelling', (_what, body, code) => {
    expect(new EngineTrace({ mechanisms: [client] }).receive(greeting({ mechanism: 'PLAIN' }), frame(4, wire(body))).error!.code).toBe(code)
  })

  it.each(['username', 'password'])('accepts a %s of at most 255 bytes of UTF-8', (name) => {
    const credentials = { username: '', password: '' }
    expect(() => plainClient({ ...credentials, [name]: 'a'.repeat(255) })).not.toThrow()
    expect(() => plainClient({ ...credentials, [name]: 'é'.repeat(128) })).toThrow(/256 bytes exceeds the 255/)
  })
})

describe('a PLAIN server', () => {
  it('asks after HELLO and before WELCOME, and sends READY after INITIATE', () => {
    const trace = server().receive(WORDS.subarray(0, 64 + HELLO.length))
    expect(trace.requests).toEqual([{ mechanism: 'PLAIN', credentials: [Buffer.from('admin'), Buffer.from('secret')] }])
    expect(trace.sent.length).toBe(64)
    trace.engine.authorize({ status: 200, userId: 'joe', metadata: new Map([['Team', 'a']]) })
    expect(hex(trace.take())).toBe(hex(command('WELCOME')))
    trace.receive(INITIATE)
    expect(hex(trace.take())).toBe(hex(ready(['Socket-Type', 'ROUTER'], ['Identity', ''])))
    expect(trace.peer).toMatchObject({ mechanism: 'PLAIN', socketType: 'DEALER', userId: 'joe' })
    expect([...trace.peer!.properties]).toEqual([
      ['socket-type', 'DEALER'],
      ['team', 'a'],
      ['user-id', 'joe'],
    ])
  })

  it('does the same wherever its input is split', () => {
    const whole = server({ status: 200 }).receive(WORDS).toString()
    expect(whole).toMatch(/^authenticate\nready/)
    for (const chunks of everySplit(WORDS))
      expect(
        server({ status: 200 })
          .receive(...chunks)
          .toString(),
      ).toBe(whole)
  })

  it.each([
    [300, ''],
    [400, '400'],
    [500, '500'],
  ] as const)('refuses for status %i with the reason %j, and delivers nothing', (status, reason) => {
    const trace = server({ status }).receive(WORDS, message(latin1('a')))
    expect(trace.events).toEqual(['authenticate', '!ERR_ZMTP_REFUSED'])
    const error = reason === '' ? new Uint8Array(0) : command('ERROR', join(Uint8Array.of(3), latin1(reason)))
    expect(hex(trace.sent.subarray(64))).toBe(hex(error))
  })

  it.each([
    ['an empty user name', "00 06 'secret'", ['', hex(latin1('secret'))]],
    ['an empty password', "05 'admin' 00", [hex(latin1('admin')), '']],
    ['both empty', '00 00', ['', '']],
    ['a user name with NUL', "05 'ad' 00 'in' 01 'x'", ['616400696e', '78']],
    ['255 bytes of each', `ff ${'61'.repeat(255)} ff ${'00'.repeat(255)}`, ['61'.repeat(255), '00'.repeat(255)]],
  ])('C10: asks about %s unchanged', (_what, data, credentials) => expect(asked(wire(data))).toEqual(credentials))

  it.each([
    ['no user name', ''],
    ['no password', "05 'admin'"],
    ['no password, of an empty user', '00'],
    ['a user name longer than the body', "06 'admin'"],
    ['a user name of 255 in a body of 255', `ff ${'61'.repeat(254)}`],
    ['a password longer than the body', "05 'admin' 07 'secret'"],
    ['one byte behind the password', "05 'admin' 06 'secret' 00"],
  ])('C10: refuses %s without asking', (_what, data) => {
    const trace = server({ status: 200 }).receive(greeting({ mechanism: 'PLAIN' }), command('HELLO', wire(data)))
    expect(trace.events).toEqual(['!ERR_ZMTP_MALFORMED_COMMAND_HELLO'])
  })

  it.each([
    ['INITIATE at first', [INITIATE]],
    ['READY at first', [ready(['Socket-Type', 'DEALER'])]],
    ['WELCOME at first', [command('WELCOME')]],
    ['HELLO twice', [HELLO, HELLO]],
    ['READY for INITIATE', [HELLO, ready(['Socket-Type', 'DEALER'])]],
    ['a message for INITIATE', [HELLO, message(latin1('a'))]],
    ['a message at first', [message(latin1('a'))]],
  ])('Z6: refuses %s with an ERROR', (_what, commands) => {
    const trace = server({ status: 200 }).receive(greeting({ mechanism: 'PLAIN' }), ...commands)
    expect(trace.events.at(-1)).toBe('!ERR_ZMTP_UNEXPECTED_COMMAND')
    expect(hex(trace.sent)).toContain(hex(latin1('\x05ERROR')))
  })

  it('refuses INITIATE while the application is asked', () => {
    expect(server().receive(WORDS).events).toEqual(['authenticate', '!ERR_ZMTP_UNEXPECTED_COMMAND'])
  })

  it.each([
    ['of the wrong type', property('Socket-Type', 'PUB'), 'ERR_ZMTP_SOCKET_TYPE'],
    ['of no type', new Uint8Array(0), 'ERR_ZMTP_SOCKET_TYPE'],
    ['with half a property', wire('04'), 'ERR_ZMTP_INVALID_METADATA'],
    ['beyond the limit', new Uint8Array(9000), 'ERR_ZMTP_HANDSHAKE_SIZE'],
  ])('never sends READY to a peer %s', (_what, data, code) => {
    const trace = server({ status: 200 }).receive(greeting({ mechanism: 'PLAIN' }), HELLO, command('INITIATE', data))
    expect(trace.events).toEqual(['authenticate', `!${code}`])
    expect(hex(trace.sent)).not.toContain(hex(latin1('\x05READY')))
    expect(hex(trace.sent)).toContain(hex(latin1('\x05ERROR')))
  })

  it('L8: refuses older peers and other mechanisms before it asks, and sends an older peer at most 11 bytes', () => {
    for (const bytes of [
      "01 00 08 00 'sneaky' 00",
      'ff 00 00 00 00 00 00 00 01 7f 00 05 01 00',
      'ff 00 00 00 00 00 00 00 01 7f 01 05 00 00',
    ]) {
      const trace = server({ status: 200 }).receive(wire(bytes))
      expect(trace.events).toEqual(['!ERR_ZMTP_VERSION'])
      expect(trace.sent.length).toBeLessThanOrEqual(11)
    }
    const trace = server({ status: 200 }).receive(greeting(), ready(['Socket-Type', 'DEALER']))
    expect(trace.events).toEqual(['!ERR_ZMTP_MECHANISM_MISMATCH'])
  })

  it('can be offered with NULL, which accepts a peer without asking', () => {
    const options = { socketType: 'ROUTER', mechanisms: [plainServer(), NULL] } as const
    const plain = new EngineTrace(options, { status: 200 }).receive(WORDS)
    const open = new EngineTrace(options, { status: 400 }).receive(greeting(), ready(['Socket-Type', 'DEALER']))
    expect([plain.peer!.mechanism, open.peer!.mechanism]).toEqual(['PLAIN', 'NULL'])
  })
})

describe('a PLAIN mechanism alone', () => {
  it('has a command to send only when it is its turn', () => {
    const [one, other] = [create(client), create(plainServer())]
    expect([other.next(), other.status, other.request]).toEqual([undefined, 'handshake', undefined])
    one.next()
    expect(one.next()).toBeUndefined()
    other.receive({ name: 'HELLO', data: wire('00 00') })
    expect([other.next(), other.status]).toEqual([undefined, 'authenticate'])
    other.authorize({ status: 200 })
    expect([other.status, other.request]).toEqual(['handshake', undefined])
    expect(hex(other.next()!)).toBe(hex(wire("07 'WELCOME'")))
  })
})
