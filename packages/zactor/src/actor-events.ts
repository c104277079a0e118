/** Who listens to an actor, and what they are told. A listener that throws breaks nothing of ours. */
import type { Runtime, ZmqError } from '@tszmq/sockets'

/** What an actor tells beside its messages. */
export interface ZactorEvents {
  /** It crashed; `cause` is what it threw. */
  crash: (error: ZmqError) => void
  /** It is started again, for the `count`th time, and has not signalled yet. */
  restart: (count: number) => void
  /** It is gone, in whatever way, and is not started again. */
  end: () => void
}

type Listener = (what: never) => void

export class ActorEvents {
  readonly #runtime: Runtime
  /** Made for the first who listens. */
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

  /** Somebody listens. */
  has(event: keyof ZactorEvents): boolean {
    return (this.#listeners?.get(event)?.size ?? 0) > 0
  }

  tell<E extends keyof ZactorEvents>(event: E, ...about: Parameters<ZactorEvents[E]>): void {
    const [what] = about as readonly unknown[]
    for (const listener of this.#listeners?.get(event) ?? []) this.#runtime.defer(() => listener(what as never))
  }
}
