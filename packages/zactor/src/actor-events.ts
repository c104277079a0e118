/** The listeners of an actor. They are called in a later turn, so that one that throws does not disturb the actor. */
import type { Runtime, ZmqError } from '@tszmq/sockets'

/** The events of an actor. */
export interface ZactorEvents {
  /** The actor crashed. `error.cause` is what it threw. */
  crash: (error: ZmqError) => void
  /** The actor is started again, for the `count`th time. It has not signalled yet. */
  restart: (count: number) => void
  /** The actor has ended, by return or crash, and is not started again. */
  end: () => void
}

type Listener = (argument: never) => void

export class ActorEvents {
  readonly #runtime: Runtime
  /** Made for the first listener. */
  #listeners: Map<keyof ZactorEvents, Set<Listener>> | undefined = undefined

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  add<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): void {
    const listeners = (this.#listeners ??= new Map<keyof ZactorEvents, Set<Listener>>())
    listeners.set(event, (listeners.get(event) ?? new Set<Listener>()).add(listener))
  }

  remove<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): void {
    this.#listeners?.get(event)?.delete(listener)
  }

  /** True if the event has a listener. */
  has(event: keyof ZactorEvents): boolean {
    return (this.#listeners?.get(event)?.size ?? 0) > 0
  }

  emit<E extends keyof ZactorEvents>(event: E, ...args: Parameters<ZactorEvents[E]>): void {
    const [argument] = args as readonly unknown[]
    for (const listener of this.#listeners?.get(event) ?? []) this.#runtime.defer(() => listener(argument as never))
  }
}
