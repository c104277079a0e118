/** A binary heap of timers, the one that is due first at the top. */

export interface HeapTimer {
  /** Grows with each timer: of two timers that are due at once the older one goes first. */
  readonly id: number
  /** When the timer is due, in milliseconds of the runtime's clock. */
  due: number
  /** Its index in the heap; -1 if it is not in the heap. Written by the heap only. */
  place: number
}

export class TimerHeap<T extends HeapTimer> {
  readonly #timers: T[] = []

  get size(): number {
    return this.#timers.length
  }

  /** The timer that is due first. */
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
