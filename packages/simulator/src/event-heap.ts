/** What is going to happen, in order of virtual time; a binary heap. Among events of one moment: rank, then chance, then age. */

/**
 * Ranks within a moment: what the network does by itself and no process sees, then the phases of an event loop: timers, I/O,
 * what waits for both.
 */
export const RANK = { wire: 0, timer: 1, io: 2, yield: 3 } as const

export interface SimEvent {
  time: number
  readonly rank: number
  /** Drawn from the seed, so that no order among equals is taken for granted. */
  readonly tie: number
  readonly age: number
  /** Who it happens to: it waits while that one is stalled, and never happens once that one is dead. */
  readonly host: { readonly alive: boolean; readonly stalledUntil: number } | undefined
  readonly run: () => void
  cancelled: boolean
}

export class EventHeap {
  readonly #events: SimEvent[] = []

  get size(): number {
    return this.#events.length
  }

  peek(): SimEvent | undefined {
    return this.#events[0]
  }

  push(event: SimEvent): void {
    const events = this.#events
    let at = events.length
    events.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = events[parent] as SimEvent
      if (!before(event, above)) break
      events[at] = above
      at = parent
    }
    events[at] = event
  }

  pop(): SimEvent | undefined {
    const events = this.#events
    const first = events[0]
    const last = events.pop()
    if (first === undefined || last === undefined || events.length === 0) return first
    let at = 0
    for (let child = 1; child < events.length; child = 2 * at + 1) {
      const right = events[child + 1]
      if (right !== undefined && before(right, events[child] as SimEvent)) child++
      const below = events[child] as SimEvent
      if (!before(below, last)) break
      events[at] = below
      at = child
    }
    events[at] = last
    return first
  }
}

function before(a: SimEvent, b: SimEvent): boolean {
  if (a.time !== b.time) return a.time < b.time
  if (a.rank !== b.rank) return a.rank < b.rank
  if (a.tie !== b.tie) return a.tie < b.tie
  return a.age < b.age
}
