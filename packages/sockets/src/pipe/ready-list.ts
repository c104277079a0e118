/** A circular list of items that take turns. Adding, removing and passing the turn on take constant time, however long the list is. */

/** The place of one item in one list. An item has an entry of its own for each list it may be in. */
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

  /** Adds `entry` behind all others. Does nothing if it is listed. */
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

  /** Removes `entry`. If it had the turn, the next one has it. Does nothing if it is not listed. */
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
    // The list holds nothing of an entry that left it, and the entry nothing of the list.
    entry.next = entry.previous = entry
  }

  /** Gives the turn to the next entry. */
  advance(): void {
    this.current = this.current?.next
  }
}
