/** Time, deferral and chance, the only ones in the library: a test can put its own in place and replay whole topologies. */
import { realTime } from './real-time.ts'

/** What a context asks of the world it runs in. All times are milliseconds. */
export interface Runtime {
  /** A clock that never goes back and knows no time of day. */
  now(): number
  /** The time of day. The user of the machine may set it, so it is for people to read; nothing may wait by it. */
  date(): Date
  /** Calls `fn` once after `ms`; returns how to cancel it. It does not keep the process alive. */
  after(ms: number, fn: () => void): () => void
  /** Calls `fn` when the running code is done, promises it awaits included, and before any I/O. */
  defer(fn: () => void): void
  /** Calls `fn` after pending I/O had its turn. */
  yield(fn: () => void): void
  /** A number from 0 up to, not including, 1. */
  random(): number
  /** Keeps the process alive until the returned function is called. */
  hold(): () => void
  /** Calls `fn` each time that nothing else keeps the process alive; returns how to stop that. */
  beforeExit(fn: () => void): () => void
  /** Prints a warning for the user of the program. `code` has a heading in `docs/warnings.md`. */
  warn(text: string, code: string): void
  /** Calls `fn` when the process or the worker thread exits, after which no event loop turns; returns how to stop that. */
  atExit(fn: () => void): () => void
  /** Blocks the thread for `ms`. For `atExit` only. */
  block(ms: number): void
}

/** `setTimeout` takes 31 bits and fires at once for more; no wait of the library is longer than this (24 days). */
const MAX_DELAY = 0x7fffffff

const HOLD_MS = 1 << 30

const { Date, setTimeout, clearTimeout, setInterval, setImmediate, nextTick, now } = realTime()

/** The real world. */
class SystemRuntime implements Runtime {
  #holds = 0
  #holding: NodeJS.Timeout | undefined
  /** One listener of the process for all contexts: the process warns when it has more than ten. */
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
    // emitWarning() prints in the next tick, which does not come any more.
    process.emit('warning', Object.assign(new Error(text), { name: 'ZmqWarning', code }))
  }
}

/** Functions to call at one event of the process. */
class ExitWatch {
  readonly #event: 'beforeExit' | 'exit'
  readonly #functions = new Set<() => void>()
  /** The event has happened. */
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
