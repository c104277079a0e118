/** Flushes pipes once per batch: all that running code wrote goes out when it is done, not message by message. */
import type { Runtime } from '../runtime/runtime.ts'

export interface Flushable {
  flush(): void
}

export class Flusher {
  #dirty: Flushable[] = []
  #scheduled = false
  #flushing = false
  #defer: (fn: () => void) => void
  readonly #run = (): void => this.flush()

  constructor(runtime: Runtime) {
    this.#defer = (fn) => runtime.defer(fn)
  }

  /** `pipe` has something to flush. It adds itself once per batch. */
  add(pipe: Flushable): void {
    this.#dirty.push(pipe)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#defer(this.#run)
  }

  /** True while everything is being flushed: then there is nothing to wait for. */
  get flushing(): boolean {
    return this.#flushing
  }

  /** From now on everything is flushed at once: the process exits, and deferred work is no longer done. */
  flushAtOnce(): void {
    this.flush()
    this.#defer = (fn) => fn()
  }

  /** Flushes now what would be flushed later. */
  flush(): void {
    this.#scheduled = false
    const dirty = this.#dirty
    this.#dirty = []
    this.#flushing = true
    for (let i = 0; i < dirty.length; i++) (dirty[i] as Flushable).flush()
    this.#flushing = false
  }
}
