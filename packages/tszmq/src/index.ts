/** Everything everyday in one import: sockets, and what goes with them. A list of names, no logic. */
export * from '@tszmq/sockets'
export * from '@tszmq/zactor'
export * from '@tszmq/zauth'
export * from '@tszmq/zbeacon'
export * from '@tszmq/zconfig'
export { z85Decode, z85Encode } from '@tszmq/zmtp-codec'
export { capability, version } from './about.ts'
