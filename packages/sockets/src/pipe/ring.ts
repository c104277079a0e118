/** A queue in a circular array that doubles when it is full. It has no limit of its own. */

export class Ring<T> {
  #items: (T | undefined)[]
  #mask: number
  #head = 0
  #tail = 0

  /** `capacity` is the initial capacity, a power of two. */
  constructor(capacity = 16) {
    this.#items = new Array<T | undefined>(capacity)
    this.#mask = capacity - 1
  }

  get size(): number {
    return this.#tail - this.#head
  }

  push(item: T): void {
    if (this.#tail - this.#head > this.#mask) this.#grow()
    this.#items[this.#tail++ & this.#mask] = item
  }

  /** Removes and returns the first item. */
  take(): T | undefined {
    if (this.#head === this.#tail) return undefined
    const at = this.#head++ & this.#mask
    const item = this.#items[at]
    this.#items[at] = undefined
    return item
  }

  /** Returns the first item. */
  peek(): T | undefined {
    return this.#items[this.#head & this.#mask]
  }

  /** The last item. */
  get last(): T | undefined {
    return this.#items[(this.#tail - 1) & this.#mask]
  }

  /** Removes and returns the last item. The ring must not be empty. */
  pop(): T {
    const at = --this.#tail & this.#mask
    const item = this.#items[at] as T
    this.#items[at] = undefined
    return item
  }

  clear(): void {
    if (this.#head === this.#tail) return
    this.#items = new Array<T | undefined>(16)
    this.#mask = 15
    this.#head = this.#tail = 0
  }

  /** Removes `item`; the others keep their order. Takes linear time: for rare events only. */
  remove(item: T): void {
    for (let i = this.size; i > 0; i--) {
      const next = this.take() as T
      if (next !== item) this.push(next)
    }
  }

  #grow(): void {
    const size = this.size
    const items = new Array<T | undefined>((this.#mask + 1) * 2)
    for (let i = 0; i < size; i++) items[i] = this.#items[(this.#head + i) & this.#mask]
    this.#items = items
    this.#mask = items.length - 1
    this.#head = 0
    this.#tail = size
  }
}
