/** Tests of the client's side of SOCKS5, byte by byte: what it sends, what each answer means, and invalid answers. */
import { everySplit, hex, join, wire } from '@tszmq/testkit'
import { Attempt } from '../src/attempt.ts'
import type { HostPort } from '../src/ip/host-port.ts'
import { SocksNegotiation } from '../src/socks/socks-negotiation.ts'

const HOST: HostPort = { host: '127.0.0.1', zone: '', port: 5555 }
const ATTEMPT = new Attempt('cannot connect to', 'tcp://127.0.0.1:5555')

function negotiation(target: Partial<HostPort> = {}, username = '', password = ''): SocksNegotiation {
  return new SocksNegotiation({ ...HOST, ...target }, { address: 'proxy:1080', username, password }, ATTEMPT)
}

/** Passes `chunks` to the negotiation. Returns what it sent, in hex, and how many bytes it consumed. */
function converse(negotiating: SocksNegotiation, chunks: readonly Uint8Array[]): { sent: string[]; used: number } {
  const sent = [hex(negotiating.next() as Uint8Array)]
  let used = 0
  for (const chunk of chunks) {
    used += negotiating.receive(chunk)
    const next = negotiating.next()
    if (next !== undefined) sent.push(hex(next))
  }
  return { sent, used }
}

const NO_LOGIN = wire('05 00')
const LOGIN = wire('05 02')
const ADMITTED = wire('01 00')
const CONNECTED = wire('05 00 00 01 7f000001 15b3')

