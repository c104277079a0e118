/** Tests of RFC 37 (ZMTP 3.1): the clauses of the codec. The numbers are those of rfc37-clauses.ts. */
import { EngineTrace, command, frame, greeting, hex, join, latin1, message, property, ready, wire } from '@tszmq/testkit'
import type { MechanismPlugin } from '../../src/mechanism.ts'
import { NULL } from '../../src/null-mechanism.ts'
import { SOCKET_TYPES, mayTalk } from '../../src/socket-type.ts'
import { decode } from '../decoder-record.ts'
import { FlipCipher, ciphered, flipped } from '../flip-cipher.ts'

const hello = (type: string): Uint8Array => join(greeting(), ready(['Socket-Type', type]))
const events = (...input: Uint8Array[]): string[] => new EngineTrace().receive(...input).events

describe('RFC 37, version negotiation', () => {
  it('a peer that works with older versions SHALL first send 11 octets: 10, and 1 once it sees a signature (1) (wire 10)', () => {
    const trace = new EngineTrace()
    expect(hex(trace.take())).toBe('ff00000000000000017f')
    trace.receive(greeting().subarray(0, 10))
    expect(hex(trace.take())).toBe('03')
  })

  it('a peer SHALL read eleven octets of the other before it determines whether to downgrade (2)', () => {
    const trace = new EngineTrace().receive(greeting().subarray(0, 10))
    expect(trace.take()).toHaveLength(11)
    trace.receive(greeting().subarray(10, 11))
    expect(trace.take()).toHaveLength(53)
  })

  it('a peer SHALL NOT assign any significance to the padding, MUST NOT validate nor interpret it (6, 7)', () => {
    const input = (padding: Uint8Array): Uint8Array => join(greeting({ padding }), ready(['Socket-Type', 'ROUTER']))
    const zeros = new EngineTrace().receive(input(new Uint8Array(8))).toString()
    for (const padding of [wire('ff ff ff ff ff ff ff ff'), wire('00 00 00 00 00 00 00 01'), latin1('anything')]) {
      expect(new EngineTrace().receive(input(padding)).toString()).toBe(zeros)
    }
  })

  it('a peer MUST accept higher protocol versions as valid (8, 9)', () => {
    for (const [major, minor] of [
      [3, 2],
      [3, 255],
      [4, 0],
      [9, 9],
      [255, 255],
    ] as const) {
      const trace = new EngineTrace().receive(greeting({ major, minor }), ready(['Socket-Type', 'ROUTER']))
      expect(trace.peer).toBeDefined()
    }
  })

  it('a peer SHALL always use its own protocol with an equal or higher peer (10) (wire 8)', () => {
    const sent = [
      [3, 1],
      [3, 2],
      [4, 0],
    ].map(([major, minor]) => {
      const trace = new EngineTrace({ socketType: 'SUB' })
      trace.receive(greeting({ major: major!, minor: minor! }), ready(['Socket-Type', 'PUB']))
      trace.engine.send([wire("01 'A'")])
      return hex(trace.sent)
    })
    expect(new Set(sent).size).toBe(1)
    expect(sent[0]).toContain(hex(command('SUBSCRIBE', latin1('A'))))
  })

  it('a peer that cannot downgrade MUST close the connection (11) (wire 9)', () => {
    const trace = new EngineTrace({ authenticate: true }).receive(wire('ff 00 00 00 00 00 00 00 01 7f 01 06 00 00'))
    expect(trace.events).toEqual(['!ERR_ZMTP_VERSION'])
  })

  it('a mechanism other than NULL that meets a 1.0 or 2.0 peer MUST immediately close the connection (90) (wire 9)', () => {
    const mechanism = {
      name: 'CURVE',
      asServer: true,
      create: () => {
        throw new Error('never asked for')
      },
    }
    for (const old of [
      '01 00',
      '05',
      'ff 00 00 00 00 00 00 00 01 7e',
      'ff 00 00 00 00 00 00 00 01 7f 00',
      'ff 00 00 00 00 00 00 00 01 7f 01',
      'ff 00 00 00 00 00 00 00 01 7f 02',
    ]) {
      expect(new EngineTrace({ mechanisms: [mechanism] }).receive(wire(old)).events).toEqual(['!ERR_ZMTP_VERSION'])
    }
  })
})

