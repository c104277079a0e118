/** A queue that grows by doubling and never moves its items one by one. It refuses nothing: bounds are its owner's business. */

export class Ring<T> {
  #items: (T | undefined)[]
  #mask: number
  #head = 0
  #tail = 0

  /** `capacity` is a power of two; it is only where the ring starts. */
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

  take(): T | undefined {
    if (this.#head === this.#tail) return undefined
    const at = this.#head++ & this.#mask
    const item = this.#items[at]
    this.#items[at] = undefined
    return item
  }

  peek(): T | undefined {
    return this.#items[this.#head & this.#mask]
  }

  /** The item that was pushed last. */
  get last(): T | undefined {
    return this.#items[(this.#tail - 1) & this.#mask]
  }

  /** Takes the item back that was pushed last, of at least one. */
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

  /** Takes `item` out, wherever it is; the others keep their order. Linear: for rare events only. */
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
