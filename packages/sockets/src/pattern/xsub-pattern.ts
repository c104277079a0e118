/** The pattern of XSUB (RFC 29): sends subscriptions as messages, and receives from a fair queue without a filter. */
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
  /** By topic: its `01 topic` frame, and how often the socket has subscribed to it. */
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

  /** Number of topics (ZMQ_TOPICS_COUNT). */
  get topics(): number {
    return this.#subscriptions.size
  }

  attach(pipe: Pipe): void {
    this.#distributor.attach(pipe)
    this.queue.activate(pipe)
    this.hiccuped(pipe)
  }

  /**
   * Sends all subscriptions to a new publisher, even above the high-water mark. Subscriptions that are still queued would be sent twice, so
   * they are removed; other queued messages follow.
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

  /** A message of one frame that begins with 1 or 0 subscribes or unsubscribes. Other messages are for the application of the publisher. */
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

  /** As in libzmq, each SUBSCRIBE is sent, since a device in between may be verbose. */
  #subscribe(frame: Frame): void {
    const key = byteKey(frame.subarray(1))
    const known = this.#subscriptions.get(key)
    if (known === undefined) {
      const own = guardedCopy(frame)
      this.#subscriptions.set(key, { frame: own, count: 1 })
      this.added(own.subarray(1))
    } else known.count++
    this.#sendToAll(known?.frame ?? (this.#subscriptions.get(key) as { frame: Frame }).frame)
  }

  /** As in libzmq, a CANCEL is sent only for the last subscription to a topic. */
  #unsubscribe(frame: Frame): void {
    const key = byteKey(frame.subarray(1))
    const known = this.#subscriptions.get(key)
    if (known === undefined || --known.count > 0) return
    this.#subscriptions.delete(key)
    this.removed(frame.subarray(1))
    this.#sendToAll(copyBytes(frame))
  }

  #sendToAll(frame: Frame): void {
    const { pipes } = this.#distributor
    for (let i = 0; i < pipes.length; i++) (pipes[i] as Pipe).force([frame])
  }
}

/** True for one frame that begins with 1 (subscribe) or 0 (unsubscribe). */
function isSubscription(message: Message): boolean {
  const first = message[0] as Frame
  return message.length === 1 && first.length > 0 && (first[0] as number) <= 1
}
