/** Tests of the greeting: what it sends after which byte, and which version it finds. */
import { everySplit, greeting, hex, join, wire } from '@tszmq/testkit'
import { Greeting } from '../src/greeting.ts'
import { NULL } from '../src/null-mechanism.ts'

const create = (secure = false): Greeting => new Greeting({ socketType: 5, routingIdLength: 3, mechanisms: [NULL], secure })
const SIGNATURE = 'ff00000000000000047f'
const REST = `014e554c4c${'00'.repeat(48)}`

/** What it found, and what it sent in all. */
function meet(chunks: readonly Uint8Array[], secure = false) {
  const own = create(secure)
  let used = 0
  for (const chunk of chunks) used += own.receive(chunk)
  return {
    version: own.version,
    unversioned: own.unversioned,
    type: own.peerType,
    mechanism: own.peerMechanism,
    used,
    sent: hex(join(...own.take())),
  }
}

describe('Greeting', () => {
  it('sends its signature only, before the peer sends anything', () => {
    const own = create()
    expect(hex(join(...own.take()))).toBe(SIGNATURE)
    expect(own.take()).toEqual([])
  })

  it('sends the major version after a signature, and the rest after a major version', () => {
    const [own, peer] = [create(), greeting()]
    own.take()
    own.receive(peer.subarray(0, 9))
    expect(own.take()).toEqual([])
    own.receive(peer.subarray(9, 10))
    expect(hex(join(...own.take()))).toBe('03')
    own.receive(peer.subarray(10, 11))
    expect(hex(join(...own.take()))).toBe(REST)
    own.receive(peer.subarray(11))
    expect([own.version, hex(join(...own.take()))]).toEqual(['3.1', ''])
  })

  it.each([
    [3, 0, '3.0'],
    [3, 1, '3.1'],
    [3, 2, '3.1'],
    [3, 255, '3.1'],
    [4, 0, '3.1'],
    [127, 0, '3.1'],
    [255, 255, '3.1'],
  ])('reads version %i.%i as %s, wherever it is split, and leaves the bytes that follow', (major, minor, version) => {
    const bytes = join(greeting({ major, minor }), wire('04 05'))
    for (const chunks of everySplit(bytes)) {
      expect(meet(chunks)).toEqual({
        version,
        unversioned: false,
        type: -1,
        mechanism: 'NULL',
        used: 64,
        sent: `${SIGNATURE}03${REST}`,
      })
    }
  })

  it.each([
    [0, '1.0'],
    [1, '2.0'],
    [2, '2.0'],
  ])('reads revision %i as %s, and the socket type', (revision, version) => {
    const bytes = join(wire('ff 00 00 00 00 00 00 00 01 7f'), Uint8Array.of(revision, 6), wire('00 00'))
    for (const chunks of everySplit(bytes)) {
      expect(meet(chunks)).toEqual({
        version,
        unversioned: false,
        type: 6,
        mechanism: '',
        used: 12,
        sent: `${SIGNATURE}0305`,
      })
    }
  })

  it.each([
    ['a first byte that is not ff', '01', 1],
    ['a tenth byte that is even', 'ff 00 00 00 00 00 00 01 00 00', 10],
  ])('reads %s as ZMTP 1.0 and sends its signature only', (_name, bytes, used) => {
    for (const chunks of everySplit(join(wire(bytes), wire('aa bb')))) {
      expect(meet(chunks)).toEqual({
        version: '1.0',
        unversioned: true,
        type: -1,
        mechanism: '',
        used,
        sent: SIGNATURE,
      })
    }
  })

  it.each([
    ['an old revision', 'ff 00 00 00 00 00 00 00 01 7f 01'],
    ['no version', '05'],
  ])('refuses a peer of %s if security is required, without sending our socket type', (_name, bytes) => {
    const own = create(true)
    expect(() => own.receive(wire(bytes))).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_VERSION' }))
    expect(join(...own.take()).length).toBeLessThanOrEqual(11)
  })

  it('reads a mechanism of 20 characters', () => {
    expect(meet([greeting({ mechanism: 'A'.repeat(20) })]).mechanism).toBe('A'.repeat(20))
  })

  it.each([
    ['a mechanism not padded with zeros', greeting({ mechanism: 'NULL\0X' })],
    ['as-server 2', greeting({ asServer: 2 })],
  ])('refuses %s', (_name, bytes) => {
    for (const chunks of everySplit(bytes)) {
      expect(() => meet(chunks)).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_GREETING' }))
    }
  })
})
