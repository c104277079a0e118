/** Counts the failures of one socket by code, and has each that the program does not listen to printed as a warning. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import type { Event } from './event.ts'
import { failureOf } from './failure.ts'
import type { WarningCode } from './warning-table.ts'
import type { Warnings } from './warnings.ts'

/** How many failures a socket had, by code; codes without any are missing. */
export type Failures = Readonly<Partial<Record<WarningCode, number>>>

/** A publisher's subscribers come and go, and what was queued for them goes with them. */
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

  /** `heard`: the program gets this event. `drops`: it listens to the event `drop`, which tells of a message that was too large as well. */
  add(event: Event, heard: boolean, drops: boolean): void {
    const failure = failureOf(event, this.#type)
    if (failure === undefined) return
    const { code, about, text } = failure
    this.#count(code)
    if (!heard && !(drops && code === 'ZMQ_MESSAGE_SIZE')) this.#warnings.tell(code, about, text)
  }

  /** `count` messages were lost with their connection. */
  lost(count: number, address: string, heard: boolean): void {
    if (PUBLISHERS.includes(this.#type)) return
    this.#count('ZMQ_LOST')
    if (heard) return
    const text =
      count === 1
        ? 'one message that was to be sent was lost with the connection. It is counted in drops.lost and is not sent again.'
        : `${count} messages that were to be sent were lost with the connection. They are counted in drops.lost and are not sent again.`
    this.#warnings.tell('ZMQ_LOST', address, `${address}: ${text}`)
  }

  /** A `bindSync()` failed after it had returned. */
  bound(address: string, error: Error, heard: boolean): void {
    this.#count('ZMQ_BIND')
    if (!heard) this.#warnings.tell('ZMQ_BIND', address, `${error.message}. bindSync() had returned already; bind() rejects in this case.`)
  }

  #count(code: WarningCode): void {
    const totals = (this.#totals ??= {})
    totals[code] = (totals[code] ?? 0) + 1
  }
}
