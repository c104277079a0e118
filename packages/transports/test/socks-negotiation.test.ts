/** The client's half of SOCKS5, byte by byte: what is said to a proxy, what each answer means, and what is no answer. */
import { everySplit, hex, join, wire } from '@tszmq/testkit'
import { Attempt } from '../src/attempt.ts'
import type { HostPort } from '../src/ip/host-port.ts'
import { SocksNegotiation } from '../src/socks/socks-negotiation.ts'

const HOST: HostPort = { host: '127.0.0.1', zone: '', port: 5555 }
const ATTEMPT = new Attempt('cannot connect to', 'tcp://127.0.0.1:5555')

function negotiation(target: Partial<HostPort> = {}, username = '', password = ''): SocksNegotiation {
  return new SocksNegotiation({ ...HOST, ...target }, { address: 'proxy:1080', username, password }, ATTEMPT)
}

/** Hears `chunks`, and answers as it is asked to: all that was said in hex, and how many bytes were taken. */
function converse(talk: SocksNegotiation, chunks: readonly Uint8Array[]): { said: string[]; used: number } {
  const said = [hex(talk.take() as Uint8Array)]
  let used = 0
  for (const chunk of chunks) {
    used += talk.receive(chunk)
    const next = talk.take()
    if (next !== undefined) said.push(hex(next))
  }
  return { said, used }
}

const NO_LOGIN = wire('05 00')
const LOGIN = wire('05 02')
const ADMITTED = wire('01 00')
const CONNECTED = wire('05 00 00 01 7f000001 15b3')

