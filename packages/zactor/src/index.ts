/** Actors. A list of names, no logic. */
export { ActorPipe } from './actor-pipe.ts'
export { decodeSignal, encodeSignal } from './signal.ts'
export { TypedActor } from './typed-actor.ts'
export { Zactor } from './zactor.ts'
export type { ActorFunction, Commands, ZactorEvents, ZactorOptions, ZactorState } from './zactor.ts'
