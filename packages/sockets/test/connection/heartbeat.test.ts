/** Heartbeats on virtual time (RFC 37, L18, L19, R15): dead peers are found, and living ones stay connected. */
import { RANK, SimRuntime, SimWorld } from '@tszmq/simulator'
import { Heartbeat } from '../../src/connection/heartbeat.ts'

// Ids of threats: docs/threats.md.

const OFF = { heartbeatInterval: 0, heartbeatTimeToLive: 0, heartbeatTimeout: -1 }

function start(options: Partial<typeof OFF>) {
  const world = new SimWorld(1)
  const runtime = new SimRuntime(world)
  const pings: { at: number; ttlMs: number }[] = []
  const expired: number[] = []
  const link = { unsent: 0 }
  const heartbeat = new Heartbeat(
    runtime,
    { ...OFF, ...options },
    {
      unsent: () => link.unsent,
      ping: (ttlMs) => void pings.push({ at: world.now, ttlMs }),
      expired: () => {
        expired.push(world.now)
        heartbeat.stop()
      },
    },
  )
  return { world, runtime, heartbeat, link, pings, expired }
}

describe('Heartbeat', () => {
  it('sends a PING every interval, whatever arrives (wire 24)', async () => {
    const { world, heartbeat, pings } = start({ heartbeatInterval: 100, heartbeatTimeToLive: 700 })
    for (let i = 0; i < 50; i++) {
      await world.advance(10)
      heartbeat.heard()
    }
    expect(pings.map(({ at }) => at)).toEqual([100, 200, 300, 400, 500])
    expect(pings.every(({ ttlMs }) => ttlMs === 700)).toBe(true)
  })

  it('finds a silent peer dead at the timeout after a PING', async () => {
    const { world, expired } = start({ heartbeatInterval: 100, heartbeatTimeout: 250 })
    await world.advance(1000)
    expect(expired).toEqual([350])
  })

  it('uses the interval if no timeout is set', async () => {
    const { world, expired } = start({ heartbeatInterval: 100 })
    await world.advance(1000)
    expect(expired).toEqual([200])
  })

  it('waits for the answer while the system accepts the bytes before the PING', async () => {
    const { world, heartbeat, link, expired } = start({ heartbeatInterval: 100, heartbeatTimeout: 250 })
    link.unsent = 1_000_000
    for (; link.unsent > 0; link.unsent -= 10_000) await world.advance(100)
    heartbeat.moved()
    await world.advance(249)
    heartbeat.heard()
    expect([world.now, expired]).toEqual([10_249, []])
  })

  it('gives the peer the timeout from when the PING was sent, and not more', async () => {
    const { world, heartbeat, link, expired } = start({ heartbeatInterval: 1000, heartbeatTimeout: 250 })
    link.unsent = 500
    await world.advance(1100)
    link.unsent = 0
    heartbeat.moved()
    await world.advance(1000)
    expect(expired).toEqual([1350])
  })

  it.each([1, 1_000_000, Number.MAX_SAFE_INTEGER])(
    'finds a link dead if the system accepted none of %i bytes for the timeout',
    async (unsent) => {
      const { world, link, expired } = start({ heartbeatInterval: 100, heartbeatTimeout: 250 })
      link.unsent = unsent
      await world.advance(1000)
      expect(expired).toEqual([350])
    },
  )

  it('finds a link dead within an interval and two timeouts after the system last accepted bytes', async () => {
    for (let lastMove = 100; lastMove <= 600; lastMove += 50) {
      const { world, link, expired } = start({ heartbeatInterval: 100, heartbeatTimeout: 250 })
      for (link.unsent = 1e6; world.now < lastMove; link.unsent--) await world.advance(25)
      await world.advance(2000)
      expect(expired[0]! - lastMove).toBeLessThanOrEqual(100 + 2 * 250)
    }
  })

  it('does not count bytes that the system accepts at once as a sign of life', async () => {
    const { world, expired } = start({ heartbeatInterval: 100, heartbeatTimeout: 250 })
    await world.advance(1000)
    expect(expired).toEqual([350])
  })

  it('never expires with a timeout of 0', async () => {
    const { world, expired, pings } = start({ heartbeatInterval: 100, heartbeatTimeout: 0 })
    await world.advance(100_000)
    expect(expired).toEqual([])
    expect(pings.length).toBe(1000)
  })

  it('counts any byte as a sign of life, such as those of one message that takes an hour (L19)', async () => {
    const { world, heartbeat, expired } = start({ heartbeatInterval: 1000, heartbeatTimeout: 500 })
    for (let i = 0; i < 3600 * 4; i++) {
      await world.advance(250)
      heartbeat.heard()
    }
    expect(expired).toEqual([])
  }, 60_000)

  it.each([1, 655, 656, 700, 65_535])(
    'ends the connection to a peer that is silent for longer than its TTL of %i tenths of a second (L18)',
    async (ttl) => {
      const { world, heartbeat, expired } = start({})
      heartbeat.promised(ttl * 100)
      await world.advance(ttl * 100 - 1)
      expect(expired).toEqual([])
      await world.advance(2)
      expect(expired).toEqual([ttl * 100])
    },
  )

  it('treats a TTL of 0 as none', async () => {
    const { world, runtime, heartbeat, expired } = start({})
    heartbeat.promised(0)
    await world.advance(10_000_000)
    expect([expired.length, runtime.timers]).toEqual([0, 0])
  })

  it('restarts the TTL with each PING', async () => {
    const { world, heartbeat, expired } = start({})
    for (let i = 0; i < 20; i++) {
      heartbeat.heard()
      heartbeat.promised(300)
      await world.advance(200)
    }
    expect(expired).toEqual([])
    await world.advance(200)
    expect(expired.length).toBe(1)
  })

  it('restarts the TTL with any byte, and so finds a peer dead that dies before its next PING', async () => {
    const { world, heartbeat, expired } = start({})
    heartbeat.promised(300)
    await world.advance(100)
    heartbeat.heard()
    await world.advance(299)
    expect(expired).toEqual([])
    await world.advance(2)
    expect(expired).toEqual([400])
  })

  it('applies the TTL after the event loop was blocked for longer', async () => {
    const { world, runtime, heartbeat, expired } = start({})
    heartbeat.promised(300)
    await world.advance(100)
    heartbeat.heard()
    runtime.stall(1000)
    await world.advance(1200)
    expect(expired.length).toBe(1)
  })

  it('restarts the TTL with bytes that are read after the event loop was blocked', async () => {
    const { world, runtime, heartbeat, expired } = start({})
    heartbeat.promised(300)
    await world.advance(100)
    heartbeat.heard()
    runtime.stall(1000)
    world.at(200, RANK.io, runtime, () => heartbeat.heard())
    await world.advance(1299)
    expect(expired).toEqual([])
    await world.advance(2)
    expect(expired).toEqual([1400])
  })

  it('uses the latest TTL, also if it is read after the event loop was blocked', async () => {
    const { world, runtime, heartbeat, expired } = start({})
    heartbeat.promised(300)
    runtime.stall(1000)
    world.at(200, RANK.io, runtime, () => {
      heartbeat.heard()
      heartbeat.promised(0)
    })
    await world.advance(10_000)
    expect([expired.length, runtime.timers]).toEqual([0, 0])
  })

  it('checks a peer again that was not disconnected the first time', async () => {
    const world = new SimWorld(1)
    const expired: number[] = []
    const heartbeat = new Heartbeat(new SimRuntime(world), OFF, {
      ping: () => undefined,
      expired: () => void expired.push(world.now),
      unsent: () => 0,
    })
    heartbeat.promised(300)
    await world.advance(400)
    heartbeat.heard()
    await world.advance(400)
    heartbeat.stop()
    expect(expired).toEqual([300, 700])
  })

  it('does not end the connection because the event loop was blocked: bytes that arrived meanwhile are read first (R15)', async () => {
    const { world, runtime, heartbeat, expired } = start({ heartbeatInterval: 1000, heartbeatTimeout: 1000 })
    await world.advance(1500)
    runtime.stall(5000)
    // The answer is in the kernel; after the stall it is read in the poll phase, behind the overdue timers.
    world.at(1600, RANK.io, runtime, () => heartbeat.heard())
    await world.advance(5200)
    expect(expired).toEqual([])
  })

  it('finds a peer dead that was silent while the event loop was blocked', async () => {
    const { world, runtime, expired } = start({ heartbeatInterval: 1000, heartbeatTimeout: 1000 })
    await world.advance(1500)
    runtime.stall(5000)
    await world.advance(5200)
    expect(expired).toEqual([6500])
  })

  it('has no timers after it was stopped', async () => {
    const { world, runtime, heartbeat, pings } = start({ heartbeatInterval: 100, heartbeatTimeout: 100 })
    heartbeat.promised(5000)
    await world.advance(150)
    heartbeat.stop()
    expect(runtime.timers).toBe(0)
    await world.advance(10_000)
    expect(pings.length).toBe(1)
  })
})