describe('RFC 37, authentication and confidentiality', () => {
  it('a mechanism without roles SHALL give as-server no significance, and ours is zero (12, 13) (wire 17)', () => {
    for (const asServer of [0, 1]) {
      const trace = new EngineTrace().receive(greeting({ asServer }), ready(['Socket-Type', 'ROUTER']))
      expect(trace.peer).toBeDefined()
      expect(trace.sent[32]).toBe(0)
    }
  })

  it('a peer that has read a full greeting MUST send a full greeting, also to a peer that it refuses (19)', () => {
    for (const bad of [greeting({ mechanism: 'PLAIN' }), greeting({ asServer: 2 }), greeting({ mechanism: 'N\0X' })]) {
      const trace = new EngineTrace().receive(bad)
      expect(trace.error).toBeDefined()
      expect(hex(trace.sent.subarray(10, 33))).toBe(hex(greeting().subarray(10, 33)))
      expect(trace.sent.length).toBeGreaterThanOrEqual(64)
    }
  })

  it('a peer whose mechanism does not exactly match the other MUST close the connection (20)', () => {
    for (const mechanism of ['PLAIN', 'CURVE', 'null', 'NUL', 'NULL2', '']) {
      expect(events(greeting({ mechanism }))).toEqual(['!ERR_ZMTP_MECHANISM_MISMATCH'])
    }
  })

  it('the name of a mechanism of ours SHALL be capital letters, digits, hyphens and underscores (16)', () => {
    const { sent } = new EngineTrace().receive(greeting())
    expect(hex(sent.subarray(12, 32))).toBe(hex(wire(`'NULL' ${'00'.repeat(16)}`)))
    expect(NULL.name).toMatch(/^[A-Z0-9_-]{1,20}$/)
  })

  it('a command SHOULD have a short size up to 255 octets, and a long one above (17, 18)', () => {
    const trace = new EngineTrace({ socketType: 'SUB' }).receive(hello('PUB'))
    trace.take()
    for (const [topic, header] of [
      [245, '04 ff'],
      [246, '06 00 00 00 00 00 00 01 00'],
    ] as const) {
      trace.engine.send([join(wire('01'), new Uint8Array(topic).fill(0x41))])
      expect(hex(trace.take())).toBe(hex(wire(`${header} 09 'SUBSCRIBE' '${'A'.repeat(topic)}'`)))
    }
  })

  it('a peer SHALL treat an incoming ERROR as fatal (21)', () => {
    const trace = new EngineTrace().receive(greeting(), command('ERROR', wire("03 'bad'")))
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_PEER_ERROR', reason: 'bad' })
  })
})

