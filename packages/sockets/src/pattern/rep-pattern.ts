/** The pattern of REP (RFC 28): receives a request, then sends the reply to its sender. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pattern, PatternHost } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { ZmqError } from '../events/zmq-error.ts'
import { FairQueue } from '../route/fair-queue.ts'

export class RepPattern implements Pattern {
  readonly #host: PatternHost
  readonly #queue = new FairQueue()
  #request: { pipe: Pipe; envelope: Message } | undefined = undefined

  constructor(host: PatternHost) {
    this.#host = host
  }

  get source(): Pipe | undefined {
    return this.#queue.source
  }

  get readable(): boolean {
    return this.#request === undefined && this.#queue.readable
  }

  get writable(): boolean {
    return this.#request !== undefined
  }

  attach(pipe: Pipe): void {
    this.#queue.activate(pipe)
  }

  detach(pipe: Pipe): void {
    if (pipe.ended) this.#queue.detach(pipe)
  }

  activateRead(pipe: Pipe): void {
    this.#queue.activate(pipe)
  }

  activateWrite(): void {}

  send(message: Message): boolean {
    const request = this.#request
    if (request === undefined) return false
    this.#request = undefined
    // RFC 28: the reply is dropped if the peer has disconnected or its queue is full.
    if (!request.pipe.open) this.#host.dropped('unroutable', 1, request.pipe)
    else if (!request.pipe.write([...request.envelope, ...message])) this.#host.dropped('high-water-mark', 1, request.pipe)
    this.#host.wake()
    return true
  }

  receive(): Message | undefined {
    if (this.#request !== undefined) return undefined
    for (let message = this.#queue.receive(); message !== undefined; message = this.#queue.receive()) {
      const pipe = this.#queue.source as Pipe
      const delimiter = message.findIndex((frame) => frame.length === 0)
      if (delimiter >= 0 && delimiter < message.length - 1) {
        this.#request = { pipe, envelope: message.splice(0, delimiter + 1) }
        // A `send()` may already wait for the request.
        this.#host.wake()
        return message
      }
      this.#host.dropped('unexpected', 1, pipe)
    }
    return undefined
  }

  outOfTurn(verb: 'send' | 'receive'): ZmqError | undefined {
    if (verb === 'send') {
      return this.#request === undefined ? new ZmqError('EFSM', 'a REP socket must receive a request before it sends (RFC 28)') : undefined
    }
    if (this.#request === undefined) return undefined
    return new ZmqError('EFSM', 'a REP socket must send its reply before it receives again (RFC 28)')
  }
}
