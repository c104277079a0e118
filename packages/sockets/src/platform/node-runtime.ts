/** The runtime of Node, Bun and Deno: their timers, clock, process warnings and process events. */
import type { Runtime } from '../runtime/runtime.ts'
import { realTime } from './real-time.ts'

/** `setTimeout` accepts 31 bits, and fires at once for a longer time. A longer wait ends after this time (24 days). */
const MAX_DELAY = 0x7fffffff

const HOLD_MS = 1 << 30

const { Date, setTimeout, clearTimeout, setInterval, setImmediate, nextTick, now } = realTime()

class NodeRuntime implements Runtime {
  #holds = 0
  #holding: NodeJS.Timeout | undefined
  /** One listener of the process for all contexts, since Node warns about more than ten. */
  readonly #beforeExit = new ExitWatch('beforeExit')
  readonly #exit = new ExitWatch('exit')

  now(): number {
    return now()
  }

  date(): Date {
    return new Date()
  }

  after(ms: number, fn: () => void): () => void {
    const timer = setTimeout(fn, Math.min(ms, MAX_DELAY))
    timer.unref()
    return () => clearTimeout(timer)
  }

  defer(fn: () => void): void {
    nextTick(fn)
  }

  yield(fn: () => void): void {
    setImmediate(fn)
  }

  random(): number {
    return Math.random()
  }

  hold(): () => void {
    if (this.#holds++ === 0) (this.#holding ??= setInterval(() => undefined, HOLD_MS)).ref()
    let held = true
    return () => {
      if (!held) return
      held = false
      if (--this.#holds === 0) this.#holding?.unref()
    }
  }

  beforeExit(fn: () => void): () => void {
    return this.#beforeExit.add(fn)
  }

  atExit(fn: () => void): () => void {
    return this.#exit.add(fn)
  }

  block(ms: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  }

  warn(text: string, code: string): void {
    if (!warningsWanted()) return
    if (!this.#exit.fired) return process.emitWarning(text, { type: 'ZmqWarning', code })
    // emitWarning() prints in the next tick, and there is none after the exit event.
    process.emit('warning', Object.assign(new Error(text), { name: 'ZmqWarning', code }))
  }
}

/** Calls functions at one event of the process. */
class ExitWatch {
  readonly #event: 'beforeExit' | 'exit'
  readonly #functions = new Set<() => void>()
  /** True once the event has happened. */
  fired = false
  readonly #call = (): void => {
    this.fired = true
    for (const fn of this.#functions) fn()
  }

  constructor(event: 'beforeExit' | 'exit') {
    this.#event = event
  }

  /** Registering one function twice calls it once. */
  add(fn: () => void): () => void {
    if (this.#functions.size === 0) process.on(this.#event, this.#call)
    this.#functions.add(fn)
    return () => {
      if (this.#functions.delete(fn) && this.#functions.size === 0) process.off(this.#event, this.#call)
    }
  }
}

/** False if `TSZMQ_WARNINGS` is 0. */
function warningsWanted(): boolean {
  try {
    return process.env['TSZMQ_WARNINGS'] !== '0'
  } catch {
    // Deno throws if the program may not read its environment.
    return true
  }
}

export const nodeRuntime: Runtime = new NodeRuntime()
