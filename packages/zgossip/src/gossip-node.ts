/** A gossip node without its sockets: it keeps tuples that are new, and forwards each to all neighbours but the one that sent it. */
import type { Runtime } from '@tszmq/sockets'
import { nextHistory, replaces } from './dispute.ts'
import type { Link } from './link.ts'
import { later, MAX_CLOCK } from './stamp.ts'
import type { Stamp } from './stamp.ts'
import { OWNER, TupleTable } from './tuple-table.ts'
import type { NewTuple, TableLimits, Tuple } from './tuple-table.ts'

/** A tuple as it is published. */
export interface PublishedTuple {
  readonly key: string
  readonly value: string
  readonly ttl: number
}

/** Tuples that expire within so many milliseconds expire together, since each pass goes through the whole table. */
const EXPIRY_STEP = 5

/** The number of forgotten keys whose clocks are kept. */
const MAX_FORGOTTEN = 1000

export class GossipNode {
  readonly table: TupleTable
  readonly #runtime: Runtime
  readonly #links = new Set<Link>()
  /** Called when there is a message for the owner. */
  readonly #changed: () => void
  readonly #expired: (key: string) => void
  /** The clocks of forgotten keys. Old messages may still go around, and must not be later than the next write. */
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

  /** Sets a tuple of the owner. Throws EINVAL, ERR_ZGOSSIP_LIMIT. */
  publish({ key, value, ttl }: PublishedTuple): void {
    const known = this.table.get(key)
    if (ttl === 0 && known?.from === OWNER && known.value === value && known.ttl === ttl) return
    this.#enter({ key, value, ttl, from: OWNER, since: this.now(), clock: this.#nextClock(key, known), fresh: true }, known)
  }

  /** Takes in a tuple of a neighbour that sends stamps. Throws ERR_ZGOSSIP_LIMIT beyond a limit. */
  receiveStamped({ key, value, ttl }: PublishedTuple, { clock, fresh }: Stamp, from: Link): void {
    const known = this.table.get(key)
    if (known !== undefined && !later({ clock, value }, known)) {
      if (later(known, { clock, value })) return from.insist(known)
      // The same value of two writers lives as long as the longer of them.
      if (known.ttl === 0 || ttl > 0) return
    } else if (known?.from === OWNER && !fresh && clock < MAX_CLOCK) {
      // The neighbour had the tuple before it received that of our owner: the owner's is later.
      return this.#enter({ ...known, clock: clock + 1, fresh: true }, known)
    }
    this.#enter({ key, value, ttl, from, since: this.now(), clock, fresh }, known)
  }

  /**
   * Takes in a tuple of a neighbour of CZMQ. `joining`: the neighbour is a server that sends the tuples it had before we connected, which are
   * older than those of our owner. Throws ERR_ZGOSSIP_LIMIT beyond a limit.
   */
  receivePlain({ key, value }: PublishedTuple, from: Link, joining: boolean): void {
    const known = this.table.get(key)
    if (known?.value === value) return
    const now = this.now()
    if (known !== undefined) {
      if (joining && known.from === OWNER) return
      if (!joining && !replaces(value, from, known, now)) return from.insist(known)
    }
    this.#enter({ key, value, ttl: 0, from, since: now, clock: this.#nextClock(key, known), fresh: !joining }, known)
  }

  /** Forgets a key, on this node only, as CZMQ does. */
  unpublish(key: string): boolean {
    return this.#forget(key)
  }

  close(): void {
    this.#cancel()
    this.#links.clear()
  }

  /** Returns false if there is no such key. */
  #forget(key: string): boolean {
    const known = this.table.get(key)
    if (known === undefined) return false
    this.#forgotten.delete(key)
    this.#forgotten.set(key, known.clock)
    const [oldest] = this.#forgotten.keys()
    if (this.#forgotten.size > MAX_FORGOTTEN) this.#forgotten.delete(oldest as string)
    return this.table.delete(key)
  }

  /** The clock of the next write. */
  #nextClock(key: string, known: Tuple | undefined): number {
    return Math.min(MAX_CLOCK, Math.max(known?.clock ?? 0, this.#forgotten.get(key) ?? 0) + 1)
  }

  #enter(tuple: Omit<NewTuple, 'changed' | 'history'>, known: Tuple | undefined): void {
    const now = this.now()
    const same = known?.value === tuple.value
    const { since, ttl } = this.table.put({
      ...tuple,
      changed: same ? known.changed : now,
      history: same ? known.history : nextHistory(tuple.value, known, now),
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
    if (soonest < Infinity) this.#wake(Math.max(soonest, now + EXPIRY_STEP))
  }
}