describe('RFC 37, framing', () => {
  it('reserved bits MUST be zero (25) (wire 11)', () => {
    for (const bit of [8, 16, 32, 64, 128]) {
      expect(decode([frame(bit, latin1('x'))])).toEqual(['!ERR_ZMTP_FRAME'])
      expect(decode([frame(bit | 2, latin1('x'))])).toEqual(['!ERR_ZMTP_FRAME'])
    }
  })

  it('the MORE bit SHALL be zero on command frames (26)', () => {
    expect(decode([frame(5, wire("01 'A'"))])).toEqual(['!ERR_ZMTP_FRAME'])
    expect(decode([frame(7, wire("01 'A'"))])).toEqual(['!ERR_ZMTP_FRAME'])
  })

  it('the size of a long frame is an unsigned 64-bit integer in network byte order', () => {
    expect(decode([wire("02 00 00 00 00 00 00 00 02 'ab'")])).toEqual(['m6162'])
  })

  it('a message SHALL be delivered atomically: all frames of it, or none (27, 54)', () => {
    const parts = message(latin1('a'), latin1('b'), latin1('c'))
    for (let size = 0; size < parts.length; size++) expect(decode([parts.subarray(0, size)])).toEqual([])
    expect(decode([parts])).toEqual(['m61,62,63'])
  })

  it('a message SHALL be sent whole: all its frames are queued together, without other frames between them (27, 54, 55)', () => {
    const trace = new EngineTrace().receive(hello('ROUTER'))
    trace.take()
    trace.receive(command('PING', wire('00 00')))
    const parts = [latin1('a'), new Uint8Array(300).fill(1), new Uint8Array(20_000).fill(2), latin1('d')]
    trace.engine.send(parts)
    expect(hex(trace.take())).toBe(hex(join(message(...parts), command('PONG'))))
  })

  it('messages SHALL be delivered in order, and no message more than once (56, 57)', () => {
    const stream = join(...Array.from({ length: 300 }, (_, i) => message(wire(i.toString(16).padStart(4, '0')))))
    expect(decode([stream])).toEqual(Array.from({ length: 300 }, (_, i) => `m${i.toString(16).padStart(4, '0')}`))
  })
})

describe('RFC 37, the NULL mechanism', () => {
  it('as-server MUST be zero (29)', () => expect(new EngineTrace().receive(greeting()).sent[32]).toBe(0))

  it('a peer MUST send READY, and may send messages once it has both sent and received one (30, 31, 32, 34, 41)', () => {
    const trace = new EngineTrace().receive(greeting())
    expect(hex(trace.sent.subarray(64))).toBe(hex(ready(['Socket-Type', 'DEALER'], ['Identity', ''])))
    expect(trace.events).toEqual([])
    trace.receive(ready(['Socket-Type', 'ROUTER']))
    expect(trace.peer).toBeDefined()
  })

  it('the name of a property SHALL be 1 to 255 characters (33, 35)', () => {
    expect(events(hello('ROUTER').subarray(0, 64), ready(['Socket-Type', 'ROUTER'], ['x'.repeat(255), 'v']))[0]).toMatch(/^ready/)
    expect(events(greeting(), ready(['Socket-Type', 'ROUTER'], ['', 'v']))).toEqual(['!ERR_ZMTP_INVALID_METADATA'])
  })

  it('the case of property names SHALL NOT be significant (36, 40) (wire 13)', () => {
    for (const name of ['Socket-Type', 'socket-type', 'SOCKET-TYPE', 'sOcKeT-tYpE']) {
      expect(events(greeting(), ready([name, 'ROUTER']))[0]).toMatch(/^ready/)
    }
  })

  it('a value SHALL be 0 to 2^31 - 1 octets, its size four octets in network byte order (37, 38)', () => {
    const withValue = (size: string): Uint8Array => command('READY', join(property('Socket-Type', 'ROUTER'), wire(`03 'X-a' ${size}`)))
    expect(events(greeting(), withValue('00 00 00 00'))[0]).toMatch(/^ready/)
    expect(events(greeting(), withValue("00 00 00 02 'ab'"))[0]).toMatch(/^ready/)
    for (const size of ['00 00 00 01', '80 00 00 00', 'ff ff ff ff']) {
      expect(events(greeting(), withValue(size))).toEqual(['!ERR_ZMTP_INVALID_METADATA'])
    }
  })
})

