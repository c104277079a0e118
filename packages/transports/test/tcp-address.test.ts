/** Tests of the syntax of tcp endpoints: what connect() and bind() reject at once, and the normal form of the others. */
import fc from 'fast-check'
import { TcpTransport } from '../src/index.ts'

const tcp = new TcpTransport()

const CONNECTS: Readonly<Record<string, string>> = {
  'localhost:1234': 'localhost:1234',
  'LOCALHOST:1234': 'localhost:1234',
  '[::1]:1234': '[::1]:1234',
  '::1:1234': '[::1]:1234',
  '[0:0::0:1]:1': '[::1]:1',
  '[::ffff:127.0.0.1]:5': '127.0.0.1:5',
  '[fe80::1%eth0]:5': '[fe80::1%eth0]:5',
  'fe80::1%2:5': '[fe80::1%2]:5',
  '127.0.0.1:65535': '127.0.0.1:65535',
  '127.0.0.1:0080': '127.0.0.1:80',
  'ab_c:5': 'ab_c:5',
  // Bind source addresses, from libzmq's test_bind_src_address.
  '127.0.0.1:0;localhost:1234': '127.0.0.1:*;localhost:1234',
  'localhost:5555;localhost:1235': 'localhost:5555;localhost:1235',
  'lo:5555;localhost:1235': 'lo:5555;localhost:1235',
}

for (const [address, normal] of Object.entries(CONNECTS)) {
  it(`connects to ${address} as ${normal}`, () => expect(tcp.checkConnect(address)).toBe(normal))
}

const NO_CONNECTS = [
  '',
  '127.0.0.1',
  ':5555',
  '*:5555',
  '127.0.0.1:*',
  '127.0.0.1:',
  '127.0.0.1:0',
  '127.0.0.1:00',
  '127.0.0.1:65536',
  '127.0.0.1:4294967297',
  '127.0.0.1:-1',
  '127.0.0.1:+5',
  '127.0.0.1: 5',
  'localhost:invalid',
  'in val id:1234',
  'a/b:5',
  '[::1:5',
  '::1]:5',
  '[]:5',
  '[::1]',
  '[::1%]:5',
  '[::1%0]:5',
  '1::2::3:5',
  '-:5',
  '.:5',
  '1.2.3.4:5\n',
  '1.2.3.4:5/',
  '*:*;127.0.0.1:55',
  '127.0.0.1;127.0.0.1:55',
  ';127.0.0.1:55',
  '127.0.0.1:0;',
  '127.0.0.1:70000;127.0.0.1:55',
]

for (const address of NO_CONNECTS) {
  it(`does not connect to ${JSON.stringify(address)}`, () => {
    const refusal = { name: 'TransportError', code: 'EINVAL', address: `tcp://${address}` }
    expect(() => tcp.checkConnect(address)).toThrow(expect.objectContaining(refusal))
  })
}

const BINDS: Readonly<Record<string, string>> = {
  '*:*': '*:*',
  '*:0': '*:*',
  '*:5555': '*:5555',
  'lo:5555': 'lo:5555',
  '[::]:*': '[::]:*',
  '127.0.0.1:5555x': '127.0.0.1:5555',
}

for (const [address, normal] of Object.entries(BINDS)) {
  it(`binds ${address} as ${normal}`, () => expect(tcp.checkBind(address)).toBe(normal))
}

for (const address of ['', '*', '127.0.0.1', ':*', ':5555', '127.0.0.1:65536', '127.0.0.1:-1', '*%lo%:5', '127.0.0.1:0;127.0.0.1:5']) {
  it(`does not bind ${JSON.stringify(address)}`, () => {
    expect(() => tcp.checkBind(address)).toThrow(expect.objectContaining({ name: 'TransportError', code: 'EINVAL' }))
  })
}

it('explains the error in a sentence with the endpoint', () => {
  expect(() => tcp.checkConnect('127.0.0.1:70000')).toThrow('cannot connect to tcp://127.0.0.1:70000: the port 70000 is greater than 65535')
  expect(() => tcp.checkBind('127.0.0.1')).toThrow('cannot bind tcp://127.0.0.1: the port is missing')
})

it('returns a stable normal form, or throws a TransportError, for any text', () => {
  const piece = fc.constantFrom('*', ':', ';', '[', ']', '%', '::', '1', '0', '.', '127.0.0.1', 'fe80', 'eth0', 'a', '-', '\0', 'é')
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  )
  for (const check of ['checkConnect', 'checkBind'] as const) {
    fc.assert(
      fc.property(text, (address) => {
        try {
          const normal = tcp[check](address)
          expect(tcp[check](normal)).toBe(normal)
        } catch (error) {
          expect(error).toMatchObject({ name: 'TransportError', code: 'EINVAL' })
        }
      }),
      { numRuns: 5_000 },
    )
  }
})
