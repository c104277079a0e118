/** Attacks with greetings and handshakes of wrong form, role or order, and with names of Object.prototype. */
import { PROTOTYPE_BYTES, PROTOTYPE_NAMES } from '@tszmq/fuzzer'
import { EngineTrace, command, everySplit, frame, greeting, hex, join, latin1, message, property, ready, wire } from '@tszmq/testkit'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { SOCKET_TYPES, mayTalk } from '../../src/socket-type.ts'
import type { SocketTypeName } from '../../src/socket-type.ts'

// Ids of threats: docs/threats.md.

const hello = (type: string): Uint8Array => join(greeting(), ready(['Socket-Type', type]))
const SIGNATURE = 'ff 00 00 00 00 00 00 00 01 7f'

describe('a downgrade', () => {
  it.each([
    ['to unversioned 1.0', "01 00 08 00 'sneaky' 00"],
    ['to 1.0 with a signature', `${SIGNATURE} 00 05 01 00`],
    ['to 2.0', `${SIGNATURE} 01 05 00 00`],
    ['to revision 2', `${SIGNATURE} 02 05 00 00`],
  ])('L8: %s is refused if security is required; at most 11 bytes are sent and nothing is delivered', (_name, bytes) => {
    for (const chunks of everySplit(wire(bytes))) {
      const trace = new EngineTrace({ authenticate: true }).receive(...chunks)
      expect(trace.events).toEqual(['!ERR_ZMTP_VERSION'])
      expect(trace.sent.length).toBeLessThanOrEqual(11)
    }
  })

  it('L8: to another mechanism is refused', () => {
    const trace = new EngineTrace({ authenticate: true }).receive(greeting({ mechanism: 'PLAIN' }), ready(['Socket-Type', 'ROUTER']))
    expect(trace.events).toEqual(['!ERR_ZMTP_MECHANISM_MISMATCH'])
    expect(hex(trace.sent)).not.toContain(hex(latin1('READY')))
  })
})

describe('a greeting', () => {
  it.each([
    ['with a filler that is not zero', greeting({ filler: 0xaa }), /^ready/],
    ['with as-server 1', greeting({ asServer: 1 }), /^ready/],
    ['with as-server 2', greeting({ asServer: 2 }), /^!ERR_ZMTP_GREETING/],
    ['with a mechanism not padded with zeros', greeting({ mechanism: 'NULL\0\0x' }), /^!ERR_ZMTP_GREETING/],
    ['of another mechanism', greeting({ mechanism: 'KERBEROS' }), /^!ERR_ZMTP_MECHANISM_MISMATCH/],
  ])('Z1: %s gives the same result wherever it is split, and with more bytes in the same chunk', (_name, bytes, expected) => {
    const input = join(bytes, ready(['Socket-Type', 'ROUTER']), message(latin1('glued')))
    const whole = new EngineTrace().receive(input).toString()
    expect(whole).toMatch(expected)
    for (const chunks of everySplit(input)) expect(new EngineTrace().receive(...chunks).toString()).toBe(whole)
  })

  it('Z1: of 63 bytes is incomplete, and we send our greeting only', () => {
    const trace = new EngineTrace().receive(greeting().subarray(0, 63))
    expect([trace.events, trace.sent.length]).toEqual([[], 64])
  })
})

