/** Attacks through real tcp that use up connections, handshakes or descriptors, with good peers among them. */
import { attackLimit, attackSize } from '@tszmq/fuzzer'
import { RawPeer, greeting, latin1, message, wire } from '@tszmq/testkit'
import { Context, Dealer } from '../../src/index.ts'
import { PeerProcess } from './peer-process.ts'
import { times } from './times.ts'
import { Victim } from './victim.ts'

// Ids of threats: docs/threats.md.

let victim: Victim
beforeAll(async () => (victim = await Victim.start()))
afterEach(() => victim.close())
afterAll(() => victim.stop())

/** Thousands of connections at a time grow the heap, and not every page of it is given back. */
const RSS_BOUND = attackSize({ full: 32, short: 8 }) << 20

describe('a flood of connections', () => {
  const FLOOD = attackSize({
    full: { connections: 20_000, atOnce: 50, places: 1024 },
    short: { connections: 300, atOnce: 20, places: 50 },
  })

  it.each(['NULL', 'PLAIN', 'CURVE'] as const)(
    'Z4: closes the oldest handshakes of those that never read, and admits good peers of %s throughout',
    async (mechanism) => {
      const { connections, atOnce, places } = FLOOD
      // If the system's queue of connections overflows, all connections wait for a second.
      await victim.open('Pull', { maxPendingHandshakes: places, backlog: 1024 }, { mechanism })
      await victim.underAttack(async () => {
        const peers: RawPeer[] = []
        let flooding = true
        const good: number[] = []
        const welcomed = (async () => {
          while (flooding) good.push(await victim.handshakeTime())
        })()
        await victim.ask('watch')
        await times(connections, atOnce, async () => {
          const peer = await victim.attacker()
          if (peers.push(peer) % 2 === 0) peer.pause()
        })
        flooding = false
        await welcomed
        await victim.serves()
        const { stall } = await victim.ask<{ stall: number }>('watched')
        expect(Math.max(...good)).toBeLessThan(1000)
        expect(stall).toBeLessThan(500)
        const accepted = { type: 'accept', count: connections + good.length + 2, within: 5000 }
        expect(await victim.ask('eventCount', accepted)).toBe(true)
        // Which of them is not known: they are accepted in another order than they connect.
        let closed = 0
        await new Promise<void>((resolve) => {
          const oneLess = (): void => {
            if (++closed === connections - places) resolve()
          }
          for (const peer of peers) void peer.untilClosed().then(oneLess)
        })
      }, RSS_BOUND)
    },
    attackLimit(2),
  )

  it(
    'S8: uses at most 16 KiB for each silent one',
    async () => {
      const count = attackSize({ full: 5000, short: 500 })
      await victim.open('Pull', { maxPendingHandshakes: count + 1 })
      await victim.underAttack(async () => {
        const before = await victim.health()
        await times(count, 20, () => victim.attacker())
        expect(await victim.ask('eventCount', { type: 'accept', count: count + 1 })).toBe(true)
        const after = await victim.health()
        expect((after.live - before.live) / count).toBeLessThan(16 << 10)
        expect((after.rss - before.rss) / count).toBeLessThan(16 << 10)
      }, RSS_BOUND)
    },
    attackLimit(2),
  )
})

/** Incomplete handshakes, each with some bytes. */
const DRIBBLES: readonly (readonly [string, Uint8Array])[] = [
  ['one byte of a greeting', greeting().subarray(0, 1)],
  ['half a greeting', greeting().subarray(0, 32)],
  ['a greeting and nothing after it', greeting()],
  ['a greeting and half of READY', RawPeer.hello('PUSH').subarray(0, 70)],
  ['a greeting of ZMTP 2.0', wire('ff 00 00 00 00 00 00 00 01 7f 01 08')],
]

