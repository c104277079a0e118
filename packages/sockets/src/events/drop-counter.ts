/** Counts the messages that a socket drops, by reason, and emits one event for all that are dropped in one turn. */
import type { Event } from './event.ts'
import type { DropReason } from '../pattern/pattern.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** Number of messages that a socket dropped, by reason. */
export type Drops = Readonly<Record<DropReason, number>>

export class DropCounter {
  readonly #runtime: Runtime
  readonly #emit: (event: Event) => void
  readonly #totals: Record<DropReason, number> = {
    'high-water-mark': 0,
    unroutable: 0,
    unexpected: 0,
    lost: 0,
    detached: 0,
    'too-large': 0,
  }
  readonly #pending = new Map<DropReason, { count: number; address: string }>()

  constructor(runtime: Runtime, emit: (event: Event) => void) {
    this.#runtime = runtime
    this.#emit = emit
  }

  get totals(): Drops {
    return { ...this.#totals }
  }

  /** Counts `count` messages. If `observed`, an event follows, with the `address` of the peer of the first of them. */
  add(reason: DropReason, count: number, address: string, observed: boolean): void {
    this.#totals[reason] += count
    if (!observed) return
    const known = this.#pending.get(reason)
    if (known !== undefined) {
      known.count += count
      return
    }
    if (this.#pending.size === 0) this.#runtime.defer(() => this.flush())
    this.#pending.set(reason, { count, address })
  }

  /** Emits the pending events now. */
  flush(): void {
    for (const [reason, { count, address }] of this.#pending) this.#emit({ type: 'drop', reason, count, address })
    this.#pending.clear()
  }
}
