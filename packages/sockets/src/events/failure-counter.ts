/** Counts the failures of one socket by code, and prints a warning for each that the program does not listen to. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import type { Event } from './event.ts'
import { failureOf } from './failure.ts'
import type { WarningCode } from './warning-table.ts'
import type { Warnings } from './warnings.ts'

/** Number of failures of a socket, by the code of their warning. A code without failures is missing. */
export type Failures = Readonly<Partial<Record<WarningCode, number>>>

/** Subscribers of these may disconnect at any time; messages that were queued for them are lost without a warning. */
const PUBLISHERS: readonly SocketTypeName[] = ['PUB', 'XPUB']

export class FailureCounter {
  readonly #warnings: Warnings
  readonly #type: SocketTypeName
  #totals: Partial<Record<WarningCode, number>> | undefined = undefined

  constructor(warnings: Warnings, type: SocketTypeName) {
    this.#warnings = warnings
    this.#type = type
  }

  get totals(): Failures {
    return { ...this.#totals }
  }

  /**
   * Counts the failure of `event`, if it is one, and prints a warning unless the program listens to it: to the event itself (`heard`), or
   * for a message that was too large to the event `drop` (`hearsDrops`).
   */
  add(event: Event, heard: boolean, hearsDrops: boolean): void {
    const failure = failureOf(event, this.#type)
    if (failure === undefined) return
    const { code, about, text } = failure
    this.#count(code)
    if (!heard && !(hearsDrops && code === 'ZMQ_MESSAGE_SIZE')) this.#warnings.tell(code, about, text)
  }

  /** Counts a connection that ended with `count` queued messages. */
  lost(count: number, address: string, heard: boolean): void {
    if (PUBLISHERS.includes(this.#type)) return
    this.#count('ZMQ_LOST')
    if (heard) return
    const text =
      count === 1
        ? 'the connection ended and one queued message was lost. It is counted in drops.lost and is not sent again.'
        : `the connection ended and ${count} queued messages were lost. They are counted in drops.lost and are not sent again.`
    this.#warnings.tell('ZMQ_LOST', address, `${address}: ${text}`)
  }

  /** Counts a `bindSync()` that failed after it had returned. */
  bound(address: string, error: Error, heard: boolean): void {
    this.#count('ZMQ_BIND')
    if (!heard) this.#warnings.tell('ZMQ_BIND', address, `${error.message}. bindSync() had returned already; bind() rejects in this case.`)
  }

  #count(code: WarningCode): void {
    const totals = (this.#totals ??= {})
    totals[code] = (totals[code] ?? 0) + 1
  }
}
