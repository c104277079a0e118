/** One neighbour of a node: what it was told, and how it is told. However slow it is, it costs no more than a place in the table. */
import { encodeGossip } from './gossip-message.ts'
import { encodeStamp } from './stamp.ts'
import type { Tuple, TupleTable } from './tuple-table.ts'

/** How a message is sent. False: there is no room, and `Link.pump` is to be called when there is. */
export type SendFrames = (frames: Buffer[]) => boolean

export class Link {
  /** It understands stamps. */
  readonly stamped: boolean
  readonly #table: TupleTable
  readonly #now: () => number
  readonly #send: SendFrames
  /** All up to here was there before we knew each other. */
  readonly #joined: number
  #told = 0
  /** Keys that it is told again, since it said something else. */
  readonly #owed = new Set<string>()

  constructor(table: TupleTable, now: () => number, stamped: boolean, send: SendFrames) {
    this.#table = table
    this.#now = now
    this.#joined = table.seq
    this.stamped = stamped
    this.#send = send
  }

  /** Tells what it has not been told, and does not have from itself. False: not all of it, for want of room. */
  pump(): boolean {
    for (const key of this.#owed) {
      const tuple = this.#table.get(key)
      if (tuple !== undefined && !this.#tell(tuple, false)) return false
      this.#owed.delete(key)
    }
    for (let next = this.#table.after(this.#told); next !== undefined; next = this.#table.after(this.#told)) {
      if (this.#lacks(next) && !this.#tell(next, next.fresh && next.seq > this.#joined)) return false
      this.#told = next.seq
    }
    return true
  }

  /** It said something else and is not believed: it is told again, one of CZMQ only once. */
  insist(tuple: Tuple): void {
    // What it has not been told yet it will be.
    if (tuple.seq > this.#told && tuple.from !== this) return
    if (!this.stamped) {
      if (tuple.insisted.has(this)) return
      tuple.insisted.add(this)
    }
    this.#owed.add(tuple.key)
    this.pump()
  }

  /** One of CZMQ needs no stamps, and so nothing of a tuple whose value is the same. */
  #lacks({ from, valueSeq }: Tuple): boolean {
    return from !== this && (this.stamped || valueSeq > this.#told)
  }

  #tell({ key, value, ttl, since, clock }: Tuple, fresh: boolean): boolean {
    if (!this.stamped) return this.#send([encodeGossip({ id: 'PUBLISH', key, value, ttl: 0 })])
    // A way of a millisecond at the least, so that what is near its end cannot go around in a circle for ever.
    const left = ttl === 0 ? 0 : Math.ceil(since + ttl - this.#now()) - 1
    // It is over, and will be taken out in a moment.
    if (ttl > 0 && left <= 0) return true
    return this.#send([encodeGossip({ id: 'PUBLISH', key, value, ttl: left }), encodeStamp({ clock, fresh })])
  }
}
