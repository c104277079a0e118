/** Flushes pipes once per batch: all that running code wrote goes out when it is done, not message by message. */
import type { Runtime } from './runtime.ts'

interface Flushable {
  flush(): void
}

export class Flusher {
  readonly #runtime: Runtime
  #dirty: Flushable[] = []
  #scheduled = false
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

  /** Flushes now what would be flushed later. */
  flush(): void {
    this.#scheduled = false
    const dirty = this.#dirty
    this.#dirty = []
    for (let i = 0; i < dirty.length; i++) (dirty[i] as Flushable).flush()
  }
}
