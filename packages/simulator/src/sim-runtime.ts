/** The runtime of one simulated process: virtual time that can be stalled, and an end after which nothing of it happens. */
import type { Runtime } from '@tszmq/sockets'
import { RANK } from './event-heap.ts'
import type { SimWorld } from './sim-world.ts'

export class SimRuntime implements Runtime {
  readonly world: SimWorld
  alive = true
  stalledUntil = 0
  /** Timers that are set. 0 once everything is closed. */
  timers = 0
  holds = 0
  /** Sockets that are being closed: then connections may be cut off. */
  closing = 0
  /** All is closed: nothing may be received any more. */
  ended = false
  /** A clock of its own, as each machine has one. */
  readonly #skew: number

  constructor(world: SimWorld) {
    this.world = world
    this.#skew = world.random.below(1_000_000)
  }

  now(): number {
    return this.world.now + this.#skew
  }

  /** As wrong as the clock is. */
  date(): Date {
    return new Date(this.now())
  }

  after(ms: number, fn: () => void): () => void {
    if (!(ms >= 0)) throw new RangeError(`a timer of ${ms} ms`)
    this.timers++
    let set = true
    const unset = (): void => {
      if (set) this.timers--
      set = false
    }
    // setTimeout knows no less than a millisecond either.
    const event = this.world.at(this.world.now + Math.max(1, ms), RANK.timer, this, () => {
      unset()
      fn()
    })
    return () => {
      event.cancelled = true
      unset()
    }
  }

  /** The real tick queue is deterministic: the world waits until it is empty before the next event. */
  defer(fn: () => void): void {
    process.nextTick(fn)
  }

  yield(fn: () => void): void {
    this.world.at(this.world.now, RANK.yield, this, fn)
  }

  random(): number {
    return this.world.between(0, 1)
  }

  hold(): () => void {
    this.holds++
    let held = true
    return () => {
      if (held) this.holds--
      held = false
    }
  }

  beforeExit(): () => void {
    return () => undefined
  }

  /** Prints nothing: a simulation has its events, and faults are its purpose. */
  warn(): void {}

  atExit(): () => void {
    return () => undefined
  }

  block(): void {}

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** The event loop is busy for `ms`: what falls due meanwhile happens afterwards, timers first, as in Node. */
  stall(ms: number): void {
    this.stalledUntil = Math.max(this.stalledUntil, this.world.now + ms)
  }

  /** The process is gone. */
  kill(): void {
    this.alive = false
  }
}
