/**
 * The heart of a node: it hears tuples, keeps those that are new, and has all neighbours told but the one it heard it from. It knows
 * no sockets, and refuses nothing but what does not fit.
 */
import type { Runtime } from '@tszmq/sockets'
import { pastOf, prevails } from './dispute.ts'
import type { Link } from './link.ts'
import { OWNER, TupleTable } from './tuple-table.ts'
import type { TableLimits, Tuple } from './tuple-table.ts'

/** What is said of one tuple. */
export interface News {
  readonly key: string
  readonly value: string
  readonly ttl: number
}

/** A life that gets longer by less than this part is not news: else one that goes around a circle would never end. */
const WORTH_TELLING = 0.25

export class GossipNode {
  readonly table: TupleTable
  readonly #runtime: Runtime
  readonly #links = new Set<Link>()
  /** There is something for the owner. */
  readonly #changed: () => void
  readonly #expired: (key: string) => void
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
  publish(news: News): void {
    const known = this.table.get(news.key)
    const same = known?.value === news.value && known.ttl === news.ttl && known.from === OWNER
    if (!same || news.ttl > 0) this.#put(news, OWNER, known)
  }

  /**
   * A neighbour says it. `joining`: it is a server that tells what it had before it knew us, which is older than what our owner says.
   * Throws ERR_ZGOSSIP_LIMIT when it does not fit.
   */
  hear(news: News, from: Link, joining: boolean): void {
    const ttl = from.knowsTtl ? news.ttl : 0
    const known = this.table.get(news.key)
    if (known?.value === news.value) return this.#confirm(known, ttl, from)
    if (known !== undefined) {
      if (joining && known.from === OWNER) return
      const now = this.now()
      if (!joining && !prevails(news.value, from, known, now)) return from.insist(known)
    }
    this.#put({ ...news, ttl }, from, known)
  }

  /** Forgets it, here only, as CZMQ does. */
  unpublish(key: string): boolean {
    return this.table.delete(key)
  }

  close(): void {
    this.#cancel()
    this.#links.clear()
  }

  /** The same again: it lives longer, if it does so by enough. */
  #confirm(known: Tuple, ttl: number, from: Link): void {
    if (known.from === OWNER || known.ttl === 0 || ttl === 0) return
    const now = this.now()
    if (now + ttl - (known.since + known.ttl) < ttl * WORTH_TELLING) return
    const { key, value, past } = known
    this.#enter({ key, value, from, since: now, ttl, past })
  }

  #put({ key, value, ttl }: News, from: object, known: Tuple | undefined): void {
    const now = this.now()
    const same = known?.value === value
    const past = same ? known.past : pastOf(known, from === OWNER, now)
    this.#enter({ key, value, from, since: now, ttl, past })
  }

  #enter(tuple: Pick<Tuple, 'key' | 'value' | 'from' | 'since' | 'ttl' | 'past'>): void {
    const { since, ttl } = this.table.put(tuple)
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
    let next = Infinity
    for (const { key, since, ttl } of [...this.table]) {
      if (ttl === 0) continue
      if (since + ttl > now) {
        next = Math.min(next, since + ttl)
        continue
      }
      this.table.delete(key)
      this.#expired(key)
    }
    // Those that end within a few milliseconds end together, so that each is not a walk through all.
    if (next < Infinity) this.#wake(Math.max(next, now + 5))
  }
}
