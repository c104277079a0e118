/** The base of the classes that give an actor typed methods: they share how it starts, its state, its events and its end. */
import type { Context } from '@tszmq/sockets'
import type { ZactorEvents } from './actor-events.ts'
import type { ZactorState } from './life.ts'
import type { ActorFunction } from './loop-runner.ts'
import type { MessageQueue } from './message-queue.ts'
import { Zactor } from './zactor.ts'
import type { Commands } from './zactor.ts'

/** The options of a typed actor beside the arguments of its function. */
export interface TypedActorOptions {
  /** The context of its pipe and of its sockets. Default: the default context. */
  readonly context?: Context
  /** Aborting it ends the actor. */
  readonly signal?: AbortSignal
}

/** Starts the function of a typed actor: `context` and `signal` of `settings` are options of its Zactor, the others its arguments. */
export function startTyped<C extends Commands, A extends object>(
  run: ActorFunction<A>,
  settings: A & TypedActorOptions,
  unread?: MessageQueue,
): Promise<Zactor<C>> {
  const { context, signal, ...args } = settings
  const options = { context, signal, unread }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return Zactor.start<C, A>(run, args as unknown as A, given)
}

export abstract class TypedActor<C extends Commands> {
  /** The actor itself, for CZMQ's string commands. */
  readonly actor: Zactor<C>

  protected constructor(actor: Zactor<C>) {
    this.actor = actor
  }

  get state(): ZactorState {
    return this.actor.state
  }

  /** Resolves when the actor has ended. Rejects with ERR_ZACTOR_CRASHED if it crashed. */
  get ended(): Promise<void> {
    return this.actor.ended
  }

  on<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): this {
    this.actor.on(event, listener)
    return this
  }

  off<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): this {
    this.actor.off(event, listener)
    return this
  }

  /** Sends `$TERM`, and resolves when the actor has ended. Safe to call twice. */
  destroy(): Promise<void> {
    return this.actor.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.destroy()
  }
}
