/**
 * One seed, one pattern: the way every simulation is begun and replayed. Rejects with SimFinding.
 *
 * The test kit stands on top of all packages, so whatever is to be simulated, sockets, actors or what is built of them, is a
 * `Workload` in a file beside this one and a line in WORKLOADS; its package is named in the dependencies of the test kit.
 */
import { dropArena, dropPages } from '@tszmq/zmtp-codec/internal'
import { ActorWorkload } from './actor-workload.ts'
import { BeaconWorkload } from './beacon-workload.ts'
import { DealerRouterWorkload } from './dealer-router-workload.ts'
import { GossipWorkload } from './gossip-workload.ts'
import { InprocWorkload } from './inproc-workload.ts'
import { LoopWorkload } from './loop-workload.ts'
import { PairWorkload } from './pair-workload.ts'
import { ProxyWorkload } from './proxy-workload.ts'
import { PubSubWorkload } from './pub-sub-workload.ts'
import { PushPullWorkload } from './push-pull-workload.ts'
import { ReqRepWorkload } from './req-rep-workload.ts'
import { Simulation } from './simulation.ts'
import type { Workload } from './simulation.ts'
import { XpubXsubWorkload } from './xpub-xsub-workload.ts'

const WORKLOADS = {
  'push-pull': (sim: Simulation): Workload => new PushPullWorkload(sim),
  'pub-sub': (sim: Simulation): Workload => new PubSubWorkload(sim),
  'req-rep': (sim: Simulation): Workload => new ReqRepWorkload(sim),
  'dealer-router': (sim: Simulation): Workload => new DealerRouterWorkload(sim),
  'xpub-xsub': (sim: Simulation): Workload => new XpubXsubWorkload(sim),
  pair: (sim: Simulation): Workload => new PairWorkload(sim),
  inproc: (sim: Simulation): Workload => new InprocWorkload(sim),
  gossip: (sim: Simulation): Workload => new GossipWorkload(sim),
  beacon: (sim: Simulation): Workload => new BeaconWorkload(sim),
  actors: (sim: Simulation): Workload => new ActorWorkload(sim),
  proxy: (sim: Simulation): Workload => new ProxyWorkload(sim),
  loop: (sim: Simulation): Workload => new LoopWorkload(sim),
} as const

export type SimPattern = keyof typeof WORKLOADS

export const SIM_PATTERNS = Object.keys(WORKLOADS) as readonly SimPattern[]

/**
 * Resolves to the hash of all that happened: the same seed gives the same hash. `only`: the numbers of the faults that are to
 * happen, all of them by default.
 */
export function simulate(seed: number, pattern: SimPattern, only?: readonly number[]): Promise<string> {
  // Connections of a thread share memory, and how full it is decides how bytes are written.
  dropArena()
  dropPages()
  const sim = new Simulation(seed, only)
  sim.workload = WORKLOADS[pattern](sim)
  return sim.live()
}
