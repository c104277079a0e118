/** One neighbour of a node: what it was told, and how it is told. However slow it is, it costs no more than a place in the table. */
import { encodeGossip } from './gossip-message.ts'
import type { Tuple, TupleTable } from './tuple-table.ts'

/** A property of the handshake: who has it means a time to live as it says it. CZMQ sends what is left in a buffer. */
export const TTL_PROPERTY = 'X-ZGossip-TTL'

/** How a frame is sent. False: there is no room, and `Link.pump` is to be called when there is. */
export type SendFrame = (frame: Buffer) => boolean

export class Link {
  /** It knows what a time to live is. */
  readonly knowsTtl: boolean
  readonly #table: TupleTable
  readonly #now: () => number
  readonly #send: SendFrame
  #told = 0
  /** Keys that it is told again, since it said something else. */
  readonly #owed = new Set<string>()

  constructor(table: TupleTable, now: () => number, knowsTtl: boolean, send: SendFrame) {
    this.#table = table
    this.#now = now
    this.knowsTtl = knowsTtl
    this.#send = send
  }

  /** Tells what it has not been told, and does not have from itself. False: not all of it, for want of room. */
  pump(): boolean {
    for (const key of this.#owed) {
      const tuple = this.#table.get(key)
      if (tuple !== undefined && !this.#tell(tuple)) return false
      this.#owed.delete(key)
    }
    for (let next = this.#table.after(this.#told); next !== undefined; next = this.#table.after(this.#told)) {
      if (next.from !== this && !this.#tell(next)) return false
      this.#told = next.seq
    }
    return true
  }

  /** It said something else and is not believed: it is told once. */
  insist(tuple: Tuple): void {
    if (tuple.insisted.has(this)) return
    tuple.insisted.add(this)
    this.#owed.add(tuple.key)
    this.pump()
  }

  #tell({ key, value, ttl, since }: Tuple): boolean {
    const left = ttl === 0 || !this.knowsTtl ? 0 : Math.ceil(since + ttl - this.#now())
    // It is over, and will be taken out in a moment.
    if (left < 0 || (left === 0 && ttl > 0 && this.knowsTtl)) return true
    return this.#send(encodeGossip({ id: 'PUBLISH', key, value, ttl: left }))
  }
}
