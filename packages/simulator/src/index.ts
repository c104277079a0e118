/** Whole topologies on virtual time, over a network in memory that loses and delays, from a seed. A list of names, no logic. */
export { RANK } from './event-heap.ts'
export { markOf } from './sim-marks.ts'
export { LOOPBACK, SimNetwork, type NetworkProfile } from './sim-network.ts'
export { SimRuntime } from './sim-runtime.ts'
export { SimTransport } from './sim-transport.ts'
export { SimWorld } from './sim-world.ts'
export { SIM_PATTERNS, simulate, type SimPattern } from './simulate.ts'
export { SimFinding } from './simulation.ts'
