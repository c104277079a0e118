/** Virtual time: one heap of events, one source of chance. Nothing in it waits for the real clock or touches real I/O. */
import { Xoshiro128 } from '../fuzz/xoshiro128.ts'
import { EventHeap } from './event-heap.ts'
import type { SimEvent } from './event-heap.ts'
import { SimTrace } from './sim-trace.ts'

export class SimWorld {
  readonly seed: number
  readonly random: Xoshiro128
  readonly trace = new SimTrace()
  /** Milliseconds since the world began. */
  now = 0
  readonly #heap = new EventHeap()
  #age = 0

  constructor(seed: number) {
    this.seed = seed
    this.random = new Xoshiro128(seed)
  }

  log(text: string): void {
    this.trace.log(`${this.now.toFixed(3)} ${text}`)
  }

  /** A number from `min` up to, not including, `max`. */
  between(min: number, max: number): number {
    return min + (this.random.next() / 0x1_0000_0000) * (max - min)
  }

  at(time: number, rank: number, host: SimEvent['host'], run: () => void): SimEvent {
    const event = { time, rank, tie: this.random.next(), age: this.#age++, host, run, cancelled: false }
    this.#heap.push(event)
    return event
  }

  /** Lets `ms` pass. */
  async advance(ms: number): Promise<void> {
    await this.until(() => false, ms)
  }

  /** Lets time pass until `done`, for `ms` at the most; whether it was done then. `done` is asked after each event. */
  async until(done: () => boolean, ms: number): Promise<boolean> {
    const end = this.now + ms
    await settled()
    while (!done()) {
      const next = this.#heap.peek()
      if (next === undefined || next.time > end) {
        this.now = end
        return done()
      }
      this.#heap.pop()
      await this.#happen(next)
    }
    return true
  }

  async #happen(event: SimEvent): Promise<void> {
    if (event.cancelled || event.host?.alive === false) return
    if (event.host !== undefined && event.host.stalledUntil > event.time) {
      event.time = event.host.stalledUntil
      this.#heap.push(event)
      return
    }
    this.now = Math.max(this.now, event.time)
    event.run()
    await settled()
  }
}

/** One turn of the real loop: every microtask and tick that the last event led to has run then, however long their chain. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
