/** The pattern of PAIR (RFC 31): one peer at a time. Never drops messages. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pattern } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { ZmqError } from '../events/zmq-error.ts'
import { FairQueue } from '../route/fair-queue.ts'

export class PairPattern implements Pattern {
  /** A queue, since messages of the previous peer may still have to be read. */
  readonly #queue = new FairQueue()
  #pipe: Pipe | undefined = undefined

  get source(): Pipe | undefined {
    return this.#queue.source
  }

  get readable(): boolean {
    return this.#queue.readable
  }

  get writable(): boolean {
    if (this.#pipe === undefined) return false
    if (this.#pipe.room()) return true
    this.#pipe.mute()
    return false
  }

  attach(pipe: Pipe): void {
    if (this.#pipe !== undefined) {
      pipe.reason = new ZmqError('EISCONN', 'a PAIR socket has one peer at a time, and this one has a peer already')
      return pipe.close()
    }
    this.#pipe = pipe
    this.#queue.activate(pipe)
  }

  detach(pipe: Pipe): void {
    if (this.#pipe === pipe) this.#pipe = undefined
    if (pipe.ended) this.#queue.detach(pipe)
  }

  activateRead(pipe: Pipe): void {
    this.#queue.activate(pipe)
  }

  activateWrite(): void {}

  send(message: Message): boolean {
    return this.#pipe !== undefined && this.#pipe.write(message)
  }

  receive(): Message | undefined {
    return this.#queue.receive()
  }
}
