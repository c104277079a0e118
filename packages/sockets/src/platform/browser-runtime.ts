/** The runtime of browsers and their workers. A page has no exit that could wait for sockets. */
import type { Runtime } from '../runtime/runtime.ts'

/** `setTimeout` accepts 31 bits, and fires at once for a longer time. */
const MAX_DELAY = 0x7fffffff

const nothing = (): void => undefined

/** Runs each function in its own turn of the event loop. `setTimeout` would wait at least 4 ms for each. */
class Turns {
  readonly #waiting: (() => void)[] = []
  readonly #channel = new MessageChannel()

  constructor() {
    this.#channel.port1.addEventListener('message', () => this.#waiting.shift()?.())
    this.#channel.port1.start()
  }

  add(fn: () => void): void {
    this.#waiting.push(fn)
    this.#channel.port2.postMessage(null)
  }
}

class BrowserRuntime implements Runtime {
  /** Made at its first use, so that loading the library starts nothing. */
  #turns: Turns | undefined = undefined

  now(): number {
    return performance.now()
  }

  date(): Date {
    return new Date()
  }

  after(ms: number, fn: () => void): () => void {
    const timer = setTimeout(fn, Math.min(ms, MAX_DELAY))
    return () => clearTimeout(timer)
  }

  /** In a turn of its own, so that promises which the running code awaits are settled before. */
  defer(fn: () => void): void {
    this.#inTurn(fn)
  }

  yield(fn: () => void): void {
    this.#inTurn(fn)
  }

  random(): number {
    return Math.random()
  }

  hold(): () => void {
    return nothing
  }

  beforeExit(): () => void {
    return nothing
  }

  atExit(): () => void {
    return nothing
  }

  /** Does nothing, since it is only for `atExit`. */
  block(): void {}

  warn(text: string, code: string): void {
    console.warn(`${code}: ${text}`)
  }

  #inTurn(fn: () => void): void {
    this.#turns ??= new Turns()
    this.#turns.add(fn)
  }
}

export const browserRuntime: Runtime = new BrowserRuntime()
