/**
 * The messages for the owner of a node: DELIVER for each tuple whose value is new, EXPIRE for each that has expired. An owner that reads late
 * gets the last value of each key, and costs no memory until then.
 */
import type { ActorPipe } from '@tszmq/zactor'
import type { TupleTable } from './tuple-table.ts'

export class OwnerFeed {
  readonly #pipe: ActorPipe
  readonly #table: () => TupleTable
  readonly #maxExpired: number
  readonly #expired = new Set<string>()
  #sent = 0
  #waiting = false

  constructor(pipe: ActorPipe, table: () => TupleTable, maxExpired: number) {
    this.#pipe = pipe
    this.#table = table
    this.#maxExpired = maxExpired
  }

  expire(key: string): void {
    this.#expired.add(key)
    if (this.#expired.size > this.#maxExpired) for (const first of this.#expired) return void this.#expired.delete(first)
    this.pump()
  }

  readonly pump = (): void => {
    if (this.#waiting) return
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (this.#pipe.trySend(next)) continue
      this.#waiting = true
      this.#pipe.send(next).then(
        () => {
          this.#waiting = false
          this.pump()
        },
        // The owner is gone, and the actor is about to end.
        () => undefined,
      )
      return
    }
  }

  #next(): string[] | undefined {
    const table = this.#table()
    for (const key of this.#expired) {
      this.#expired.delete(key)
      if (table.get(key) === undefined) return ['EXPIRE', key]
    }
    for (let tuple = table.after(this.#sent); tuple !== undefined; tuple = table.after(this.#sent)) {
      const isNew = tuple.valueSeq > this.#sent
      this.#sent = tuple.seq
      if (isNew) return ['DELIVER', tuple.key, tuple.value]
    }
    return undefined
  }
}