describe('many peers that use up maxPendingHandshakes', () => {
  const SIZES = attackSize({ full: { places: 1024, clients: 5000, served: 20 }, short: { places: 20, clients: 100, served: 2 } })

  it.each(['NULL', 'PLAIN', 'CURVE'] as const)(
    'Z4: lose no message if they are good peers of %s from another process, and connected peers stay connected',
    async (mechanism) => {
      const { places, clients } = SIZES
      await victim.open('Pull', { maxPendingHandshakes: places }, { mechanism })
      await victim.underAttack(async () => {
        await using good = new PeerProcess('many-peers.mjs', victim.endpoint, String(clients), JSON.stringify(victim.peerOptions))
        // The one of the good peer before is among them.
        expect(await victim.ask('saidCount', { count: clients + 1, within: attackSize({ full: 60_000, short: 10_000 }) })).toBe(true)
        expect(await victim.ask('peers', { count: clients })).toBe(true)
        // As many as there are different ones: none came twice.
        expect((await victim.heard()).count).toBe(clients + 1)
        expect(await good.request('leave')).toMatchObject({ handshake: clients, disconnect: 0 })
        expect(await victim.ask('eventCount', { type: 'disconnect', count: clients + 1 })).toBe(true)
        expect((await victim.eventCounts())['handshake']).toBe(clients + 1)
      }, RSS_BOUND)
    },
    attackLimit(3),
  )

  it.each(['PLAIN', 'CURVE'] as const)(
    'Z2, Z4: that send all but the end of a handshake of %s do not keep good peers out, and cause no lost message',
    async (mechanism) => {
      const { places, clients, served } = SIZES
      await victim.open('Pull', { maxPendingHandshakes: places }, { mechanism })
      await victim.underAttack(async () => {
        const before = (await victim.heard()).count
        await times(2 * places, 20, async () => {
          const peer = await victim.peer()
          // Whoever is given up meanwhile hears no WELCOME.
          await peer.raw.write(peer.greeting, peer.next())
          await peer
            .hear()
            .then(() => peer.raw.write(peer.next().subarray(0, 20)))
            .catch(() => undefined)
        })
        for (let i = 0; i < served; i++) await victim.serves()
        await using good = new PeerProcess('many-peers.mjs', victim.endpoint, String(clients), JSON.stringify(victim.peerOptions))
        const all = before + served + clients
        expect(await victim.ask('saidCount', { count: all, within: attackSize({ full: 60_000, short: 10_000 }) })).toBe(true)
        expect((await victim.heard()).count).toBe(all)
        expect(await good.request('leave')).toMatchObject({ handshake: clients, disconnect: 0 })
      }, RSS_BOUND)
    },
    attackLimit(3),
  )

  it.each(DRIBBLES)(
    'Z2, Z4: that send %s each, in pieces, do not keep good peers out, and cause no lost message',
    async (_name, bytes) => {
      const { places, clients, served } = SIZES
      await victim.open('Pull', { maxPendingHandshakes: places })
      await victim.underAttack(async () => {
        const before = (await victim.heard()).count
        const peers: RawPeer[] = []
        await times(2 * places, 20, async () => {
          const peer = await victim.attacker()
          peers.push(peer)
          await peer.write(bytes.subarray(0, 1))
          await peer.write(bytes.subarray(1))
        })
        for (let i = 0; i < served; i++) await victim.serves()
        await using good = new PeerProcess('many-peers.mjs', victim.endpoint, String(clients))
        const all = before + served + clients
        expect(await victim.ask('saidCount', { count: all, within: attackSize({ full: 60_000, short: 10_000 }) })).toBe(true)
        expect((await victim.heard()).count).toBe(all)
        expect(await good.request('leave')).toMatchObject({ handshake: clients, disconnect: 0 })
        expect(peers.filter((peer) => !peer.closed).length).toBeLessThanOrEqual(places)
        expect((await victim.eventCounts())['handshake:error:other']).toBeGreaterThanOrEqual(places)
      }, RSS_BOUND)
    },
    attackLimit(3),
  )
})

const onLinux = process.platform === 'linux' ? it : it.skip

describe('a process without descriptors left', () => {
  const NEWCOMERS = 300

  // Only Linux lets one process set the limits of another.
  onLinux(
    'R11, Z4: turns newcomers away at little cost, serves those it has, and newcomers again once there are some',
    async () => {
      await victim.open('Router')
      await victim.underAttack(async () => {
        const { fds } = await victim.health()
        await using known = new Dealer({ context: new Context(), linger: 0 })
        known.connect(victim.endpoint)
        const asks = async (): Promise<void> => {
          await known.send('question')
          expect(String((await known.receive({ timeout: 1000 }))[0])).toBe('question')
        }
        await asks()
        victim.limitDescriptors(fds + 100)
        try {
          const peers: RawPeer[] = []
          await times(NEWCOMERS, 20, async () => void peers.push(await victim.attacker()))
          await Promise.all(peers.slice(150).map((peer) => peer.untilClosed()))
          await victim.ask('watch')
          const end = performance.now() + attackSize({ full: 5000, short: 500 })
          while (performance.now() < end) {
            await asks()
            const more = await victim.attacker()
            await more.untilClosed()
            await victim.ask('tick', { ms: 20 })
          }
          expect((await victim.ask<{ load: number }>('watched')).load).toBeLessThan(0.2)
          expect(peers.filter((peer) => !peer.closed).length).toBeGreaterThan(90)
          for (const peer of peers) peer.destroy()
          await victim.serves()
          await asks()
        } finally {
          victim.limitDescriptors(fds + 10_000)
        }
      })
    },
    attackLimit(1),
  )
})

describe('connections that open and close', () => {
  const CHURN = attackSize({ full: { before: 10_000, cycles: 100_000, within: 60_000 }, short: { before: 100, cycles: 500, within: 2000 } })

  it(
    'S13: leave no memory, descriptor or handle behind, however many',
    async () => {
      await victim.open('Pull')
      await victim.underAttack(() => victim.outlives(CHURN, () => victim.insider()))
    },
    attackLimit(8),
  )

  it('S13: leave nothing behind of the peer whose message was received last', async () => {
    await victim.open('Router', {}, { deaf: true })
    const last = await victim.insider()
    await last.write(message(latin1('last')))
    last.end()
    expect(await victim.saw('disconnect')).toBe(true)
    const heard = victim.ask('expect', { text: 'last' })
    await victim.ask('hear')
    await heard
    // One handle is the channel between the two processes.
    expect((await victim.health(undefined, true)).sockets).toBeLessThanOrEqual(1)
  })
})
