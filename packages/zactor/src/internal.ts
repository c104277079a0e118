/** For sibling packages only; unstable. */
export * from './index.ts'
export { ActorLog, actorLog } from './actor-log.ts'
export { runService } from './actor-service.ts'
export { Argument, bytes, integer, octets, oneOf, optional, rest, text } from './argument.ts'
export { Command, commandsFor, VERBOSE } from './command.ts'
export { contained, excerpt, quoted } from './logger.ts'
export { KeepLatest, KeepLatestOfKey } from './message-queue.ts'
export { startTyped } from './typed-actor.ts'
