/** XSUB (RFC 29): subscriptions go out as messages, whatever publishers send comes in, fairly. Takes all it gets, unfiltered. */
import type { Frame, Message } from '@tszmq/zmtp-codec'
import { copyBytes, guardedCopy } from '@tszmq/zmtp-codec/internal'
import { byteKey } from '../route/byte-key.ts'
import type { Pattern, PatternHost } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { Distributor } from '../route/distributor.ts'
import { FairQueue } from '../route/fair-queue.ts'

export class XsubPattern implements Pattern {
  readonly writable: boolean = true
  protected readonly queue = new FairQueue()
  readonly #host: PatternHost
  readonly #distributor = new Distributor()
  /** Each topic with its `01 topic` message and how often it was subscribed to. */
  readonly #subscriptions = new Map<string, { frame: Frame; count: number }>()

  constructor(host: PatternHost) {
    this.#host = host
  }

  get source(): Pipe | undefined {
    return this.queue.source
  }

  get readable(): boolean {
    return this.queue.readable
  }

  /** ZMQ_TOPICS_COUNT */
  get topics(): number {
    return this.#subscriptions.size
  }

  attach(pipe: Pipe): void {
    this.#distributor.attach(pipe)
    this.queue.activate(pipe)
    this.hiccuped(pipe)
  }

  /**
   * A new publisher knows nothing: it gets every subscription, however many, whatever the high-water mark. Those that wait
   * for the old one would tell it twice; what else waits comes after them.
   */
  hiccuped(pipe: Pipe): void {
    const waiting: Message[] = []
    for (let next = pipe.peer.read(); next !== undefined; next = pipe.peer.read()) if (!isSubscription(next)) waiting.push(next)
    for (const { frame } of this.#subscriptions.values()) pipe.force([frame])
    for (const message of waiting) pipe.force(message)
  }

  detach(pipe: Pipe): void {
    this.#distributor.detach(pipe)
    if (pipe.ended) this.queue.detach(pipe)
  }

  activateRead(pipe: Pipe): void {
    this.queue.activate(pipe)
  }

  activateWrite(): void {}

  /** One frame that begins with 1 or 0 subscribes or unsubscribes; all else is for the publishers' applications. */
  send(message: Message): boolean {
    if (isSubscription(message)) {
      const first = message[0] as Frame
      if (first[0] === 1) this.#subscribe(first)
      else this.#unsubscribe(first)
      return true
    }
    const missed = this.#distributor.send(message, this.#distributor.pipes)
    if (missed > 0) this.#host.dropped('high-water-mark', missed)
    return true
  }

  receive(): Message | undefined {
    return this.queue.receive()
  }

  /** A topic got its first subscription, or lost its last one. */
  protected added(_topic: Frame): void {}
  protected removed(_topic: Frame): void {}

  /** As libzmq: each SUBSCRIBE goes out, since a device in between may be verbose. */
  #subscribe(frame: Frame): void {
    const key = byteKey(frame.subarray(1))
    const known = this.#subscriptions.get(key)
    if (known === undefined) {
      const own = guardedCopy(frame)
      this.#subscriptions.set(key, { frame: own, count: 1 })
      this.added(own.subarray(1))
    } else known.count++
    this.#tell(known?.frame ?? (this.#subscriptions.get(key) as { frame: Frame }).frame)
  }

  /** As libzmq: a CANCEL goes out with the last one only. Cancelling what was never subscribed to is nothing. */
  #unsubscribe(frame: Frame): void {
    const key = byteKey(frame.subarray(1))
    const known = this.#subscriptions.get(key)
    if (known === undefined || --known.count > 0) return
    this.#subscriptions.delete(key)
    this.removed(frame.subarray(1))
    this.#tell(copyBytes(frame))
  }

  #tell(frame: Frame): void {
    const { pipes } = this.#distributor
    for (let i = 0; i < pipes.length; i++) (pipes[i] as Pipe).force([frame])
  }
}

/** One frame that begins with 1, to subscribe, or with 0. */
function isSubscription(message: Message): boolean {
  const first = message[0] as Frame
  return message.length === 1 && first.length > 0 && (first[0] as number) <= 1
}
