/** The tuples of a node, one for each key, in the order of their last change. A reader remembers one number as its position. */
import { ZmqError } from '@tszmq/sockets'
import type { History } from './dispute.ts'
import { keyOctets, octets } from './gossip-message.ts'

/** A tuple, and the neighbour that sent it. */
export interface NewTuple {
  readonly key: string
  readonly value: string
  /** The link that it came by; `OWNER` for a tuple of the owner. */
  readonly from: object
  /** The time at which it was received. */
  readonly since: number
  /** Milliseconds that it lives from then; 0 is for ever. */
  readonly ttl: number
  /** `clock` and `fresh` are those of its stamp. */
  readonly clock: number
  readonly fresh: boolean
  /** The time at which the key got this value. */
  readonly changed: number
  readonly history: History
}

export interface Tuple extends NewTuple {
  /** The size of the key and the value in bytes. */
  readonly size: number
  /** Grows with every change of the table. */
  readonly seq: number
  /** Its `seq` when it got this value. */
  readonly valueSeq: number
  /** True if the tuple was replaced or removed. */
  gone: boolean
  /** The neighbours of CZMQ to which it was sent again, since they sent another value. */
  readonly insisted: Set<object>
}

/** Stands for the owner of the node as the sender of a tuple. */
export const OWNER: object = { owner: true }

export interface TableLimits {
  readonly maxTuples: number
  readonly maxValueSize: number
  readonly maxBytes: number
}

export class TupleTable {
  readonly #limits: TableLimits
  readonly #byKey = new Map<string, Tuple>()
  /** Sorted by `seq`. Tuples that are gone are removed once they are half of it. */
  #order: Tuple[] = []
  #seq = 0
  #bytes = 0

  constructor(limits: TableLimits) {
    this.#limits = limits
  }

  /** The number of the last change. */
  get seq(): number {
    return this.#seq
  }

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): Tuple | undefined {
    return this.#byKey.get(key)
  }

  [Symbol.iterator](): IterableIterator<Tuple> {
    return this.#byKey.values()
  }

  /** Throws EINVAL for text that cannot be encoded, ERR_ZGOSSIP_LIMIT beyond a limit. The table is unchanged then. */
  put(tuple: NewTuple): Tuple {
    const { maxTuples, maxValueSize, maxBytes } = this.#limits
    const old = this.#byKey.get(tuple.key)
    const valueSize = octets('value', tuple.value).length
    const size = keyOctets(tuple.key).length + valueSize
    const bytes = this.#bytes + size - (old?.size ?? 0)
    if (valueSize > maxValueSize) throw full(`a value of ${valueSize} bytes exceeds maxValueSize ${maxValueSize}`)
    if (old === undefined && this.size >= maxTuples) throw full(`there are ${maxTuples} tuples already (maxTuples)`)
    if (bytes > maxBytes) throw full(`${bytes} bytes of tuples exceed maxBytes ${maxBytes}`)
    if (old !== undefined) old.gone = true
    const seq = ++this.#seq
    const valueSeq = old?.value === tuple.value ? old.valueSeq : seq
    const added = { ...tuple, size, seq, valueSeq, gone: false, insisted: new Set<object>() }
    this.#bytes = bytes
    this.#byKey.set(tuple.key, added)
    this.#order.push(added)
    this.#compact()
    return added
  }

  /** Returns false if there is no such key. */
  delete(key: string): boolean {
    const old = this.#byKey.get(key)
    if (old === undefined) return false
    old.gone = true
    this.#bytes -= old.size
    this.#byKey.delete(key)
    this.#compact()
    return true
  }

  /** The first tuple that changed after `seq`. */
  after(seq: number): Tuple | undefined {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#order[middle] as Tuple).seq <= seq) low = middle + 1
      else high = middle
    }
    while (this.#order[low]?.gone === true) low++
    return this.#order[low]
  }

  #compact(): void {
    if (this.#order.length > 2 * this.size + 16) this.#order = this.#order.filter(({ gone }) => !gone)
  }
}

function full(why: string): ZmqError {
  return new ZmqError('ERR_ZGOSSIP_LIMIT', why)
}
