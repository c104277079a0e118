/**
 * The heart of a node: it hears tuples, keeps those that are new, and has all neighbours told but the one it heard it from. It knows
 * no sockets, and refuses nothing but what does not fit.
 */
import type { Runtime } from '@tszmq/sockets'
import { pastOf, prevails } from './dispute.ts'
import type { Link } from './link.ts'
import { later, MAX_CLOCK } from './stamp.ts'
import type { Stamp } from './stamp.ts'
import { OWNER, TupleTable } from './tuple-table.ts'
import type { NewTuple, TableLimits, Tuple } from './tuple-table.ts'

/** What is said of one tuple. */
export interface News {
  readonly key: string
  readonly value: string
  readonly ttl: number
}

/** Those that end within so many milliseconds end together, so that each is not a walk through all. */
const TOGETHER = 5

/** Keys that are gone whose writes are still counted. */
const MAX_FORGOTTEN = 1000

export class GossipNode {
  readonly table: TupleTable
  readonly #runtime: Runtime
  readonly #links = new Set<Link>()
  /** There is something for the owner. */
  readonly #changed: () => void
  readonly #expired: (key: string) => void
  /** How often keys were written that are gone: what was said before may still go around, and is not to be later than the next write. */
  readonly #forgotten = new Map<string, number>()
  #wakeAt = Infinity
  #cancel: () => void = () => undefined

  constructor(runtime: Runtime, limits: TableLimits, changed: () => void, expired: (key: string) => void) {
    this.#runtime = runtime
    this.table = new TupleTable(limits)
    this.#changed = changed
    this.#expired = expired
  }

  readonly now = (): number => this.#runtime.now()

  add(link: Link): void {
    this.#links.add(link)
  }

  remove(link: Link): void {
    this.#links.delete(link)
  }

  /** The owner says it: it is so. Throws EINVAL, ERR_ZGOSSIP_LIMIT. */
  publish({ key, value, ttl }: News): void {
    const known = this.table.get(key)
    if (ttl === 0 && known?.from === OWNER && known.value === value && known.ttl === ttl) return
    this.#enter({ key, value, ttl, from: OWNER, since: this.now(), clock: this.#next(key, known), fresh: true }, known)
  }

  /** A neighbour with stamps says it. Throws ERR_ZGOSSIP_LIMIT when it does not fit. */
  hear({ key, value, ttl }: News, { clock, fresh }: Stamp, from: Link): void {
    const known = this.table.get(key)
    if (known !== undefined && !later({ clock, value }, known)) {
      if (later(known, { clock, value })) return from.insist(known)
      // The same, by two writers: it lives as long as one of them says.
      if (known.ttl === 0 || ttl > 0) return
    } else if (known?.from === OWNER && !fresh && clock < MAX_CLOCK) {
      // Somebody had that when our owner said otherwise: what our owner says is later.
      return this.#enter({ ...known, clock: clock + 1, fresh: true }, known)
    }
    this.#enter({ key, value, ttl, from, since: this.now(), clock, fresh }, known)
  }

  /**
   * A neighbour of CZMQ says it. `joining`: it is a server that tells what it had before it knew us, which is older than what our owner
   * says. Throws ERR_ZGOSSIP_LIMIT when it does not fit.
   */
  hearPlain({ key, value }: News, from: Link, joining: boolean): void {
    const known = this.table.get(key)
    if (known?.value === value) return
    const now = this.now()
    if (known !== undefined) {
      if (joining && known.from === OWNER) return
      if (!joining && !prevails(value, from, known, now)) return from.insist(known)
    }
    this.#enter({ key, value, ttl: 0, from, since: now, clock: this.#next(key, known), fresh: !joining }, known)
  }

  /** Forgets it, here only, as CZMQ does. */
  unpublish(key: string): boolean {
    return this.#forget(key)
  }

  close(): void {
    this.#cancel()
    this.#links.clear()
  }

  /** False when there is no such key. */
  #forget(key: string): boolean {
    const known = this.table.get(key)
    if (known === undefined) return false
    this.#forgotten.delete(key)
    this.#forgotten.set(key, known.clock)
    const [oldest] = this.#forgotten.keys()
    if (this.#forgotten.size > MAX_FORGOTTEN) this.#forgotten.delete(oldest as string)
    return this.table.delete(key)
  }

  /** The number of the next write. */
  #next(key: string, known: Tuple | undefined): number {
    return Math.min(MAX_CLOCK, Math.max(known?.clock ?? 0, this.#forgotten.get(key) ?? 0) + 1)
  }

  #enter(tuple: Omit<NewTuple, 'changed' | 'past'>, known: Tuple | undefined): void {
    const now = this.now()
    const same = known?.value === tuple.value
    const { since, ttl } = this.table.put({
      ...tuple,
      changed: same ? known.changed : now,
      past: same ? known.past : pastOf(tuple.value, known, now),
    })
    if (ttl > 0) this.#wake(since + ttl)
    this.#changed()
    for (const link of this.#links) link.pump()
  }

  #wake(at: number): void {
    if (at >= this.#wakeAt) return
    this.#cancel()
    this.#wakeAt = at
    this.#cancel = this.#runtime.after(Math.max(0, at - this.now()), () => this.#expire())
  }

  #expire(): void {
    this.#wakeAt = Infinity
    const now = this.now()
    let soonest = Infinity
    for (const { key, since, ttl } of [...this.table]) {
      if (ttl === 0) continue
      if (since + ttl > now) {
        soonest = Math.min(soonest, since + ttl)
        continue
      }
      this.#forget(key)
      this.#expired(key)
    }
    if (soonest < Infinity) this.#wake(Math.max(soonest, now + TOGETHER))
  }
}
