/**
 * How a thread that waits for another stays awake for a moment before it sleeps. To be woken costs more than a short answer takes, so
 * it watches where that has paid, one connection of a thread at a time, and never for longer than a moment: it stalls nobody.
 */
import { availableParallelism } from 'node:os'

/** Milliseconds. What took this long from falling asleep to being woken was worth a vigil. */
const SHORT = 0.1

/** Milliseconds of one. */
const MOMENT = 0.05

/** The clock of a thread, and whether one of its connections watches. */
export class Watch {
  readonly now: () => number
  taken = false
  /** With one processor the other thread cannot run meanwhile. */
  readonly able = availableParallelism() > 1

  constructor(now: () => number) {
    this.now = now
  }
}

export class Vigil {
  readonly #watch: Watch
  #sleepsSince = -1
  #pays = false
  #holds = false

  constructor(watch: Watch) {
    this.#watch = watch
  }

  /** It sleeps from now on. */
  sleep(): void {
    this.#sleepsSince = this.#watch.able ? this.#watch.now() : -1
  }

  /** It has been woken, and something had come. */
  wake(): void {
    if (this.#sleepsSince < 0) return
    this.#pays = this.#watch.now() - this.#sleepsSince < SHORT
    this.#sleepsSince = -1
  }

  /** Whether it is to stay awake. True: `keep` or `leave` follows. */
  begin(): boolean {
    if (!this.#pays || this.#watch.taken) return false
    this.#watch.taken = true
    this.#holds = true
    return true
  }

  /** Watches for a moment at the most. True: `came` is. */
  keep(came: () => boolean): boolean {
    const { now } = this.#watch
    const end = now() + MOMENT
    this.#pays = came()
    while (!this.#pays && now() < end) this.#pays = came()
    this.leave()
    return this.#pays
  }

  /** Others may. */
  leave(): void {
    if (this.#holds) this.#watch.taken = false
    this.#holds = false
  }
}
