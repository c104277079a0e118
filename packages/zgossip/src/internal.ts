/** For sibling packages only; unstable. */
export * from './index.ts'
export { decodeGossip, encodeGossip } from './gossip-message.ts'
export type { GossipMessage } from './gossip-message.ts'