describe('what is said to a proxy', () => {
  it('is that nothing is said of who we are, then where to connect to', () => {
    const talk = negotiation()
    expect(converse(talk, [NO_LOGIN, CONNECTED])).toEqual({ said: ['050100', '050100017f00000115b3'], used: 12 })
    expect(talk.done).toBe(true)
  })

  it('is a user name and password where the proxy wants them', () => {
    const talk = negotiation({}, 'me', 'päss')
    const { said } = converse(talk, [LOGIN, ADMITTED, CONNECTED])
    expect(said).toEqual(['05020200', '01026d65' + '0570c3a47373', '050100017f00000115b3'])
    expect(talk.done).toBe(true)
  })

  it('is no user name where the proxy wants none', () => {
    const talk = negotiation({}, 'me', 'secret')
    expect(converse(talk, [NO_LOGIN, CONNECTED]).said).toEqual(['05020200', '050100017f00000115b3'])
  })

  it('may be an empty password', () => {
    expect(converse(negotiation({}, 'me'), [LOGIN]).said[1]).toBe('01026d6500')
  })

  it.each([
    ['a name, unresolved', 'example.org', '03' + '0b' + Buffer.from('example.org').toString('hex')],
    ['an IPv4 address', '192.0.2.7', '01c0000207'],
    ['an IPv6 address', '2001:db8::1', '0420010db8000000000000000000000001'],
    ['an IPv4 address in the shape of IPv6', '::ffff:192.0.2.7', '01c0000207'],
    ['the longest name', 'x'.repeat(255), '03ff' + '78'.repeat(255)],
  ])('can be %s', (_what, host, address) => {
    expect(converse(negotiation({ host, port: 0xfedc }), [NO_LOGIN]).said[1]).toBe(`050100${address}fedc`)
  })

  it.each([
    ['a name of 256 bytes', { host: 'x'.repeat(256) }, ''],
    ['a zone, which is ours alone', { host: 'fe80::1', zone: 'eth0' }, ''],
    ['a user name of 256 bytes', {}, 'ü'.repeat(128)],
  ])('cannot be %s: EINVAL', (_what, target, username) => {
    expect(() => negotiation(target, username)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('cannot be a password of 256 bytes: EINVAL, which does not show it', () => {
    expect(() => negotiation({}, 'me', 's'.repeat(256))).toThrow(
      expect.objectContaining({ code: 'EINVAL', message: expect.not.stringContaining('sss') }),
    )
  })
})

describe('answers', () => {
  const name = Uint8Array.of(255, ...Buffer.alloc(255, 0x78))
  const greeting = wire('ff 00000000000000 01 7f')
  it.each([
    ['an IPv4 address', '', [NO_LOGIN, CONNECTED]],
    ['an IPv6 address', '', [NO_LOGIN, wire('05 00 00 04 20010db8000000000000000000000001 15b3')]],
    ['an empty name', '', [NO_LOGIN, wire('05 00 00 03 00 15b3')]],
    ['the longest name', '', [NO_LOGIN, join(wire('05 00 00 03'), name, wire('15b3'))]],
    ['a login', 'me', [LOGIN, ADMITTED, CONNECTED]],
  ])('with %s may be cut anywhere, and what is glued to them is not taken', (_what, username, answers) => {
    const all = join(...answers)
    let splits = 0
    for (const chunks of everySplit(join(all, greeting))) {
      const talk = negotiation({}, username, 'secret')
      const { used } = converse(talk, chunks)
      if (!talk.done || used !== all.length) throw new Error(`used ${used} of ${all.length} in ${chunks.length} chunks`)
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
      const talk = negotiation()
      talk.receive(all.subarray(0, -1))
      expect(talk.done).toBe(false)
      talk.receive(all.subarray(-1))
      expect(talk.done).toBe(true)
    }
  })

  it('are not asked for after the last', () => {
    const talk = negotiation()
    converse(talk, [NO_LOGIN, CONNECTED])
    expect([talk.receive(wire('05ff')), talk.take()]).toEqual([0, undefined])
  })
})

describe('a refusal', () => {
  it.each([
    [1, 'ECONNABORTED', 'failed and does not say why'],
    [2, 'EACCES', 'does not allow this connection'],
    [3, 'ENETUNREACH', 'finds the network unreachable'],
    [4, 'EHOSTUNREACH', 'finds no such host, or no route to it'],
    [5, 'ECONNREFUSED', 'was refused: nobody is listening there'],
    [6, 'ETIMEDOUT', 'had no answer in time'],
    [7, 'ENOTSUP', 'does not make connections for others'],
    [8, 'EAFNOSUPPORT', 'does not take this kind of address'],
    [9, 'EPROTO', 'failed with the unknown code 9'],
    [255, 'EPROTO', 'failed with the unknown code 255'],
  ])('with code %i is %s, however it is cut and whatever follows', (number, code, reason) => {
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
    ['nobody without a user name', '', '05ff', 'EACCES'],
    ['no user names', 'me', '05ff', 'EACCES'],
    ['not this user name', 'me', '0502 0101', 'EACCES'],
  ])('is to let in %s: EACCES', (_what, username, answer, code) => {
    for (const chunks of everySplit(wire(answer))) {
      expect(() => converse(negotiation({}, username, 'secret'), chunks)).toThrow(
        expect.objectContaining({ code, message: expect.not.stringContaining('secret') }),
      )
    }
  })

  it('is to close: ECONNRESET', () => {
    expect(negotiation().closed()).toMatchObject({
      code: 'ECONNRESET',
      message: expect.stringContaining('closed the connection before it had answered'),
    })
  })
})

describe('no answer, EPROTO,', () => {
  it.each([
    ['SOCKS4', '', '005a 0000 00000000'],
    ['HTTP', '', Buffer.from('HTTP/1.1 400 Bad Request\r\n').toString('hex')],
    ['a method that nobody knows', '', '0501'],
    ['a login that was not offered', '', '0502'],
    ['another version of the login', 'me', '0502 0500'],
    ['another version of the reply', '', '0500 0400'],
    ['an address of no known type', '', '0500 050000 02 00'],
    ['an address of type 0', '', '0500 050000 00 00'],
  ])('is %s', (_what, username, answer) => {
    for (const chunks of everySplit(wire(answer))) {
      expect(() => converse(negotiation({}, username), chunks)).toThrow(expect.objectContaining({ code: 'EPROTO' }))
    }
  })

  it('makes it take no more than the longest answer, whatever comes', () => {
    const flood = Buffer.alloc(1 << 20, 5)
    const talk = negotiation()
    const { used } = converse(talk, [NO_LOGIN, join(wire('05 00 00 03 ff'), flood)])
    expect([talk.done, used]).toEqual([true, 2 + 4 + 1 + 255 + 2])
  })
})
