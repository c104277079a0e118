/** Attacks by size, through real tcp: false lengths, endless messages, attacks that crashed other implementations, port scanners. */
import { RawPeer, frame, greeting, hex, join, latin1, message, wire } from '@tszmq/testkit'
import { ATTACKER_OF, Victim } from './victim.ts'

// Ids of threats: docs/threats.md.

let victim: Victim
beforeAll(async () => (victim = await Victim.start()))
afterEach(() => victim.close())
afterAll(() => victim.stop())

const LENGTHS: readonly (readonly [string, bigint])[] = [
  ['2^31-1', 2n ** 31n - 1n],
  ['2^31', 2n ** 31n],
  ['2^32-1', 2n ** 32n - 1n],
  ['2^32', 2n ** 32n],
  ['2^48', 2n ** 48n],
  ['2^53-1', 2n ** 53n - 1n],
  ['2^53', 2n ** 53n],
  ['2^63-1', 2n ** 63n - 1n],
  ['2^63', 2n ** 63n],
  ['2^64-1', 2n ** 64n - 1n],
]

/** The header of a long frame that promises `length` bytes, and the first `following` of them. */
function liar(length: bigint, following: number): Uint8Array {
  const bytes = Buffer.alloc(9 + following)
  bytes[0] = 2
  bytes.writeBigUInt64BE(length, 1)
  return bytes
}

describe('a frame whose header announces more than is allowed', () => {
  it.each(LENGTHS)('L1: by %s bytes ends the connection before memory is allocated', async (_name, length) => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      for (const following of [0, 1, 8192]) {
        const peer = await victim.insider()
        void peer.write(liar(length, following))
        await peer.untilClosed()
      }
    })
    expect((await victim.heard()).heard.flat().filter((text) => !text.startsWith('good'))).toEqual([])
  })

  it('L1: ends the connection also if this side connected', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      let at = 0
      const all = new Promise<void>((resolve) => {
        void victim.lure((peer) => {
          const [, length] = LENGTHS[at % LENGTHS.length] as readonly [string, bigint]
          void peer.write(RawPeer.hello('PUSH'), liar(length, 100))
          void peer.untilClosed().then(() => (++at >= 3 ? resolve() : undefined))
        })
      })
      await all
    })
  })

  it.each(['NULL', 'PLAIN', 'CURVE'] as const)(
    'Z3: inside of a handshake of %s ends the connection, whatever maxMessageSize allows',
    async (mechanism) => {
      await victim.open('Pull', { maxMessageSize: -1 }, { mechanism })
      await victim.underAttack(async () => {
        for (const [, length] of [['8 KiB + 1', 8193n] as const, ...LENGTHS]) {
          const peer = await victim.attacker()
          const lie = liar(length, 8192)
          lie[0] = 6
          void peer.write(greeting({ mechanism }), lie)
          await peer.untilClosed()
        }
      })
    },
  )
})

describe('a message without end', () => {
  it('S9: of one MiB frames is cut off at maxMessageSize', async () => {
    await victim.open('Pull', { maxMessageSize: 4 << 20 })
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const part = frame(1, new Uint8Array(1 << 20))
      for (let sent = 0; sent < 64 && !peer.closed; sent++) await peer.write(part)
      await peer.untilClosed()
      expect(await victim.saw('disconnect', 'ERR_ZMTP_MESSAGE_SIZE')).toBe(true)
    })
  })

  it('Z11: of empty frames is cut off at maxMessageParts', async () => {
    await victim.open('Pull', { maxMessageParts: 1024 })
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const thousand = Buffer.from('0100'.repeat(1000), 'hex')
      for (let sent = 0; sent < 1000 && !peer.closed; sent++) await peer.write(thousand)
      await peer.untilClosed()
    })
    expect((await victim.heard()).heard.every((frames) => frames.length === 1)).toBe(true)
  })

  it('Z11: one byte a segment, a whole message still arrives whole', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const arrived = victim.ask('expect', { text: 'third' })
      for (const byte of message(latin1('first'), latin1('second'), latin1('third'))) await peer.write(Uint8Array.of(byte))
      await arrived
      expect((await victim.heard()).heard).toContainEqual(['first', 'second', 'third'])
    })
  })
})

const WRONG_HEADERS: readonly (readonly [string, Uint8Array])[] = [
  ['a header of 0xff bytes', wire('ff ff ff ff ff ff ff ff e2 aa aa aa')],
  ['a size of 2^62', join(RawPeer.hello('PUSH'), liar(2n ** 62n, 16))],
  ['half a greeting', greeting().subarray(0, 11)],
  ['a size near 2^64', join(RawPeer.hello('PUSH'), liar(2n ** 64n - 104n, 16))],
  ['a READY with a name beyond its body', join(greeting(), frame(4, wire("ff 'READY'")))],
  ['a READY with a property beyond its body', join(greeting(), frame(4, wire("05 'READY' 0b 'Socket-Type' 00 00 ff ff")))],
  ['a READY with a name and no value', join(greeting(), frame(4, wire("05 'READY' ff 'x'")))],
]

const SCANNERS: readonly (readonly [string, Uint8Array])[] = [
  ['HTTP', latin1('GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: scanner\r\n\r\n')],
  ['TLS', wire("16 03 01 00 75 01 00 00 71 03 03 'random random random random rand' 00 00 02 13 01 01 00")],
  ['SSH', latin1('SSH-2.0-scanner\r\n')],
  ['RDP', wire('03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 03 00 00 00')],
  ['SMB', wire("00 00 00 2f ff 'SMB' 72 00 00 00 00 18 01 28 00 00 00 00 00 00 00 00 00 00 00 00")],
  ['noise', Uint8Array.from({ length: 600 }, (_, i) => (i * 7919 + 13) & 0xff)],
  ['nothing', new Uint8Array(0)],
]

describe.each(['Pull', 'Push', 'Publisher', 'Subscriber', 'XPublisher', 'XSubscriber', 'Request', 'Reply', 'Dealer', 'Router'] as const)(
  'a %s that is scanned',
  (type) => {
    it('P1, P3: serves its good peer and admits no scanner', async () => {
      await victim.open(type)
      await victim.underAttack(async () => {
        for (const [, bytes] of [...WRONG_HEADERS, ...SCANNERS]) {
          const peer = await victim.attacker({ halfOpen: true })
          await peer.write(bytes)
          peer.end()
          await peer.untilClosed()
          expect(hex(peer.received)).not.toContain(hex(latin1('good')))
        }
      })
      const seen = await victim.events()
      // Those that complete a handshake as a PUSH are admitted by compatible types, until they break the protocol.
      const insiders = ATTACKER_OF[type] === 'PUSH' ? 2 : 0
      const good = 2
      expect(seen.filter((event) => event.type === 'handshake').length).toBe(good + insiders)
    })
  },
)
