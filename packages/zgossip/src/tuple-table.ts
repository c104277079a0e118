/**
 * The tuples of a node, each key once, in the order of their last change: whoever reads them needs to remember one number, however
 * much is new. It refuses more than its limits.
 */
import { ZmqError } from '@tszmq/sockets'
import type { Past } from './dispute.ts'
import { keyOctets, octets } from './gossip-message.ts'

/** What is said of a key, and by whom. */
export interface NewTuple {
  readonly key: string
  readonly value: string
  /** Who told it, for as long as they are connected as they were then; the owner's are `OWNER`. */
  readonly from: object
  /** When it was heard, and for how many milliseconds it lives; 0: for ever. */
  readonly since: number
  readonly ttl: number
  /** Of its stamp. */
  readonly clock: number
  readonly fresh: boolean
  /** When it got this value. */
  readonly changed: number
  readonly past: Past
}

export interface Tuple extends NewTuple {
  /** Bytes of the key and the value. */
  readonly size: number
  /** Grows with every change of the table. */
  readonly seq: number
  /** Its `seq` when it got this value. */
  readonly valueSeq: number
  /** A newer one has its key, or none has. */
  gone: boolean
  /** Who was told once more, when they said something else. */
  readonly insisted: Set<object>
}

/** Who told a tuple that nobody told but the owner of the node. */
export const OWNER: object = { owner: true }

export interface TableLimits {
  readonly maxTuples: number
  readonly maxValueSize: number
  readonly maxBytes: number
}

export class TupleTable {
  readonly #limits: TableLimits
  readonly #byKey = new Map<string, Tuple>()
  /** By `seq`; those that are gone stay until they are half of it. */
  #order: Tuple[] = []
  #seq = 0
  #bytes = 0

  constructor(limits: TableLimits) {
    this.#limits = limits
  }

  /** That of the last change. */
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

  /** Throws EINVAL for what cannot be said, ERR_ZGOSSIP_LIMIT for what does not fit; nothing is changed then. */
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

  /** False when there is none. */
  delete(key: string): boolean {
    const old = this.#byKey.get(key)
    if (old === undefined) return false
    old.gone = true
    this.#bytes -= old.size
    this.#byKey.delete(key)
    this.#compact()
    return true
  }

  /** The first that changed after `seq`. */
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
