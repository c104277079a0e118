/** For sibling packages only; unstable. */
export * from './index.ts'
export { decodeGossip, encodeGossip } from './gossip-message.ts'
export type { GossipMessage } from './gossip-message.ts'
export { decodeSaid } from './said.ts'
export type { Said } from './said.ts'
export { encodeStamp } from './stamp.ts'
export type { Stamp } from './stamp.ts'
