/** Counts the messages that a socket dropped, by reason, and tells of them once for all that fall in one turn. It keeps none. */
import type { Event } from './event.ts'
import type { DropReason } from '../pattern/pattern.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** How many messages a socket dropped, by reason. */
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
  readonly #untold = new Map<DropReason, { count: number; address: string }>()

  constructor(runtime: Runtime, emit: (event: Event) => void) {
    this.#runtime = runtime
    this.#emit = emit
  }

  get totals(): Drops {
    return { ...this.#totals }
  }

  /** `address`: the peer's, of the first that is told of. `told`: somebody listens. */
  add(reason: DropReason, count: number, address: string, told: boolean): void {
    this.#totals[reason] += count
    if (!told) return
    const known = this.#untold.get(reason)
    if (known !== undefined) {
      known.count += count
      return
    }
    if (this.#untold.size === 0) this.#runtime.defer(() => this.tell())
    this.#untold.set(reason, { count, address })
  }

  /** Tells now what would be told at the end of the turn. */
  tell(): void {
    for (const [reason, { count, address }] of this.#untold) this.#emit({ type: 'drop', reason, count, address })
    this.#untold.clear()
  }
}
