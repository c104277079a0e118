/** The pattern of PULL (RFC 30): receives from a fair queue. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pattern } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { FairQueue } from '../route/fair-queue.ts'

export class PullPattern implements Pattern {
  readonly writable = false
  readonly #queue = new FairQueue()

  get source(): Pipe | undefined {
    return this.#queue.source
  }

  get readable(): boolean {
    return this.#queue.readable
  }

  attach(pipe: Pipe): void {
    this.#queue.activate(pipe)
  }

  /** Messages that a peer sent before it disconnected are still read. */
  detach(pipe: Pipe): void {
    if (pipe.ended) this.#queue.detach(pipe)
  }

  activateRead(pipe: Pipe): void {
    this.#queue.activate(pipe)
  }

  activateWrite(): void {}

  send(): boolean {
    return false
  }

  receive(): Message | undefined {
    return this.#queue.receive()
  }
}
