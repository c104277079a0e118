/** A runtime whose clock stands still until a test moves it. Everything else is the system's, so that real connections work. */
import type { Runtime } from '@tszmq/sockets'
import { Context } from '@tszmq/sockets'

const systemRuntime = new Context().runtime

export class ManualRuntime implements Runtime {
  /** What it was told to warn of; nothing is printed. */
  readonly warnings: { code: string; text: string }[] = []
  #now = 0
  #timers: { at: number; fn: () => void }[] = []

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.length
  }

  now(): number {
    return this.#now
  }

  /** 1970 and what the clock has moved. */
  date(): Date {
    return new Date(this.#now)
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn }
    this.#timers.push(timer)
    return () => (this.#timers = this.#timers.filter((each) => each !== timer))
  }

  /** Moves the clock on by `ms` and calls what becomes due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((each) => each !== next)
      this.#now = next.at
      next.fn()
    }
    this.#now = end
  }

  defer(fn: () => void): void {
    systemRuntime.defer(fn)
  }

  yield(fn: () => void): void {
    systemRuntime.yield(fn)
  }

  random(): number {
    return 0.5
  }

  hold(): () => void {
    return systemRuntime.hold()
  }

  beforeExit(fn: () => void): () => void {
    return systemRuntime.beforeExit(fn)
  }

  warn(text: string, code: string): void {
    this.warnings.push({ code, text })
  }

  atExit(fn: () => void): () => void {
    return systemRuntime.atExit(fn)
  }

  block(ms: number): void {
    this.#now += ms
  }
}
