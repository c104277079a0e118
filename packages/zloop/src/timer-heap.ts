/** Timers, the one that is due first at the top: a binary heap. It knows no clock and calls nothing. */

export interface HeapTimer {
  /** In order of making: who was made first goes first when both are due at once. */
  readonly id: number
  /** When, in milliseconds of whatever clock. */
  due: number
  /** Where it is in the heap; -1 when it is not. The heap's own. */
  place: number
}

export class TimerHeap<T extends HeapTimer> {
  readonly #timers: T[] = []

  get size(): number {
    return this.#timers.length
  }

  /** Whoever is due first. */
  get first(): T | undefined {
    return this.#timers[0]
  }

  add(timer: T): void {
    timer.place = this.#timers.length
    this.#timers.push(timer)
    this.#up(timer)
  }

  remove(timer: T): void {
    const { place } = timer
    if (place < 0) return
    const last = this.#timers.pop() as T
    timer.place = -1
    if (last === timer) return
    this.#put(last, place)
    this.moved(last)
  }

  /** `timer` is due at another time now. */
  moved(timer: T): void {
    this.#up(timer)
    this.#down(timer)
  }

  #up(timer: T): void {
    let { place } = timer
    while (place > 0) {
      const parent = this.#timers[(place - 1) >> 1] as T
      if (!before(timer, parent)) break
      this.#put(parent, place)
      place = (place - 1) >> 1
    }
    this.#put(timer, place)
  }

  #down(timer: T): void {
    let { place } = timer
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.#timers.length) break
      if (child + 1 < this.#timers.length && before(this.#timers[child + 1] as T, this.#timers[child] as T)) child++
      if (!before(this.#timers[child] as T, timer)) break
      this.#put(this.#timers[child] as T, place)
      place = child
    }
    this.#put(timer, place)
  }

  #put(timer: T, place: number): void {
    this.#timers[place] = timer
    timer.place = place
  }
}

function before(a: HeapTimer, b: HeapTimer): boolean {
  return a.due < b.due || (a.due === b.due && a.id < b.id)
}
