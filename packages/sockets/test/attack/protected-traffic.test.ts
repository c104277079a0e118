/** Attacks after the handshake on sockets with PLAIN or CURVE: floods and lengths, in properly encrypted frames. */
import { attackLimit, attackSize } from '@tszmq/fuzzer'
import { latin1, wire } from '@tszmq/testkit'
import type { MechanismPeer } from '../security/mechanism-peer.ts'
import { Victim } from './victim.ts'

// Ids of threats: docs/threats.md.

let victim: Victim
beforeAll(async () => (victim = await Victim.start()))
afterEach(() => victim.close())
afterAll(() => victim.stop())

const COMMAND = 2
const MORE = 1
const NOTHING = new Uint8Array(0)

/** As bodies: what is sealed. */
const subscribe = (topic: Uint8Array): Uint8Array => Buffer.concat([wire("09 'SUBSCRIBE'"), topic])
const cancel = (topic: Uint8Array): Uint8Array => Buffer.concat([wire("06 'CANCEL'"), topic])

/** So many frames as one piece, sealed one after the other. */
function sealed(peer: MechanismPeer, count: number, body: (i: number) => Uint8Array, flags = 0): Uint8Array {
  return Buffer.concat(Array.from({ length: count }, (_, i) => peer.seal(body(i), flags)))
}

describe.each(['PLAIN', 'CURVE'] as const)('under %s', (mechanism) => {
  const insider = async (): Promise<MechanismPeer> => (await victim.peer()).handshake()

  it('Z11: a message of empty parts is cut off at maxMessageParts', async () => {
    await victim.open('Pull', { maxMessageParts: 1024 }, { mechanism })
    await victim.underAttack(async () => {
      const peer = await insider()
      for (let sent = 0; sent < 1000 && !peer.raw.closed; sent++) await peer.raw.write(sealed(peer, 1000, () => NOTHING, MORE))
      await peer.raw.untilClosed()
      expect(await victim.saw('disconnect', 'ERR_ZMTP_MESSAGE_PARTS')).toBe(true)
    })
    expect((await victim.heard()).heard.every((frames) => frames.length === 1)).toBe(true)
  })

  it('Z11: a message whose parts are more than maxMessageSize together is cut off there', async () => {
    await victim.open('Pull', { maxMessageSize: 1 << 20 }, { mechanism })
    await victim.underAttack(async () => {
      const peer = await insider()
      const part = new Uint8Array(65_536)
      for (let sent = 0; sent < 64 && !peer.raw.closed; sent++) await peer.raw.write(peer.seal(part, MORE))
      await peer.raw.untilClosed()
      expect(await victim.saw('disconnect', 'ERR_ZMTP_MESSAGE_SIZE')).toBe(true)
    })
  })

  it('Z11: one byte a segment, a whole message still arrives whole', async () => {
    await victim.open('Pull', {}, { mechanism })
    await victim.underAttack(async () => {
      const peer = await insider()
      const arrived = victim.ask('expect', { text: 'third' })
      const parts = [peer.seal(latin1('first'), MORE), peer.seal(latin1('second'), MORE), peer.seal(latin1('third'))]
      for (const byte of Buffer.concat(parts)) await peer.raw.write(Uint8Array.of(byte))
      await arrived
      expect((await victim.heard()).heard).toContainEqual(['first', 'second', 'third'])
    })
  })

  it('Z12: a subscriber beyond maxSubscriptionsPerPeer is disconnected, and all its topics are removed', async () => {
    await victim.open('Publisher', { maxSubscriptionsPerPeer: 5000 }, { mechanism })
    await victim.underAttack(async () => {
      const peer = await insider()
      void peer.raw.write(sealed(peer, 5001, (i) => subscribe(latin1(`topic ${i}`)), COMMAND))
      await peer.raw.untilClosed()
      expect(await victim.ask('topics', { count: 0 })).toBe(true)
    })
  })

  it('Z12: a topic of 1 MiB closes its connection', async () => {
    await victim.open('Publisher', {}, { mechanism })
    await victim.underAttack(async () => {
      const peer = await insider()
      void peer.raw.write(peer.seal(subscribe(new Uint8Array(1 << 20).fill(0x41)), COMMAND))
      await peer.raw.untilClosed()
      expect(await victim.saw('disconnect', 'ERR_ZMTP_TOPIC_LENGTH')).toBe(true)
    })
  })

  it(
    'Z12: cycles of subscribing and cancelling leave no topic',
    async () => {
      const cycles = attackSize({ full: 1_000_000, short: 20_000 })
      await victim.open('Publisher', {}, { mechanism })
      const attack = async (): Promise<void> => {
        const peer = await insider()
        const cycle = [subscribe(latin1('abc')), subscribe(latin1('abd')), cancel(latin1('abc')), cancel(latin1('abd'))]
        for (let done = 0; done < cycles; done += 2000) await peer.raw.write(sealed(peer, 4000, (i) => cycle[i % 4] as Uint8Array, COMMAND))
        await peer.raw.write(peer.seal(subscribe(latin1('end')), COMMAND))
        expect(await victim.ask('topics', { count: 1, within: 10_000 })).toBe(true)
        await peer.raw.write(peer.seal(cancel(latin1('end')), COMMAND))
        expect(await victim.ask('topics', { count: 0 })).toBe(true)
        peer.raw.destroy()
      }
      // The first flood of a process compiles code and grows the heap; what the next ones add would be a leak.
      await attack()
      await victim.underAttack(attack)
    },
    attackLimit(4),
  )

  it(
    'Z13: PONGs do not accumulate, even if they are not read',
    async () => {
      const count = attackSize({ full: 500_000, short: 50_000 })
      await victim.open('Pull', {}, { mechanism })
      await victim.underAttack(async () => {
        const peer = await insider()
        peer.raw.pause()
        const before = await victim.health()
        for (let sent = 0; sent < count; sent += 1000)
          await peer.raw.write(sealed(peer, 1000, () => wire("04 'PING' 00 00 'context'"), COMMAND))
        const arrived = victim.ask('expect', { text: 'after the flood' })
        await peer.raw.write(peer.seal(latin1('after the flood')))
        await arrived
        const after = await victim.health()
        expect(after.live - before.live).toBeLessThan(2 << 20)
      })
    },
    attackLimit(2),
  )

  it('Z13: unexpected PONGs are ignored', async () => {
    await victim.open('Pull', {}, { mechanism })
    await victim.underAttack(async () => {
      const peer = await insider()
      const arrived = victim.ask('expect', { text: 'after the storm' })
      const storm = sealed(peer, attackSize({ full: 100_000, short: 10_000 }), () => wire("04 'PONG' 'x'"), COMMAND)
      await peer.raw.write(storm, peer.seal(latin1('after the storm')))
      await arrived
    })
  })
})
