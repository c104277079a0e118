/** A circular list of items that are served in turn. All operations take constant time. */

/** The entry of one item in one list. An item has one entry for each list that it may be in. */
export class ReadyEntry<T> {
  readonly item: T
  next: ReadyEntry<T> = this
  previous: ReadyEntry<T> = this
  listed = false

  constructor(item: T) {
    this.item = item
  }
}

export class ReadyList<T> {
  /** The entry whose turn it is. */
  current: ReadyEntry<T> | undefined = undefined

  /** Adds `entry` at the end. Does nothing if it is in the list already. */
  add(entry: ReadyEntry<T>): void {
    if (entry.listed) return
    entry.listed = true
    const { current } = this
    if (current === undefined) {
      entry.next = entry.previous = entry
      this.current = entry
      return
    }
    entry.next = current
    entry.previous = current.previous
    current.previous.next = entry
    current.previous = entry
  }

  /** Removes `entry`. If it was its turn, it is that of the next one. Does nothing if it is not in the list. */
  remove(entry: ReadyEntry<T>): void {
    if (!entry.listed) return
    entry.listed = false
    const { next, previous } = entry
    if (next === entry) {
      this.current = undefined
      return
    }
    previous.next = next
    next.previous = previous
    if (this.current === entry) this.current = next
    // So that neither keeps the other in memory.
    entry.next = entry.previous = entry
  }

  /** Gives the turn to the next entry. */
  advance(): void {
    this.current = this.current?.next
  }
}
