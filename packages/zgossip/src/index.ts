/** Gossip. A list of names, no logic. */
export type { GossipTuple } from './news-reader.ts'
export { Zgossip } from './zgossip.ts'
export type { ZgossipOptions } from './zgossip.ts'
export { zgossip } from './zgossip-actor.ts'
export type { ZgossipArgs, ZgossipCommands } from './zgossip-actor.ts'
