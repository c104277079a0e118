/**
 * What every class has that gives an actor typed methods: the actor itself, its state and its end. The commands are the business of
 * each.
 */
import type { ZactorEvents } from './actor-events.ts'
import type { ZactorState } from './life.ts'
import type { Commands, Zactor } from './zactor.ts'

export abstract class TypedActor<C extends Commands> {
  /** The actor behind it, for who speaks CZMQ's commands. */
  readonly actor: Zactor<C>

  protected constructor(actor: Zactor<C>) {
    this.actor = actor
  }

  get state(): ZactorState {
    return this.actor.state
  }

  /** Resolves when it has ended. Rejects with ERR_ZACTOR_CRASHED when it crashed. */
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

  /** $TERM: resolves when it has ended. Safe to call twice. */
  destroy(): Promise<void> {
    return this.actor.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.destroy()
  }
}