describe('a SOCKS client', () => {
  it('sends no login, then the target', () => {
    const negotiating = negotiation()
    expect(converse(negotiating, [NO_LOGIN, CONNECTED])).toEqual({ sent: ['050100', '050100017f00000115b3'], used: 12 })
    expect(negotiating.done).toBe(true)
  })

  it('sends a user name and a password if the proxy chooses that method', () => {
    const negotiating = negotiation({}, 'me', 'päss')
    const { sent } = converse(negotiating, [LOGIN, ADMITTED, CONNECTED])
    expect(sent).toEqual(['05020200', '01026d65' + '0570c3a47373', '050100017f00000115b3'])
    expect(negotiating.done).toBe(true)
  })

  it('sends no user name if the proxy chooses no login', () => {
    const negotiating = negotiation({}, 'me', 'secret')
    expect(converse(negotiating, [NO_LOGIN, CONNECTED]).sent).toEqual(['05020200', '050100017f00000115b3'])
  })

  it('may send an empty password', () => {
    expect(converse(negotiation({}, 'me'), [LOGIN]).sent[1]).toBe('01026d6500')
  })

  it.each([
    ['a name, unresolved', 'example.org', '03' + '0b' + Buffer.from('example.org').toString('hex')],
    ['an IPv4 address', '192.0.2.7', '01c0000207'],
    ['an IPv6 address', '2001:db8::1', '0420010db8000000000000000000000001'],
    ['an IPv4-mapped IPv6 address, as IPv4', '::ffff:192.0.2.7', '01c0000207'],
    ['the longest name', 'x'.repeat(255), '03ff' + '78'.repeat(255)],
  ])('sends as the target %s', (_what, host, address) => {
    expect(converse(negotiation({ host, port: 0xfedc }), [NO_LOGIN]).sent[1]).toBe(`050100${address}fedc`)
  })

  it.each([
    ['a name of 256 bytes', { host: 'x'.repeat(256) }, ''],
    ['a zone, which is valid on this host only', { host: 'fe80::1', zone: 'eth0' }, ''],
    ['a user name of 256 bytes', {}, 'ü'.repeat(128)],
  ])('rejects %s with EINVAL', (_what, target, username) => {
    expect(() => negotiation(target, username)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('rejects a password of 256 bytes with EINVAL, and does not show it', () => {
    expect(() => negotiation({}, 'me', 's'.repeat(256))).toThrow(
      expect.objectContaining({ code: 'EINVAL', message: expect.not.stringContaining('sss') }),
    )
  })
})

describe('the answers of a proxy', () => {
  const name = Uint8Array.of(255, ...Buffer.alloc(255, 0x78))
  const greeting = wire('ff 00000000000000 01 7f')
  it.each([
    ['an IPv4 address', '', [NO_LOGIN, CONNECTED]],
    ['an IPv6 address', '', [NO_LOGIN, wire('05 00 00 04 20010db8000000000000000000000001 15b3')]],
    ['an empty name', '', [NO_LOGIN, wire('05 00 00 03 00 15b3')]],
    ['the longest name', '', [NO_LOGIN, join(wire('05 00 00 03'), name, wire('15b3'))]],
    ['a login', 'me', [LOGIN, ADMITTED, CONNECTED]],
  ])('with %s may be split anywhere, and bytes after them are not consumed', (_what, username, answers) => {
    const all = join(...answers)
    let splits = 0
    for (const chunks of everySplit(join(all, greeting))) {
      const negotiating = negotiation({}, username, 'secret')
      const { used } = converse(negotiating, chunks)
      if (!negotiating.done || used !== all.length) throw new Error(`used ${used} of ${all.length} in ${chunks.length} chunks`)
      splits++
    }
    expect(splits).toBeGreaterThan(all.length)
  })

  it('are not complete one byte before their end', () => {
    for (const answers of [
      [NO_LOGIN, CONNECTED],
      [NO_LOGIN, wire('05 00 00 03 02 7878 15b3')],
    ]) {
      const all = join(...answers)
      const negotiating = negotiation()
      negotiating.receive(all.subarray(0, -1))
      expect(negotiating.done).toBe(false)
      negotiating.receive(all.subarray(-1))
      expect(negotiating.done).toBe(true)
    }
  })

  it('after the last one are not consumed', () => {
    const negotiating = negotiation()
    converse(negotiating, [NO_LOGIN, CONNECTED])
    expect([negotiating.receive(wire('05ff')), negotiating.next()]).toEqual([0, undefined])
  })
})

describe('a refusal', () => {
  it.each([
    [1, 'ECONNABORTED', 'reported a general failure'],
    [2, 'EACCES', 'does not allow this connection'],
    [3, 'ENETUNREACH', 'cannot reach the network'],
    [4, 'EHOSTUNREACH', 'cannot reach the host'],
    [5, 'ECONNREFUSED', 'was refused: no process is listening there'],
    [6, 'ETIMEDOUT', 'got no answer in time'],
    [7, 'ENOTSUP', 'does not support the CONNECT command'],
    [8, 'EAFNOSUPPORT', 'does not support this type of address'],
    [9, 'EPROTO', 'failed with the unknown code 9'],
    [255, 'EPROTO', 'failed with the unknown code 255'],
  ])('with code %i is %s, wherever it is split and whatever follows', (number, code, reason) => {
    for (const chunks of everySplit(join(NO_LOGIN, Uint8Array.of(5, number), wire('00 01 00')))) {
      expect(() => converse(negotiation(), chunks)).toThrow(
        expect.objectContaining({
          name: 'TransportError',
          code,
          address: 'tcp://127.0.0.1:5555',
          message: `cannot connect to tcp://127.0.0.1:5555: the SOCKS proxy proxy:1080 ${reason}`,
        }),
      )
    }
  })

  it.each([
    ['a client without a user name', '', '05ff', 'EACCES'],
    ['a client with a user name', 'me', '05ff', 'EACCES'],
    ['this user name', 'me', '0502 0101', 'EACCES'],
  ])('of %s is EACCES', (_what, username, answer, code) => {
    for (const chunks of everySplit(wire(answer))) {
      expect(() => converse(negotiation({}, username, 'secret'), chunks)).toThrow(
        expect.objectContaining({ code, message: expect.not.stringContaining('secret') }),
      )
    }
  })

  it('by closing is ECONNRESET', () => {
    expect(negotiation().closed()).toMatchObject({
      code: 'ECONNRESET',
      message: expect.stringContaining('closed the connection before it answered'),
    })
  })
})

describe('an invalid answer, EPROTO,', () => {
  it.each([
    ['SOCKS4', '', '005a 0000 00000000'],
    ['HTTP', '', Buffer.from('HTTP/1.1 400 Bad Request\r\n').toString('hex')],
    ['an unknown method', '', '0501'],
    ['a login that was not offered', '', '0502'],
    ['another version of the login', 'me', '0502 0500'],
    ['another version of the reply', '', '0500 0400'],
    ['an address of an unknown type', '', '0500 050000 02 00'],
    ['an address of type 0', '', '0500 050000 00 00'],
  ])('is %s', (_what, username, answer) => {
    for (const chunks of everySplit(wire(answer))) {
      expect(() => converse(negotiation({}, username), chunks)).toThrow(expect.objectContaining({ code: 'EPROTO' }))
    }
  })

  it('never makes it consume more than the longest answer', () => {
    const flood = Buffer.alloc(1 << 20, 5)
    const negotiating = negotiation()
    const { used } = converse(negotiating, [NO_LOGIN, join(wire('05 00 00 03 ff'), flood)])
    expect([negotiating.done, used]).toEqual([true, 2 + 4 + 1 + 255 + 2])
  })
})
