/** The simulated transport keeps the contract of every transport: the same suite, on virtual time and with awkward links. */
import type { NetworkProfile } from '@tszmq/simulator'
import { LOOPBACK, SimNetwork, SimRuntime, SimTransport, SimWorld } from '@tszmq/simulator'
import { describeTransport } from '@tszmq/testkit'

const LINKS: Readonly<Record<string, NetworkProfile>> = {
  'a loopback': LOOPBACK,
  'a slow, narrow link in small pieces': {
    minLatency: 1,
    maxLatency: 20,
    bandwidth: 50_000,
    window: 50_000,
    chunking: (available) => Math.min(available, 20_011),
  },
}

/** Worlds of this file that are to move on by themselves: the suite awaits the transport, not the world. */
let running: SimWorld | undefined

/** Virtual time passes as long as there is somebody to see it; the suite itself knows nothing of it. */
function drive(world: SimWorld): void {
  running = world
  const go = (): void => {
    if (running === world) void world.advance(5).then(go)
  }
  go()
}

afterEach(() => (running = undefined))

for (const [link, profile] of Object.entries(LINKS)) {
  describeTransport(`simulated, over ${link}`, () => {
    const world = new SimWorld(7)
    const runtime = new SimRuntime(world)
    drive(world)
    return {
      transport: new SimTransport(new SimNetwork(world, profile), runtime, 'node'),
      freshAddress: () => 'node:*',
      malformed: 'node',
      timers: runtime,
      settle: async () => {
        const until = world.now + 200
        while (world.now < until) await new Promise(setImmediate)
      },
    }
  })
}
