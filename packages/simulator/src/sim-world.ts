/** Virtual time: one heap of events, one source of chance. Nothing in it waits for the real clock or touches real I/O. */
import { Xoshiro128 } from '@tszmq/testkit'
import { EventHeap, RANK } from './event-heap.ts'
import type { SimEvent } from './event-heap.ts'
import { SimTrace } from './sim-trace.ts'

/** Events of one turn of the real loop. */
const STEPS = 64

export class SimWorld {
  readonly seed: number
  readonly random: Xoshiro128
  readonly trace = new SimTrace()
  /** Milliseconds since the world began. */
  now = 0
  /** Messages of batches that were held when the connection ended. Sockets count them as lost; some may have arrived. */
  readonly inFlight = new Set<number>()
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

  /** Lets time pass until `done`, for `ms` at the most; whether it was done then. `done` is asked before each event that a process sees. */
  until(done: () => boolean, ms: number): Promise<boolean> {
    const end = this.now + ms
    return new Promise((resolve, reject) => {
      let over = false
      const step = (): void => {
        if (over) return
        try {
          const was = done()
          over = was || !this.#next(end)
          if (over) resolve(was)
        } catch (error) {
          over = true
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      // Between two immediates Node empties its tick and promise queues, however long their chains: that is where all that
      // one event leads to has happened, and the next may come.
      const turn = (): void => {
        for (let i = 0; i < STEPS; i++) setImmediate(step)
        setImmediate(() => {
          if (!over) turn()
        })
      }
      turn()
    })
  }

  /**
   * The next event that a process sees, up to `end`, and all that the network does before it; false when there is none, and it
   * is `end`. What the network does leaves nothing in Node's queues, so there is nothing to wait for after it.
   */
  #next(end: number): boolean {
    for (let event = this.#heap.peek(); event !== undefined && event.time <= end; event = this.#heap.peek()) {
      this.#heap.pop()
      if (event.cancelled || event.host?.alive === false) continue
      if (event.host !== undefined && event.host.stalledUntil > event.time) {
        event.time = event.host.stalledUntil
        this.#heap.push(event)
        continue
      }
      this.now = Math.max(this.now, event.time)
      event.run()
      if (event.rank !== RANK.wire) return true
    }
    this.now = end
    return false
  }
}
