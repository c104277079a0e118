/** For sibling packages only; unstable. */
export * from './index.ts'
export { BeaconSieve } from './beacon-sieve.ts'
export { PeerTable } from './peer-table.ts'