describe('RFC 37, connection metadata', () => {
  it('properties that begin with X- SHALL be left to the application, both ways (39, 42)', () => {
    const trace = new EngineTrace({ properties: new Map([['X-Mine', '1']]) })
    trace.receive(greeting(), ready(['Socket-Type', 'ROUTER'], ['X-Yours', '2']))
    expect(trace.peer!.properties.get('x-yours')).toBe('2')
    expect(hex(trace.sent)).toContain(hex(property('X-Mine', '1')))
  })

  it('Socket-Type SHALL match the grammar: 19 names, in capitals (43, 44)', () => {
    for (const socketType of SOCKET_TYPES) {
      if (socketType === 'STREAM' || socketType === 'DGRAM') continue
      const trace = new EngineTrace({ socketType }).receive(greeting())
      expect(hex(trace.sent)).toContain(hex(property('Socket-Type', socketType)))
    }
    for (const type of ['router', 'ROUTER ', 'STREAM', 'DGRAM', '']) {
      expect(events(hello(type))).toEqual(['!ERR_ZMTP_SOCKET_TYPE'])
    }
  })

  it('an invalid combination SHOULD be handled by an ERROR command (44, 45)', () => {
    const trace = new EngineTrace({ socketType: 'PUSH' }).receive(hello('PUB'))
    expect(mayTalk('PUSH', 'PUB')).toBe(false)
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_SOCKET_TYPE' })
    expect(hex(trace.sent)).toContain(hex(latin1('\x05ERROR')))
  })

  it('for socket types other than REQ, DEALER and ROUTER the Identity SHALL be ignored', () => {
    const trace = new EngineTrace({ socketType: 'SUB' }).receive(greeting(), ready(['Socket-Type', 'PUB'], ['Identity', '\0 what']))
    expect(trace.peer!.routingId).toHaveLength(0)
  })

  it('the Identity SHALL be 0 to 255 octets (46)', () => {
    const router = (identity: string): string[] => events(greeting(), ready(['Socket-Type', 'ROUTER'], ['Identity', identity]))
    for (const identity of ['', 'a', '\xff'.repeat(255)]) expect(router(identity)[0]).toMatch(/^ready/)
    expect(router('a'.repeat(256))).toEqual(['!ERR_ZMTP_ROUTING_ID'])
  })

  it('the first octet of the Identity SHALL NOT be zero (47) (wire 29)', () => {
    expect(events(greeting(), ready(['Socket-Type', 'ROUTER'], ['Identity', '\0a']))).toEqual(['!ERR_ZMTP_ROUTING_ID'])
  })

  it('all resource requests SHALL be accepted (49)', () => {
    for (const resource of ['system/name-service/test', '', 'no such thing']) {
      const trace = new EngineTrace().receive(greeting(), ready(['Socket-Type', 'ROUTER'], ['Resource', resource]))
      expect(trace.peer!.properties.get('resource')).toBe(resource)
    }
  })
})

describe('RFC 37, publish-subscribe and radio-dish', () => {
  it.each(['SUB', 'XSUB'] as const)('a %s SHALL send SUBSCRIBE and CANCEL commands (61, 62)', (socketType) => {
    const trace = new EngineTrace({ socketType }).receive(hello('PUB'))
    trace.take()
    trace.engine.send([wire("01 'A'")])
    trace.engine.send([wire('00')])
    expect(hex(trace.take())).toBe(hex(join(wire("04 0b 09 'SUBSCRIBE' 'A'"), wire("04 07 06 'CANCEL'"))))
  })

  it.each(['PUB', 'XPUB'] as const)('a %s receives every subscription, also equal ones', (socketType) => {
    const trace = new EngineTrace({ socketType })
    trace.receive(hello('SUB'), command('SUBSCRIBE', latin1('A')), command('SUBSCRIBE', latin1('A')), command('CANCEL', latin1('A')))
    expect(trace.messages.map((parts) => hex(parts[0]!))).toEqual(['0141', '0141', '0041'])
  })

  it('a DISH SHALL send JOIN and LEAVE commands (72, 73) (wire 27)', () => {
    const trace = new EngineTrace({ socketType: 'DISH' }).receive(hello('RADIO'))
    trace.take()
    trace.engine.send([latin1('JOIN'), latin1('g')])
    trace.engine.send([latin1('LEAVE'), latin1('g')])
    expect(hex(trace.take())).toBe(hex(wire("04 06 04 'JOIN' 'g' 04 07 05 'LEAVE' 'g'")))
  })

  it('a group is 0 to 255 octets', () => {
    const join256 = command('JOIN', new Uint8Array(256).fill(1))
    expect(new EngineTrace({ socketType: 'RADIO' }).receive(hello('DISH'), join256).error).toBeDefined()
  })
})

