/** The clock, timers, deferral and random numbers of the library. A test can replace them and replay whole topologies. */
import { realTime } from './real-time.ts'

/** The clock, timers and random numbers that a context uses. All times are in milliseconds. */
export interface Runtime {
  /** Returns the time of a monotonic clock. */
  now(): number
  /** Returns the time of day, for people to read. Not for waiting, since the user of the machine may change it. */
  date(): Date
  /** Calls `fn` once after `ms`. Returns a function that cancels it. Does not keep the process alive. */
  after(ms: number, fn: () => void): () => void
  /** Calls `fn` when the running code is done, promises it awaits included, and before any I/O. */
  defer(fn: () => void): void
  /** Calls `fn` after pending I/O had its turn. */
  yield(fn: () => void): void
  /** Returns a random number, at least 0 and less than 1. */
  random(): number
  /** Keeps the process alive until the returned function is called. */
  hold(): () => void
  /** Calls `fn` each time that nothing else keeps the process alive. Returns a function that stops that. */
  beforeExit(fn: () => void): () => void
  /** Prints a warning for the user of the program. `code` has a heading in `docs/warnings.md`. */
  warn(text: string, code: string): void
  /** Calls `fn` when the process or worker thread exits, when the event loop has stopped. Returns a function that stops that. */
  atExit(fn: () => void): () => void
  /** Blocks the thread for `ms`. For `atExit` only. */
  block(ms: number): void
}

/** `setTimeout` accepts 31 bits, and fires at once for a longer time. A longer wait ends after this time (24 days). */
const MAX_DELAY = 0x7fffffff

const HOLD_MS = 1 << 30

const { Date, setTimeout, clearTimeout, setInterval, setImmediate, nextTick, now } = realTime()

/** The runtime of the operating system. */
class SystemRuntime implements Runtime {
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

export const systemRuntime: Runtime = new SystemRuntime()
