/** One seed, one pattern: the way every simulation is begun and replayed. Rejects with SimFinding. */
import { DealerRouterWorkload } from './dealer-router-workload.ts'
import { PubSubWorkload } from './pub-sub-workload.ts'
import { PushPullWorkload } from './push-pull-workload.ts'
import { ReqRepWorkload } from './req-rep-workload.ts'
import { Simulation } from './simulation.ts'
import type { Workload } from './simulation.ts'

const WORKLOADS = {
  'push-pull': (sim: Simulation): Workload => new PushPullWorkload(sim),
  'pub-sub': (sim: Simulation): Workload => new PubSubWorkload(sim),
  'req-rep': (sim: Simulation): Workload => new ReqRepWorkload(sim),
  'dealer-router': (sim: Simulation): Workload => new DealerRouterWorkload(sim),
} as const

export type SimPattern = keyof typeof WORKLOADS

export const SIM_PATTERNS = Object.keys(WORKLOADS) as readonly SimPattern[]

/** Virtual milliseconds of faults. */
const CHAOS_MS = 4_000

/** Resolves to the hash of all that happened: the same seed gives the same hash. */
export function simulate(seed: number, pattern: SimPattern): Promise<string> {
  const sim = new Simulation(seed)
  sim.workload = WORKLOADS[pattern](sim)
  return sim.run(CHAOS_MS)
}
