/** The beacon. A list of names, no logic. */
export type { Beacon } from './beacon-reader.ts'
export type { BeaconDrops } from './beacon-sieve.ts'
export { MAX_BEACON } from './beacon-sieve.ts'
export type { NetworkChoice } from './network.ts'
export { Zbeacon } from './zbeacon.ts'
export type { ZbeaconOptions } from './zbeacon.ts'
export { zbeacon } from './zbeacon-actor.ts'
export type { ZbeaconArgs, ZbeaconCommands } from './zbeacon-actor.ts'