describe('a frame', () => {
  const inTraffic = (bytes: Uint8Array): string | undefined => new EngineTrace().receive(hello('ROUTER'), bytes).error?.code
  const inHandshake = (bytes: Uint8Array): string | undefined => new EngineTrace().receive(greeting(), bytes).error?.code

  it.each([
    ['a command with MORE', frame(5, wire("04 'PING' 00 00")), 'ERR_ZMTP_FRAME'],
    ['a long command with MORE', frame(7, wire("04 'PING' 00 00")), 'ERR_ZMTP_FRAME'],
    ['bit 3', frame(8, latin1('x')), 'ERR_ZMTP_FRAME'],
    ['bit 4', frame(16, latin1('x')), 'ERR_ZMTP_FRAME'],
    ['bit 5', frame(32, latin1('x')), 'ERR_ZMTP_FRAME'],
    ['bit 6', frame(64, latin1('x')), 'ERR_ZMTP_FRAME'],
    ['bit 7', frame(128, latin1('x')), 'ERR_ZMTP_FRAME'],
    ['an empty command', wire('04 00'), 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
    ['an empty long command', wire('06 00 00 00 00 00 00 00 00'), 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
    ['a command name of length 0', wire('04 01 00'), 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
    ['a command name longer than the body', wire("04 05 05 'PING'"), 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
    ['a command name of 255 in a body of 255', frame(4, new Uint8Array(255).fill(0xff)), 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
    ['a command name that is not letters', command('PI NG'), 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
  ])('Z5: with %s is a protocol error in the handshake and after it', (_name, bytes, code) => {
    expect([inHandshake(bytes), inTraffic(bytes)]).toEqual([code, code])
  })

  it('Z5: with an unknown well-formed command is ignored and counted, even with a name of 255 letters (wire 20)', () => {
    const trace = new EngineTrace().receive(hello('ROUTER'), command('x'.repeat(255)), command('NEWS', latin1('?')))
    expect([trace.error, trace.engine.ignoredCommands]).toEqual([undefined, 2])
  })
})

describe('a command in the wrong place', () => {
  it.each([
    ['READY twice', ready(['Socket-Type', 'ROUTER'])],
    ['SUBSCRIBE to a DEALER', command('SUBSCRIBE')],
    ['CANCEL to a DEALER', command('CANCEL')],
    ['JOIN to a DEALER', command('JOIN', latin1('g'))],
    ['LEAVE to a DEALER', command('LEAVE', latin1('g'))],
    ['HELLO', command('HELLO', wire('00 00'))],
    ['WELCOME', command('WELCOME')],
    ['INITIATE', command('INITIATE')],
    ['MESSAGE under NULL', command('MESSAGE', wire('00 00 00 00 00 00 00 01'))],
  ])('Z6: %s is refused', (_name, bytes) => {
    const trace = new EngineTrace().receive(hello('ROUTER'), bytes, message(latin1('after')))
    expect(trace.events.slice(1)).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
  })

  it('Z6: ERROR after READY ends the connection with the reason of the peer, and is not answered', () => {
    const trace = new EngineTrace().receive(hello('ROUTER'))
    trace.engine.take()
    trace.receive(command('ERROR', wire("01 'x'")), message(latin1('after')))
    expect(trace.events.slice(1)).toEqual(['!ERR_ZMTP_PEER_ERROR'])
    expect([trace.error?.message, trace.engine.pending]).toEqual(['the peer closed the connection: x', 0])
  })

  it.each([246, 250, 255])(
    'a subscription of %i bytes as libzmq 4.3.5 frames it ends the connection with words that name the cause',
    (length) => {
      const size = new Uint8Array(8)
      size[6] = (length + 10) >> 8
      size[7] = (length + 10) & 0xff
      const trace = new EngineTrace({ socketType: 'PUB' }).receive(
        hello('SUB'),
        wire('04'),
        size,
        latin1('\x09SUBSCRIBE'),
        new Uint8Array(length).fill(97),
      )
      expect(trace.events.slice(1)).toEqual(['!ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'])
      expect(trace.error?.message).toContain('a subscription of 246 to 255 bytes')
    },
  )

  it.each([
    ['a message over maxMessageSize', message(new Uint8Array(101)), 'frame of 101 bytes exceeds maxMessageSize 100'],
    ['a topic over maxTopicLength', command('SUBSCRIBE', new Uint8Array(51)), 'a topic of 51 bytes exceeds maxTopicLength 50'],
  ])('%s is reported to the peer by ERROR after the handshake, and ends the connection', (_name, bytes, reason) => {
    const limits = { ...DEFAULT_LIMITS, maxMessageSize: 100, maxTopicLength: 50 }
    const trace = new EngineTrace({ socketType: 'XPUB', limits })
    trace.receive(hello('SUB'))
    trace.engine.take()
    trace.receive(bytes)
    expect(
      trace.engine
        .take()
        .map((chunk) => Buffer.from(chunk).toString('latin1'))
        .join(''),
    ).toContain(`ERROR${String.fromCharCode(reason.length)}${reason}`)
    expect(trace.error?.message).toBe(reason)
  })

  it.each([
    ['ROUTER', 'DEALER', 'SUBSCRIBE'],
    ['SUB', 'PUB', 'SUBSCRIBE'],
    ['PUB', 'SUB', 'JOIN'],
    ['DISH', 'RADIO', 'JOIN'],
    ['RADIO', 'DISH', 'SUBSCRIBE'],
  ] as const)('Z6: a %s refuses from a %s the command %s', (own, peer, name) => {
    const trace = new EngineTrace({ socketType: own }).receive(hello(peer), command(name, latin1('a')))
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_UNEXPECTED_COMMAND' })
  })

  it.each(['PING', 'PONG', 'SUBSCRIBE', 'JOIN', 'HELLO', 'MESSAGE', 'NEWS'])('Z6: %s before READY is refused', (name) => {
    const trace = new EngineTrace({ socketType: 'PUB' }).receive(greeting(), command(name, wire('00 00')))
    expect(trace.events).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
  })

  it('Z6: a message before READY is refused, also while the application is asked', () => {
    expect(new EngineTrace().receive(greeting(), message(latin1('early'))).events).toEqual(['!ERR_ZMTP_UNEXPECTED_COMMAND'])
    const asked = new EngineTrace({ authenticate: true }).receive(hello('ROUTER'), message(latin1('early')))
    expect(asked.events).toEqual(['authenticate', '!ERR_ZMTP_UNEXPECTED_COMMAND'])
  })
})

describe('an ERROR', () => {
  it.each([
    ['with a reason longer than its body', "ff 'x'", 'ERR_ZMTP_MALFORMED_COMMAND_ERROR', undefined],
    ['without a reason', '', 'ERR_ZMTP_MALFORMED_COMMAND_ERROR', undefined],
    ['with control characters, which are escaped', "06 0a 1b '[2J'  07", 'ERR_ZMTP_PEER_ERROR', '\\x0a\\x1b[2J\\x07'],
    ['with 255 bytes', `ff ${'61'.repeat(255)}`, 'ERR_ZMTP_PEER_ERROR', 'a'.repeat(255)],
  ])('Z7: %s ends the handshake and is not read beyond its end', (_name, data, code, reason) => {
    const trace = new EngineTrace().receive(greeting(), command('ERROR', wire(data)))
    expect(trace.error).toMatchObject({ code })
    expect(trace.error!.reason).toBe(reason)
    expect(trace.error!.message).toMatch(/^[\x20-\x7e]*$/)
  })

  it('Z7: is not answered by an ERROR', () => {
    const trace = new EngineTrace().receive(greeting(), command('ERROR', wire("03 'bad'")))
    expect(hex(trace.sent)).not.toContain(hex(latin1('ERROR')))
  })
})

describe('metadata', () => {
  const answer = (list: Uint8Array): string => new EngineTrace().receive(greeting(), command('READY', list)).events[0]!
  const type = property('Socket-Type', 'ROUTER')

  it.each([
    ['an empty name', property('', 'x')],
    ['a value length of -1', wire("01 'n' ff ff ff ff")],
    ['a value length of 2^31', wire("01 'n' 80 00 00 00")],
    ['a truncated property', property('name', 'value').subarray(0, 11)],
    ['a trailing byte', wire('01')],
    ['Socket-Type twice', property('Socket-Type', 'ROUTER')],
    ['Socket-Type twice in different cases', property('SOCKET-type', 'REP')],
    ['65 properties', join(...Array.from({ length: 64 }, (_, i) => property(`X-${i}`, '')))],
  ])('Z8: with %s is refused', (_name, list) => expect(answer(join(type, list))).toBe('!ERR_ZMTP_INVALID_METADATA'))

  it('Z8: of 5,000 properties is refused before it is read', () => {
    const list = join(...Array.from({ length: 5000 }, (_, i) => property(`X-${i}`, '')))
    expect(answer(list)).toBe('!ERR_ZMTP_HANDSHAKE_SIZE')
  })

  it.each([
    ['a name of 255 characters', property('n'.repeat(255), 'v')],
    ['63 more properties', join(...Array.from({ length: 63 }, (_, i) => property(`X-${i}`, '')))],
    ['an empty value', property('X-Empty', '')],
  ])('Z8: with %s is accepted', (_name, list) => expect(answer(join(type, list))).toMatch(/^ready/))

  it.each(['socket-type', 'SOCKET-TYPE'])('Z8: may name its type property %s', (name) =>
    expect(answer(property(name, 'ROUTER'))).toMatch(/^ready/),
  )
})

describe('a name of Object.prototype', () => {
  const snapshot = (): string =>
    JSON.stringify(
      Object.entries(Object.getOwnPropertyDescriptors(Object.prototype)).map(([name, d]) => [
        name,
        typeof d.value,
        d.writable,
        d.enumerable,
        d.configurable,
      ]),
    )
  const before = snapshot()
  afterEach(() => expect(snapshot()).toBe(before))

  it.each(PROTOTYPE_NAMES)('Z9: %s is a property like any other', (name) => {
    const trace = new EngineTrace().receive(greeting(), ready(['Socket-Type', 'ROUTER'], [name, 'value']))
    expect([...trace.peer!.properties]).toEqual([
      ['socket-type', 'ROUTER'],
      [name.toLowerCase(), 'value'],
    ])
    expect(({} as Record<string, unknown>)['value']).toBeUndefined()
  })

  it.each(PROTOTYPE_BYTES.map((bytes) => [Buffer.from(bytes).toString(), bytes] as const))(
    'Z9: %s is a routing id, a topic and a group like any other',
    (name, bytes) => {
      const router = new EngineTrace({ socketType: 'ROUTER' }).receive(greeting(), ready(['Socket-Type', 'DEALER'], ['Identity', bytes]))
      expect(hex(router.peer!.routingId)).toBe(hex(bytes))
      const publisher = new EngineTrace({ socketType: 'PUB' }).receive(hello('SUB'), command('SUBSCRIBE', bytes))
      expect(hex(publisher.messages[0]![0]!)).toBe(`01${hex(bytes)}`)
      const radio = new EngineTrace({ socketType: 'RADIO' }).receive(hello('DISH'), command('JOIN', bytes))
      expect(hex(radio.messages[0]![1]!)).toBe(hex(bytes))
      expect(new EngineTrace().receive(hello(name)).error).toMatchObject({ code: 'ERR_ZMTP_SOCKET_TYPE' })
    },
  )

  it.each(PROTOTYPE_NAMES)('Z9: %s as a mechanism or a command is refused or ignored', (name) => {
    expect(new EngineTrace().receive(greeting({ mechanism: name })).error).toBeDefined()
    const trace = new EngineTrace().receive(hello('ROUTER'), command(name))
    expect(trace.engine.ignoredCommands === 1 || trace.error?.code === 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED').toBe(true)
  })
})

describe('the matrix of socket types', () => {
  const talking = SOCKET_TYPES.filter((type) => type !== 'STREAM' && type !== 'DGRAM')
  const peers: string[] = [...talking, '', 'rep', 'REP\0', 'STREAM', 'DGRAM']

  it.each(talking)('Z10: a %s connects to its legal peers and sends all others an ERROR', (own: SocketTypeName) => {
    for (const peer of peers) {
      const trace = new EngineTrace({ socketType: own }).receive(hello(peer))
      const refused = hex(trace.sent).includes(hex(latin1('\x05ERROR')))
      expect([peer, trace.peer !== undefined, refused]).toEqual([peer, mayTalk(own, peer), !mayTalk(own, peer)])
    }
  })

  it('Z10: has 29 legal ordered pairs of 19 x 19', () => {
    const connected = talking.flatMap((own) => talking.filter((peer) => new EngineTrace({ socketType: own }).receive(hello(peer)).peer))
    expect([talking.length, connected.length]).toEqual([19, 29])
  })

  it('Z10: a peer without a type is refused', () => {
    expect(new EngineTrace().receive(greeting(), ready()).error).toMatchObject({ code: 'ERR_ZMTP_SOCKET_TYPE' })
  })
})
