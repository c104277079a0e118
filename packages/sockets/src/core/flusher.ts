/** Flushes pipes once per batch: all that running code wrote goes out when it is done, not message by message. */
import type { Runtime } from './runtime.ts'

export interface Flushable {
  flush(): void
}

export class Flusher {
  readonly #runtime: Runtime
  #dirty: Flushable[] = []
  #scheduled = false
  #flushing = false
  readonly #run = (): void => this.flush()

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** `pipe` has something to flush. It adds itself once per batch. */
  add(pipe: Flushable): void {
    this.#dirty.push(pipe)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#runtime.defer(this.#run)
  }

  /** True while everything is being flushed: then there is nothing to wait for. */
  get flushing(): boolean {
    return this.#flushing
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
