/** Tests of the engine: what it delivers, what the application decides, and what it does after a refusal. */
import { EngineTrace, command, everySplit, frame, greeting, hex, join, latin1, message, property, ready, wire } from '@tszmq/testkit'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import type { MechanismPlugin } from '../src/mechanism.ts'
import { NULL, NULL_ANSWERING } from '../src/null-mechanism.ts'
import { FlipCipher, ciphered, flipped } from './flip-cipher.ts'

const hello = (type: string): Uint8Array => join(greeting(), ready(['Socket-Type', type]))

describe('ZmtpEngine', () => {
  it('delivers and sends the same bytes, wherever its input is split', () => {
    const input = join(hello('ROUTER'), command('PING', wire('00 01')), message(latin1('a'), latin1('b')), command('Odd'))
    const whole = new EngineTrace().receive(input).toString()
    expect(whole).toContain('message 61,62')
    for (const chunks of everySplit(input)) expect(new EngineTrace().receive(...chunks).toString()).toBe(whole)
  })

  it('reports the properties of the peer with names in lower case, without the routing id', () => {
    const trace = new EngineTrace().receive(
      greeting(),
      ready(['socket-TYPE', 'ROUTER'], ['IDENTITY', 'you'], ['X-Colour', 'blue'], ['Resource', 'a/b']),
    )
    expect(hex(trace.peer!.routingId)).toBe(hex(latin1('you')))
    expect([...trace.peer!.properties]).toEqual([
      ['socket-type', 'ROUTER'],
      ['x-colour', 'blue'],
      ['resource', 'a/b'],
    ])
  })

  it('keeps a copy of the routing id', () => {
    const input = join(greeting(), ready(['Socket-Type', 'ROUTER'], ['Identity', 'you']))
    const trace = new EngineTrace().receive(input)
    for (let i = 0; i < 200; i++) trace.receive(message(new Uint8Array(1000).fill(0x58)))
    expect(hex(trace.peer!.routingId)).toBe(hex(latin1('you')))
  })

  it('sends the properties of the application after its own', () => {
    const trace = new EngineTrace({ properties: new Map([['X-Colour', 'blue']]) }).receive(greeting())
    expect(hex(trace.sent)).toContain(hex(join(property('Identity', ''), property('X-Colour', 'blue'))))
  })

  it('ignores and counts unknown well-formed commands', () => {
    const trace = new EngineTrace().receive(hello('ROUTER'), command('Novelty', latin1('x')), message(latin1('a')))
    expect(trace.engine.ignoredCommands).toBe(1)
    expect(trace.events.at(-1)).toBe('message 61')
  })

  it('sends PINGs with a TTL and delivers PONGs', () => {
    const trace = new EngineTrace().receive(hello('ROUTER'))
    trace.take()
    trace.engine.ping(300)
    expect(hex(trace.take())).toBe(hex(command('PING', wire('00 03'))))
    trace.receive(command('PONG', latin1('context')))
    expect(trace.events.at(-1)).toBe(`pong ${hex(latin1('context'))}`)
  })

  it('sends no PINGs to a 2.0 peer and accepts no commands from it, since ZMTP 2.0 has none', () => {
    const trace = new EngineTrace().receive(wire('ff 00 00 00 00 00 00 00 01 7f 01 06'))
    const before = trace.take().length
    trace.engine.ping(100)
    expect([before > 0, trace.engine.pending]).toEqual([true, 0])
    trace.receive(command('PING', wire('00 01')))
    expect(trace.events).toEqual(['!ERR_ZMTP_FRAME'])
  })

  it('never delivers a subscription of a 2.0 peer before it is ready', () => {
    const trace = new EngineTrace({ socketType: 'PUB' })
    trace.receive(wire('ff 00 00 00 00 00 00 00 01 7f 01 02'), command('SUBSCRIBE'), wire('00 00'))
    expect(trace.events).toEqual(['!ERR_ZMTP_FRAME'])
  })

  it('sends JOIN and LEAVE of a DISH as commands, and delivers them to a RADIO as messages', () => {
    const dish = new EngineTrace({ socketType: 'DISH' }).receive(hello('RADIO'))
    dish.take()
    dish.engine.send([latin1('JOIN'), latin1('g')])
    dish.engine.send([latin1('LEAVE'), latin1('g')])
    const sent = dish.take()
    expect(hex(sent)).toBe(hex(join(command('JOIN', latin1('g')), command('LEAVE', latin1('g')))))
    const radio = new EngineTrace({ socketType: 'RADIO' }).receive(hello('DISH'), sent)
    expect(radio.messages.map((parts) => parts.map(hex))).toEqual([
      [hex(latin1('JOIN')), '67'],
      [hex(latin1('LEAVE')), '67'],
    ])
  })

  it.each([
    [255, 'message'],
    [256, '!ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
  ])('handles a group of %i bytes as %s', (size, event) => {
    const radio = new EngineTrace({ socketType: 'RADIO' }).receive(hello('DISH'), command('JOIN', new Uint8Array(size).fill(0x67)))
    expect(radio.events.at(-1)!.split(' ')[0]).toBe(event)
  })

  it.each(['REQ', 'DEALER', 'ROUTER'] as const)('refuses a routing id of a %s that begins with zero', (peer) => {
    const trace = new EngineTrace({ socketType: 'ROUTER' }).receive(greeting(), ready(['Socket-Type', peer], ['Identity', '\0a']))
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_ROUTING_ID' })
    expect(trace.peer).toBeUndefined()
  })

  it('says nothing of the application before it is ready, which may be in the clear', () => {
    for (const mechanism of [NULL, ciphered('FLIP', new FlipCipher())]) {
      const trace = new EngineTrace({ mechanisms: [mechanism] })
      for (const bytes of [greeting({ mechanism: mechanism.name }), ready(['Socket-Type', 'ROUTER'])]) {
        trace.engine.send([latin1('too early')])
        trace.receive(bytes)
      }
      expect([trace.peer!.mechanism, hex(trace.sent).includes(hex(latin1('too early')))]).toEqual([mechanism.name, false])
    }
  })

  it('does not answer a READY without metadata with its own', () => {
    const trace = new EngineTrace({ mechanisms: [NULL_ANSWERING] }).receive(greeting(), ready())
    expect([trace.events, hex(trace.sent).includes(hex(latin1('\x05READY')))]).toEqual([['!ERR_ZMTP_SOCKET_TYPE'], false])
  })

  it('ignores the routing id of a peer that cannot have one (RFC 37)', () => {
    const trace = new EngineTrace({ socketType: 'PULL' }).receive(greeting(), ready(['Socket-Type', 'PUSH'], ['Identity', '\0a']))
    expect(trace.peer!.routingId).toHaveLength(0)
  })

  it('refuses a routing id of 256 bytes from a 2.0 peer, and one of several frames', () => {
    const signature = wire('ff 00 00 00 00 00 00 00 01 7f 01 05')
    for (const identity of [message(new Uint8Array(256).fill(1)), message(latin1('a'), latin1('b'))]) {
      expect(new EngineTrace({ socketType: 'ROUTER' }).receive(signature, identity).events).toEqual(['!ERR_ZMTP_ROUTING_ID'])
    }
  })
})

describe('ZmtpEngine that asks the application', () => {
  it('sends and delivers nothing until the application accepts the peer', () => {
    const trace = new EngineTrace({ authenticate: true }).receive(hello('ROUTER'))
    expect(trace.events).toEqual(['authenticate'])
    expect(trace.take()).toHaveLength(64)
    trace.engine.authorize({ status: 200, userId: 'ann', metadata: new Map([['User-Group', 'staff']]) })
    expect(trace.peer).toMatchObject({ userId: 'ann' })
    expect(trace.peer!.properties.get('user-id')).toBe('ann')
    expect(trace.peer!.properties.get('user-group')).toBe('staff')
    expect(hex(trace.take())).toBe(hex(ready(['Socket-Type', 'DEALER'], ['Identity', ''])))
  })

  it.each([
    [300, ''],
    [400, hex(command('ERROR', wire("03 '400'")))],
    [500, hex(command('ERROR', wire("03 '500'")))],
  ] as const)('answers %i with %j and is of no use any more', (status, bytes) => {
    const trace = new EngineTrace({ socketType: 'PUB', authenticate: true }).receive(hello('SUB'))
    trace.take()
    trace.attempt(() => trace.engine.authorize({ status }))
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_REFUSED', reason: String(status) })
    expect(hex(trace.take())).toBe(bytes)
  })

  it('ignores everything that a refused peer still sends', () => {
    const trace = new EngineTrace({ socketType: 'PUB', authenticate: true }).receive(hello('SUB'))
    trace.attempt(() => trace.engine.authorize({ status: 400 }))
    trace.take()
    for (const late of [command('SUBSCRIBE'), command('PING', wire('00 00')), message(wire('01')), hello('SUB'), wire('ff ff ff')]) {
      expect(() => trace.engine.receive(late)).not.toThrow()
    }
    expect(trace.events).toEqual(['authenticate', '!ERR_ZMTP_REFUSED'])
    expect(trace.engine.pending).toBe(0)
  })

  it('sends ERROR to a peer of the wrong type, also after a late verdict', () => {
    const trace = new EngineTrace({ authenticate: true }).receive(hello('PUB'))
    trace.take()
    trace.attempt(() => trace.engine.authorize({ status: 200 }))
    expect(trace.error).toMatchObject({ code: 'ERR_ZMTP_SOCKET_TYPE' })
    expect(hex(trace.take())).toContain(hex(latin1('ERROR')))
  })

  it('asks once, and uses the first answer only', () => {
    const trace = new EngineTrace({ authenticate: true }).receive(...Array.from(hello('ROUTER'), (byte) => Uint8Array.of(byte)))
    trace.engine.authorize({ status: 200 })
    trace.engine.authorize({ status: 400 })
    expect(trace.events).toEqual(['authenticate', expect.stringMatching(/^ready/)])
  })
})

describe('ZmtpEngine with several mechanisms', () => {
  const OTHER: MechanismPlugin = { ...NULL, name: 'OTHER', asServer: true }
  const choice = { mechanisms: [OTHER, NULL] }

  it('names its mechanism only after the peer, and then the same, wherever the greeting is split', () => {
    for (const name of ['NULL', 'OTHER']) {
      const bytes = join(greeting({ mechanism: name }), ready(['Socket-Type', 'ROUTER']))
      for (const chunks of everySplit(bytes)) {
        const trace = new EngineTrace(choice).receive(...chunks)
        expect(trace.peer!.mechanism).toBe(name)
        expect(hex(trace.sent.subarray(0, 64))).toBe(
          hex(greeting({ mechanism: name, asServer: name === 'OTHER' ? 1 : 0, padding: wire('00 00 00 00 00 00 00 01') })),
        )
      }
      expect(new EngineTrace(choice).receive(bytes.subarray(0, 63)).sent.length).toBe(11)
    }
  })

  it('refuses any other with a whole greeting that has the first one, and an ERROR that names all', () => {
    const trace = new EngineTrace(choice).receive(greeting({ mechanism: 'PLAIN' }))
    expect([trace.error!.code, trace.sent[32]]).toEqual(['ERR_ZMTP_MECHANISM_MISMATCH', 1])
    expect(Buffer.from(trace.sent).toString('latin1')).toContain('ERROR;the peer wants mechanism "PLAIN", we want "OTHER" or "NULL"')
  })

  it('answers a malformed greeting with a whole one', () => {
    const trace = new EngineTrace(choice).receive(greeting({ mechanism: 'NULL\0x' }))
    expect([trace.error!.code, trace.sent.length]).toEqual(['ERR_ZMTP_GREETING', 64])
  })

  it.each([
    ['takes', [OTHER, NULL], false, undefined],
    ['refuses where all are asked for', [OTHER, NULL], true, 'ERR_ZMTP_VERSION'],
    ['refuses where NULL is not among them', [OTHER, OTHER], false, 'ERR_ZMTP_VERSION'],
  ] as const)('%s a peer of 2.0', (_what, mechanisms, authenticate, code) => {
    const trace = new EngineTrace({ mechanisms, authenticate }).receive(wire('ff 00 00 00 00 00 00 00 01 7f 01 06 00 00'))
    expect(trace.error?.code).toBe(code)
  })
})

describe('ZmtpEngine that is destroyed', () => {
  it('destroys its cipher, and neither receives nor sends any more', () => {
    const cipher = new FlipCipher()
    const trace = new EngineTrace({ mechanisms: [ciphered('TEST', cipher)] })
    trace.receive(greeting({ mechanism: 'TEST' }), ready(['Socket-Type', 'ROUTER']))
    trace.take()
    trace.engine.destroy()
    trace.engine.send([latin1('late')])
    trace.receive(message(latin1('late')))
    expect([cipher.destroyed, trace.take().length, trace.messages.length]).toEqual([1, 0, 0])
  })
})

describe('ZmtpEngine after an error', () => {
  it.each([
    ['in the greeting', greeting({ asServer: 9 })],
    ['of the mechanism', greeting({ mechanism: 'PLAIN' })],
    ['in the handshake', join(greeting(), command('HELLO'))],
    ['of a 2.0 socket type', wire('ff 00 00 00 00 00 00 00 01 7f 01 02')],
    ['in the traffic', join(hello('ROUTER'), wire('ff'.repeat(9)))],
  ])('%s ignores further bytes', (_name, input) => {
    const trace = new EngineTrace().receive(input)
    expect(trace.error).toBeDefined()
    const before = trace.toString()
    for (const late of [input, hello('ROUTER'), message(latin1('late')), command('PING', wire('00 00'))]) trace.engine.receive(late)
    expect(trace.toString()).toBe(before)
  })
})

describe('ZmtpEngine with a cipher', () => {
  const connected = (socketType: 'DEALER' | 'SUB', peer: string): EngineTrace => {
    const trace = new EngineTrace({ socketType, mechanisms: [ciphered('TEST', new FlipCipher())] })
    trace.receive(greeting({ mechanism: 'TEST' }), ready(['Socket-Type', peer]))
    trace.take()
    return trace
  }

  it('seals a PONG when it is taken, so all frames are sent in the order of sealing, and never as a command', () => {
    const trace = connected('DEALER', 'ROUTER')
    trace.receive(frame(0, flipped(0, 2, wire("04 'PING' 00 00 'c'"))))
    trace.engine.send([latin1('a'), latin1('b')])
    trace.engine.ping(0)
    expect(hex(trace.take())).toBe(
      hex(
        join(
          frame(0, flipped(0, 1, latin1('a'))),
          frame(0, flipped(1, 0, latin1('b'))),
          frame(0, flipped(2, 2, wire("04 'PING' 00 00"))),
          frame(0, flipped(3, 2, wire("04 'PONG' 'c'"))),
        ),
      ),
    )
  })

  it('seals subscriptions too', () => {
    const trace = connected('SUB', 'PUB')
    trace.engine.send([wire("01 'A'")])
    expect(hex(trace.take())).toBe(hex(frame(0, flipped(0, 2, wire("09 'SUBSCRIBE' 'A'")))))
  })

  it.each([0, 1, 253, 254, 255, 8190, 8191, 100_000])('seals and opens a frame of %i bytes, wherever it is split', (size) => {
    const body = new Uint8Array(size).fill(7)
    const trace = connected('DEALER', 'ROUTER')
    trace.engine.send([body, latin1('b')])
    const sent = trace.take()
    expect(hex(sent)).toBe(hex(join(frame(0, flipped(0, 1, body)), frame(0, flipped(1, 0, latin1('b'))))))
    for (const cut of [0, 1, 2, 3, 9, 10, sent.length >> 1, sent.length - 1]) {
      const peer = connected('DEALER', 'ROUTER').receive(sent.slice(0, cut), sent.slice(cut))
      expect(peer.messages.map((parts) => parts.map(hex))).toEqual([[hex(body), hex(latin1('b'))]])
    }
  })

  it('ignores the COMMAND and MORE flags of the header, since those inside count', () => {
    for (const flags of [0, 1, 4, 5]) {
      const trace = connected('DEALER', 'ROUTER').receive(frame(flags, flipped(0, 0, latin1('a'))))
      expect(trace.events.at(-1)).toBe('message 61')
    }
    expect(connected('DEALER', 'ROUTER').receive(frame(8, flipped(0, 0, latin1('a')))).error!.code).toBe('ERR_ZMTP_FRAME')
  })

  it('checks the size of the content against maxMessageSize', () => {
    const limits = { ...DEFAULT_LIMITS, maxMessageSize: 300 }
    const judge = (size: number): string | undefined => {
      const trace = new EngineTrace({ mechanisms: [ciphered('TEST', new FlipCipher())], limits })
      trace.receive(greeting({ mechanism: 'TEST' }), ready(['Socket-Type', 'ROUTER']))
      return trace.receive(frame(0, flipped(0, 0, new Uint8Array(size)))).error?.code
    }
    expect([judge(300), judge(301)]).toEqual([undefined, 'ERR_ZMTP_MESSAGE_SIZE'])
  })
})
