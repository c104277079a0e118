/** Gossip. A list of names, no logic. */
export { Zgossip } from './zgossip.ts'
export type { GossipTuple, ZgossipOptions } from './zgossip.ts'
export { zgossip } from './zgossip-actor.ts'
export type { ZgossipArgs } from './gossip-service.ts'
export type { ZgossipCommands } from './zgossip-actor.ts'
