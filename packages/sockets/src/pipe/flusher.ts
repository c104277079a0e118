/** Flushes pipes once per batch: when the running code is done, for all messages that it has written. */
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

  /** Schedules a flush of `pipe`, which adds itself once per batch. */
  add(pipe: Flushable): void {
    this.#dirty.push(pipe)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#defer(this.#run)
  }

  /** True inside of `flush()`. */
  get flushing(): boolean {
    return this.#flushing
  }

  /** Flushes now, and from now on at once: at the exit of the process there is no later turn. */
  flushAtOnce(): void {
    this.flush()
    this.#defer = (fn) => fn()
  }

  /** Flushes now all that was scheduled. */
  flush(): void {
    this.#scheduled = false
    const dirty = this.#dirty
    this.#dirty = []
    this.#flushing = true
    for (let i = 0; i < dirty.length; i++) (dirty[i] as Flushable).flush()
    this.#flushing = false
  }
}