describe('RFC 37, heartbeating', () => {
  it.each([0, 1, 16])('a PING with a context of %i octets SHALL be answered by a PONG that echoes it (82) (wire 24)', (size) => {
    const context = new Uint8Array(size).fill(0x63)
    const trace = new EngineTrace().receive(hello('ROUTER'))
    trace.take()
    trace.receive(command('PING', join(wire('00 00'), context)))
    expect(hex(trace.take())).toBe(hex(command('PONG', context)))
  })

  it('a context MUST not exceed 16 octets (83)', () => {
    expect(events(hello('ROUTER'), command('PING', new Uint8Array(19))).at(-1)).toBe('!ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED')
  })

  it('the TTL is tenths of a second, at the most 6553.5 seconds (wire 25)', () => {
    expect(events(hello('ROUTER'), command('PING', wire('ff ff'))).at(-1)).toBe('ping 6553500')
  })
})

describe('RFC 37, wire analysis and security', () => {
  it('on a clear text connection message data SHALL be sent as message frames (91)', () => {
    const trace = new EngineTrace().receive(hello('ROUTER'))
    trace.take()
    trace.engine.send([latin1('data')])
    expect(hex(trace.take())).toBe(hex(wire("00 04 'data'")))
  })

  const met = (mechanism: MechanismPlugin): EngineTrace => {
    const trace = new EngineTrace({ mechanisms: [mechanism] })
    trace.receive(greeting({ mechanism: 'OTHER' }), ready(['Socket-Type', 'ROUTER']))
    trace.take()
    return trace
  }

  it('all clear text mechanisms SHALL use the same framing (92)', () => {
    const trace = met(ciphered('OTHER', undefined))
    trace.engine.send([latin1('a'), latin1('b')])
    trace.receive(message(latin1('c')))
    expect([hex(trace.take()), trace.events.at(-1)]).toEqual([hex(message(latin1('a'), latin1('b'))), 'message 63'])
  })

  it('a sealed frame is sent without the COMMAND flag, and accepted with it and without (93) (wire 16)', () => {
    const trace = met(ciphered('OTHER', new FlipCipher()))
    trace.engine.send([latin1('a'), latin1('b')])
    expect(hex(trace.take())).toBe(hex(join(frame(0, flipped(0, 1, latin1('a'))), frame(0, flipped(1, 0, latin1('b'))))))
    for (const flags of [0, 4]) trace.receive(frame(flags, flipped(0, 0, latin1('c'))))
    expect(trace.events.slice(1)).toEqual(['message 63', 'message 63'])
  })

  it('command frames SHALL be printable: a name is letters, a reason of ours is text (95)', () => {
    for (const name of ['A B', 'A\0', 'É', 'A1']) {
      expect(events(hello('ROUTER'), command(name)).at(-1)).toBe('!ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED')
    }
    const { sent } = new EngineTrace().receive(greeting(), ready(['Socket-Type', '\x01\xff']))
    const error = Buffer.from(sent).subarray(Buffer.from(sent).indexOf('ERROR'))
    expect(error.subarray(6).toString('latin1')).toMatch(/^[\x20-\x7e]+$/)
  })

  it('command names SHALL be visible (94)', () => {
    const sent = hex(new EngineTrace().receive(hello('ROUTER')).sent)
    for (const name of ['READY', 'Socket-Type', 'Identity']) expect(sent).toContain(hex(latin1(name)))
  })

  it('an implementation MUST guard against downgrade attacks by an old header or a weaker mechanism (96)', () => {
    for (const attack of [wire('ff 00 00 00 00 00 00 00 01 7f 01 06 00 00'), wire('01 00 02 00 41'), greeting({ mechanism: 'PLAIN' })]) {
      const trace = new EngineTrace({ authenticate: true }).receive(attack)
      expect([trace.error === undefined, trace.messages.length]).toEqual([false, 0])
    }
  })
})
