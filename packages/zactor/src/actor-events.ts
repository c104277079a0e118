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

export class ActorEvents {
  readonly #runtime: Runtime
  readonly #listeners: { [E in keyof ZactorEvents]?: Set<ZactorEvents[E]> } = {}

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  add<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): void {
    const listeners = (this.#listeners[event] as Set<ZactorEvents[E]> | undefined) ?? new Set()
    Object.assign(this.#listeners, { [event]: listeners.add(listener) })
  }

  remove<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): void {
    this.#listeners[event]?.delete(listener)
  }

  /** Somebody listens. */
  has(event: keyof ZactorEvents): boolean {
    return (this.#listeners[event]?.size ?? 0) > 0
  }

  tell<E extends keyof ZactorEvents>(event: E, ...args: Parameters<ZactorEvents[E]>): void {
    const listeners = this.#listeners[event] as Set<(...args: Parameters<ZactorEvents[E]>) => void> | undefined
    for (const listener of listeners ?? []) this.#runtime.defer(() => listener(...args))
  }
}
