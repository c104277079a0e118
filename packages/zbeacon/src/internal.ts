/** For sibling packages only; unstable. */
export * from './index.ts'
export type { Link, LinkOwner, OpenLink } from './beacon-link.ts'
export { BeaconFilter } from './beacon-filter.ts'
export { PeerTable } from './peer-table.ts'
export { runBeacon } from './zbeacon-actor.ts'
