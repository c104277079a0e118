/** The sending side to one neighbour of a node: it remembers a position in the table, so a slow neighbour costs no more memory. */
import { encodeGossip } from './gossip-message.ts'
import { encodeStamp } from './stamp.ts'
import type { Tuple, TupleTable } from './tuple-table.ts'

/** Sends a message. Returns false if there is no room; `Link.pump` is called again once there is. */
export type SendFrames = (frames: Buffer[]) => boolean

export class Link {
  /** True if the neighbour understands stamps. */
  readonly stamped: boolean
  readonly #table: TupleTable
  readonly #now: () => number
  readonly #send: SendFrames
  /** The last change of the table before the neighbour connected. */
  readonly #joined: number
  /** The last change that was sent. */
  #sent = 0
  /** Keys that are sent again, since the neighbour sent another value. */
  readonly #owed = new Set<string>()

  constructor(table: TupleTable, now: () => number, stamped: boolean, send: SendFrames) {
    this.#table = table
    this.#now = now
    this.#joined = table.seq
    this.stamped = stamped
    this.#send = send
  }

  /** Sends all changes that did not come from the neighbour itself. Returns false if there was not enough room. */
  pump(): boolean {
    for (const key of this.#owed) {
      const tuple = this.#table.get(key)
      if (tuple !== undefined && !this.#sendTuple(tuple, false)) return false
      this.#owed.delete(key)
    }
    for (let next = this.#table.after(this.#sent); next !== undefined; next = this.#table.after(this.#sent)) {
      if (this.#lacks(next) && !this.#sendTuple(next, next.fresh && next.seq > this.#joined)) return false
      this.#sent = next.seq
    }
    return true
  }

  /** Sends a tuple again, since the neighbour sent another value that does not hold. To a neighbour of CZMQ it is sent once only. */
  insist(tuple: Tuple): void {
    // It will be sent anyway.
    if (tuple.seq > this.#sent && tuple.from !== this) return
    if (!this.stamped) {
      if (tuple.insisted.has(this)) return
      tuple.insisted.add(this)
    }
    this.#owed.add(tuple.key)
    this.pump()
  }

  /** A neighbour of CZMQ gets no stamps, so it needs only tuples whose value has changed. */
  #lacks({ from, valueSeq }: Tuple): boolean {
    return from !== this && (this.stamped || valueSeq > this.#sent)
  }

  #sendTuple({ key, value, ttl, since, clock }: Tuple, fresh: boolean): boolean {
    if (!this.stamped) return this.#send([encodeGossip({ id: 'PUBLISH', key, value, ttl: 0 })])
    // Each hop takes at least a millisecond off, so that a tuple near its end cannot go around in a circle for ever.
    const left = ttl === 0 ? 0 : Math.ceil(since + ttl - this.#now()) - 1
    // It has expired, and will be removed in a moment.
    if (ttl > 0 && left <= 0) return true
    return this.#send([encodeGossip({ id: 'PUBLISH', key, value, ttl: left }), encodeStamp({ clock, fresh })])
  }
}
