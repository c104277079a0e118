/** For sibling packages only; unstable. */
export * from './index.ts'
export { decodeGossip, encodeGossip } from './gossip-message.ts'
export type { GossipMessage } from './gossip-message.ts'
export { decodeReceived } from './received.ts'
export type { Received } from './received.ts'
export { encodeStamp } from './stamp.ts'
export type { Stamp } from './stamp.ts'
