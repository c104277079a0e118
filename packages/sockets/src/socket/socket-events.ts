/** What a socket reports: its events, dropped messages and failures. */
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { DropCounter } from '../events/drop-counter.ts'
import type { Event } from '../events/event.ts'
import { FailureCounter } from '../events/failure-counter.ts'
import { Observer } from '../events/observer.ts'
import type { Warnings } from '../events/warnings.ts'
import type { DropReason } from '../pattern/pattern.ts'
import type { Runtime } from '../runtime/runtime.ts'

export class SocketEvents {
  readonly drops: DropCounter
  readonly failures: FailureCounter
  /** The last failure of a connection, for the message of a timeout. */
  lastError: Error | undefined = undefined
  readonly #runtime: Runtime
  #observer: Observer | undefined = undefined
  #ended = false

  constructor(runtime: Runtime, warnings: Warnings, type: SocketTypeName) {
    this.#runtime = runtime
    this.failures = new FailureCounter(warnings, type)
    this.drops = new DropCounter(runtime, (event) => this.emit(event))
  }

  /** The observer, which is created at its first use. */
  get observer(): Observer {
    if (this.#observer === undefined) {
      this.#observer = Observer.create(this.#runtime)
      if (this.#ended) this.#observer.close()
    }
    return this.#observer
  }

  /** True if the program or a monitor uses the events. */
  get observed(): boolean {
    return this.#observer?.observed === true
  }

  emit(event: Event): void {
    const heard = this.#observer?.emit(event) === true
    if ('error' in event && event.error !== undefined) this.lastError = event.error
    this.failures.add(event, heard, this.#hears('drop'))
  }

  /** Counts messages that were dropped. */
  dropped(reason: DropReason, count: number, remote: string): void {
    if (count > 0) this.drops.add(reason, count, remote, this.observed)
  }

  /** Counts messages that were lost because their connection ended without the program asking for it. */
  lost(count: number, address: string, remote: string): void {
    this.dropped('lost', count, remote)
    this.failures.lost(count, address, this.#hears('drop'))
  }

  /** A `bindSync()` failed after it had returned. */
  bindFailed(address: string, error: Error): void {
    this.failures.bound(address, error, this.#hears('bind:error'))
  }

  /** All connections have ended: emits `end`, the last event. */
  end(): void {
    this.#ended = true
    this.#observer?.close()
  }

  #hears(type: 'drop' | 'bind:error'): boolean {
    return this.#observer?.hears(type) === true
  }
}
