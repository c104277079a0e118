/** The beacon. A list of names, no logic. */
export type { BeaconDrops } from './beacon-node.ts'
export { MAX_BEACON } from './beacon-node.ts'
export type { Beacon } from './beacon-reader.ts'
export type { NetworkChoice } from './network.ts'
export { Zbeacon } from './zbeacon.ts'
export type { ZbeaconOptions } from './zbeacon.ts'
export { zbeacon } from './zbeacon-actor.ts'
export type { ZbeaconArgs, ZbeaconCommands } from './zbeacon-actor.ts'
