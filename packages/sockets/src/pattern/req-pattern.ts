/** The pattern of REQ (RFC 28): sends a request, then receives its reply. */
import type { Message } from '@tszmq/zmtp-codec'
import { EMPTY, allocate } from '@tszmq/zmtp-codec/internal'
import type { PatternHost } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { ZmqError } from '../events/zmq-error.ts'
import { DealerPattern } from './dealer-pattern.ts'
import type { DealerOptions } from './dealer-pattern.ts'

/** Options of a REQ, read when they are used. */
export interface ReqOptions extends DealerOptions {
  /** ZMQ_REQ_CORRELATE: number the requests, and receive only the reply with the same number. */
  readonly correlate: boolean
  /** ZMQ_REQ_RELAXED: a second send abandons the request that waits. */
  readonly relaxed: boolean
}

export class ReqPattern extends DealerPattern {
  readonly #host: PatternHost
  readonly #reqOptions: ReqOptions
  #waiting = false
  /** The pipe that the request was sent to. Undefined while waiting: that peer has disconnected, and there will be no reply. */
  #replyPipe: Pipe | undefined = undefined
  #requestId: number
  #correlated = false
  #reply: Message | undefined = undefined

  constructor(host: PatternHost, options: ReqOptions, firstRequestId: number) {
    super(options)
    this.#host = host
    this.#reqOptions = options
    this.#requestId = firstRequestId
  }

  override get readable(): boolean {
    if (!this.#waiting) return false
    this.#reply ??= this.#findReply()
    return this.#reply !== undefined
  }

  override get writable(): boolean {
    return !this.#mustReceive() && this.balancer.writable
  }

  override detach(pipe: Pipe): void {
    super.detach(pipe)
    if (this.#replyPipe !== pipe || !pipe.ended) return
    this.#replyPipe = undefined
    this.#host.wake()
  }

  override send(message: Message): boolean {
    if (this.#mustReceive()) return false
    const { correlate } = this.#reqOptions
    const request = correlate ? [this.#nextId(), EMPTY, ...message] : [EMPTY, ...message]
    this.#dropStale()
    if (!this.balancer.send(request)) return false
    this.#waiting = true
    this.#correlated = correlate
    this.#replyPipe = this.balancer.target
    return true
  }

  override receive(): Message | undefined {
    if (!this.#waiting) return undefined
    const reply = this.#reply ?? this.#findReply()
    this.#reply = undefined
    if (reply === undefined) return undefined
    this.#waiting = false
    // The next `send()` may already wait.
    this.#host.wake()
    return reply
  }

  outOfTurn(verb: 'send' | 'receive'): ZmqError | undefined {
    if (verb === 'receive') {
      return this.#waiting ? undefined : new ZmqError('EFSM', 'a REQ socket must send a request before it receives (RFC 28)')
    }
    if (!this.#mustReceive()) return undefined
    return new ZmqError(
      'EFSM',
      'a REQ socket must receive the reply before it sends again (RFC 28); with `relaxed` and `correlate` it may abandon that request',
    )
  }

  #mustReceive(): boolean {
    return this.#waiting && !this.#reqOptions.relaxed && (this.#replyPipe !== undefined || this.#reply !== undefined)
  }

  #nextId(): Uint8Array {
    const id = (this.#requestId = (this.#requestId + 1) >>> 0)
    const frame = allocate(4)
    for (let i = 0; i < 4; i++) frame[i] = id >>> (24 - 8 * i)
    return frame
  }

  /** Messages that are there before the request is sent cannot be its reply. */
  #dropStale(): void {
    this.#reply = undefined
    for (let m = this.queue.receive(); m !== undefined; m = this.queue.receive()) {
      this.#host.dropped('unexpected', 1, this.queue.source)
    }
  }

  #findReply(): Message | undefined {
    for (let message = this.queue.receive(); message !== undefined; message = this.queue.receive()) {
      const pipe = this.queue.source as Pipe
      const start = this.#envelopeEnd(message)
      if (pipe === this.#replyPipe && start > 0) {
        message.splice(0, start)
        return message
      }
      this.#host.dropped('unexpected', 1, pipe)
      // As in libzmq, a peer that sends a reply without a delimiter is disconnected; in process the message is skipped.
      if (start < 0 && pipe.wire) pipe.close()
    }
    if (this.#replyPipe?.ended === true) this.#replyPipe = undefined
    return undefined
  }

  /** Returns where the body begins; 0 for the reply to another request, -1 for a message that is not a reply. */
  #envelopeEnd(message: Message): number {
    const delimiter = message[0]?.length === 4 && message.length > 1 ? 1 : 0
    if (message[delimiter]?.length !== 0 || message.length < delimiter + 2) return -1
    if (!this.#correlated) return delimiter === 0 ? 1 : 0
    if (delimiter === 0) return 0
    const id = message[0] as Uint8Array
    for (let i = 0; i < 4; i++) if (id[i] !== ((this.#requestId >>> (24 - 8 * i)) & 0xff)) return 0
    return 2
  }
}
