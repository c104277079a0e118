/**
 * RFC 23 (ZMTP 3.0): the clauses in which it differs from RFC 37, and its worked example. The numbers are those of
 * rfc23-clauses.ts.
 */
import { EngineTrace, command, greeting, hex, join, latin1, ready, wire } from '@tszmq/testkit'

const greeting30 = greeting({ minor: 0 })

describe('RFC 23, version negotiation', () => {
  it('a 3.1 peer may downgrade to a 3.0 peer (9)', () => {
    const trace = new EngineTrace().receive(greeting30, ready(['Socket-Type', 'ROUTER']))
    expect(trace.peer!.version).toBe('3.0')
  })

  it('revisions 1 and 2 are 2.0 peers, which get the socket type and the identity (wire 5, 6)', () => {
    for (const revision of [1, 2]) {
      const trace = new EngineTrace({ routingId: latin1('me') })
      trace.receive(wire('ff 00 00 00 00 00 00 00 01 7f'), Uint8Array.of(revision, 6))
      expect(hex(trace.sent.subarray(11))).toBe(hex(wire("05 00 02 'me'")))
    }
  })

  it('the size in the pseudo-signature SHALL be the length of our identity plus 1, in network byte order (64) (RFC 37: 89) (wire 10)', () => {
    for (const size of [0, 1, 254, 255]) {
      const trace = new EngineTrace({ routingId: new Uint8Array(size).fill(0x69) })
      const expected = new Uint8Array(8)
      new DataView(expected.buffer).setBigUint64(0, BigInt(size + 1))
      expect(hex(trace.take())).toBe(`ff${hex(expected)}7f`)
    }
  })

  it('a peer whose first octet is not ff is a 1.0 peer, and gets the rest of the identity frame that our signature begins (wire 1)', () => {
    const trace = new EngineTrace({ routingId: latin1('me') }).receive(wire('01 00'))
    expect(hex(trace.sent)).toBe(hex(wire("ff 00 00 00 00 00 00 00 03 7f 'me'")))
  })

  it('a peer whose tenth octet is even is a 1.0 peer with a long identity (wire 2)', () => {
    const trace = new EngineTrace().receive(wire("ff 00 00 00 00 00 00 00 04 00 'you'"))
    expect([trace.peer!.version, hex(trace.peer!.routingId)]).toEqual(['1.0', hex(latin1('you'))])
  })
})

describe('RFC 23, the NULL mechanism', () => {
  it('a peer MUST send its READY before it has received one, so that the peers do not wait for each other (29, 36) (wire 15)', () => {
    const trace = new EngineTrace().receive(greeting30)
    expect(hex(trace.sent.subarray(64))).toBe(hex(ready(['Socket-Type', 'DEALER'], ['Identity', ''])))
  })

  it('a DEALER and a ROUTER connect as in the worked example (wire 28)', () => {
    const dealer = new EngineTrace().receive(greeting30)
    expect(hex(dealer.sent.subarray(64))).toBe(
      hex(wire("04 29 05 'READY' 0b 'Socket-Type' 00 00 00 06 'DEALER' 08 'Identity' 00 00 00 00")),
    )
    // The server of the example sends no Identity; libzmq's does, and so does ours. Both are taken.
    dealer.receive(wire("04 1c 05 'READY' 0b 'Socket-Type' 00 00 00 06 'ROUTER'"))
    expect(dealer.peer!.socketType).toBe('ROUTER')
  })
})

describe('RFC 23, publish-subscribe', () => {
  it.each(['SUB', 'XSUB'] as const)('a %s SHALL send subscriptions to a 3.0 peer as messages (55, 56) (wire 7)', (socketType) => {
    const trace = new EngineTrace({ socketType }).receive(greeting30, ready(['Socket-Type', 'XPUB']))
    trace.take()
    trace.engine.send([wire("01 'A'")])
    trace.engine.send([wire("00 'A'")])
    expect(hex(trace.take())).toBe(hex(wire("00 02 01 'A' 00 02 00 'A'")))
  })

  it('a publisher accepts subscriptions as messages from a 3.0 and a 3.1 peer (54)', () => {
    for (const minor of [0, 1]) {
      const trace = new EngineTrace({ socketType: 'XPUB' })
      trace.receive(greeting({ minor }), ready(['Socket-Type', 'SUB']), wire("00 02 01 'A' 00 01 00"))
      expect(trace.messages.map((parts) => hex(parts[0]!))).toEqual(['0141', '00'])
    }
  })
})

describe('RFC 23, commands', () => {
  it('a PING from a 3.0 peer is answered, as libzmq does', () => {
    const trace = new EngineTrace().receive(greeting30, ready(['Socket-Type', 'ROUTER']))
    trace.take()
    trace.receive(command('PING', wire('00 00')))
    expect(hex(trace.take())).toBe(hex(command('PONG')))
  })

  it('the connection carries commands and messages intermixed', () => {
    const trace = new EngineTrace().receive(greeting30, ready(['Socket-Type', 'ROUTER']))
    trace.receive(join(wire("00 01 'a'"), command('PING', wire('00 00')), wire("00 01 'b'")))
    expect(trace.events.slice(1)).toEqual(['message 61', 'ping 0', 'message 62'])
  })
})
