/** The pattern of XPUB (RFC 29): sends to all subscribers, and receives their subscriptions as messages. */
import { allocate } from '@tszmq/zmtp-codec/internal'
import { ProtocolError } from '@tszmq/zmtp-codec'
import type { Frame, Message } from '@tszmq/zmtp-codec'
import type { Pattern, PatternHost } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { Ring } from '../pipe/ring.ts'
import { ZmqError } from '../events/zmq-error.ts'
import { Distributor } from '../route/distributor.ts'
import { TopicTrie } from '../route/topic-trie.ts'

/** Options of an XPUB, read when they are used. */
export interface XpubOptions {
  /** ZMQ_XPUB_NODROP: do not send a message while the queue of one of its receivers is full. */
  readonly noDrop: boolean
  /** ZMQ_INVERT_MATCHING: send to the peers whose subscriptions do not match. */
  readonly invertMatching: boolean
  /** ZMQ_XPUB_VERBOSE and _VERBOSER: pass on duplicate subscriptions, and unsubscriptions too. */
  readonly verbosity: null | 'allSubs' | 'allSubsUnsubs'
  /** ZMQ_XPUB_MANUAL: the application subscribes peers itself. */
  readonly manual: boolean
  /** ZMQ_XPUB_WELCOME_MSG: the first message to each peer. */
  readonly welcomeMessage: Frame | null
  /** Most subscriptions of one peer. */
  readonly maxSubscriptionsPerPeer: number
}

/** Most notifications that wait for the application. Beyond that, no more subscriptions are read from peers. */
const MAX_WAITING = 100_000

export class XpubPattern implements Pattern {
  source: Pipe | undefined = undefined
  protected readonly host: PatternHost
  readonly #options: XpubOptions
  readonly #distributor = new Distributor()
  readonly #topics = new TopicTrie<Pipe>()
  /** With MANUAL: the topics that peers requested; `#topics` has those that the application gave them. */
  readonly #requested = new TopicTrie<Pipe>()
  readonly #notifications = new Ring<{ message: Message; pipe: Pipe }>()
  /** Pipes that have more to read, which waits because of `MAX_WAITING`. */
  readonly #stalled = new Set<Pipe>()
  #mark = 0

  constructor(host: PatternHost, options: XpubOptions) {
    this.host = host
    this.#options = options
  }

  /** Number of topics (ZMQ_TOPICS_COUNT). */
  get topics(): number {
    return this.#topics.topics
  }

  get readable(): boolean {
    return this.#notifications.size > 0
  }

  get writable(): boolean {
    return !this.#options.noDrop || this.#distributor.room(this.#distributor.pipes)
  }

  attach(pipe: Pipe): void {
    this.#distributor.attach(pipe)
    const { welcomeMessage } = this.#options
    if (welcomeMessage !== null) pipe.write([welcomeMessage])
    this.activateRead(pipe)
  }

  /** A new connection: its peer sends its subscriptions again, so those of the last connection are removed. */
  hiccuped(pipe: Pipe): void {
    this.activateRead(pipe)
    this.#forget(pipe)
  }

  detach(pipe: Pipe): void {
    this.#distributor.detach(pipe)
    this.#stalled.delete(pipe)
    this.#forget(pipe)
  }

  /**
   * Removes all subscriptions of `pipe`. RFC 29 does not define notifications for that. As in libzmq, there is one for each topic without
   * subscribers left; with MANUAL or `allSubsUnsubs` one for each subscription.
   */
  #forget(pipe: Pipe): void {
    const { manual, verbosity } = this.#options
    const requested = manual ? this.#requested : this.#topics
    const all = manual || verbosity === 'allSubsUnsubs'
    requested.removeOwner(pipe, (topic, last) => {
      if (last || all) this.notify([notification(0, topic)], pipe)
    })
    if (manual) this.#topics.removeOwner(pipe)
  }

  /** Subscriptions take effect when they arrive, whether or not the application receives the notifications. */
  activateRead(pipe: Pipe): void {
    while (this.#notifications.size < MAX_WAITING) {
      const message = pipe.read()
      if (message === undefined) return
      const first = message[0] as Frame
      if (message.length === 1 && first.length > 0 && (first[0] as number) <= 1) this.#subscription(first, pipe)
      else this.userMessage(message, pipe)
    }
    this.#stalled.add(pipe)
  }

  activateWrite(): void {}

  send(message: Message): boolean {
    const pipes = this.#select(message[0] as Frame)
    if (this.#options.noDrop && !this.#distributor.room(pipes)) return false
    const missed = this.#distributor.send(message, pipes)
    if (missed > 0) this.host.dropped('high-water-mark', missed)
    return true
  }

  receive(): Message | undefined {
    const next = this.#notifications.take()
    if (next === undefined) return undefined
    this.source = next.pipe
    if (this.#stalled.size > 0) this.#resume()
    return next.message
  }

  /** Returns the peers that a message with the first frame `topic` would be sent to; without `topic`, those with any subscription. */
  subscribers(topic: Frame | undefined): Pipe[] {
    if (topic === undefined) return this.#distributor.pipes.filter((pipe) => this.#topics.count(pipe) > 0)
    return [...this.#select(topic)]
  }

  /** With MANUAL: subscribes the sender of the last received notification, if it is still connected. Throws EINVAL if there was none. */
  subscribe(topic: Frame): void {
    const pipe = this.#notified()
    // A peer that has disconnected would keep its topics for ever.
    if (!pipe.open) return
    this.#topics.add(topic, pipe)
    this.host.subscriptionsChanged?.()
  }

  /** With MANUAL: unsubscribes the sender of the last received notification. Throws as `subscribe`. */
  unsubscribe(topic: Frame): void {
    this.#topics.remove(topic, this.#notified())
  }

  /** A message that the application of an XSUB has sent. PUB overrides this, since it cannot receive. */
  protected userMessage(message: Message, pipe: Pipe): void {
    this.notify(message, pipe)
  }

  protected notify(message: Message, pipe: Pipe): void {
    this.#notifications.push({ message, pipe })
    this.host.wake()
  }

  #notified(): Pipe {
    if (!this.#options.manual) throw new ZmqError('EINVAL', 'subscribe() and unsubscribe() of an XPUB need the option manual')
    if (this.source === undefined) throw new ZmqError('EINVAL', 'there is no sender to subscribe: no notification was received yet')
    return this.source
  }

  #subscription(frame: Frame, pipe: Pipe): void {
    const { manual, verbosity, maxSubscriptionsPerPeer } = this.#options
    const topics = manual ? this.#requested : this.#topics
    const topic = frame.subarray(1)
    if (frame[0] === 0) {
      const last = topics.remove(topic, pipe)
      if (last === true || manual || verbosity === 'allSubsUnsubs') this.notify([frame], pipe)
      return
    }
    const first = topics.add(topic, pipe)
    if (topics.count(pipe) > maxSubscriptionsPerPeer) {
      pipe.reason = new ProtocolError(
        'ERR_ZMTP_SUBSCRIPTIONS',
        `more subscriptions than maxSubscriptionsPerPeer ${maxSubscriptionsPerPeer}`,
      )
      this.host.dropped('unexpected', 1, pipe)
      this.detach(pipe)
      return pipe.close()
    }
    if (first || manual || verbosity !== null) this.notify([frame], pipe)
    this.host.subscriptionsChanged?.()
  }

  /** Returns the pipes that the message is sent to, each once. */
  #select(topic: Frame): readonly Pipe[] {
    const inverted = this.#options.invertMatching
    const all = inverted ? undefined : this.#topics.matching(topic)
    if (all !== undefined) return all
    const matched: Pipe[] = []
    this.#topics.collect(topic, matched)
    const mark = ++this.#mark
    let kept = 0
    for (let i = 0; i < matched.length; i++) {
      const pipe = matched[i] as Pipe
      if (pipe.mark === mark) continue
      pipe.mark = mark
      matched[kept++] = pipe
    }
    matched.length = kept
    if (!inverted) return matched
    return this.#distributor.pipes.filter((pipe) => pipe.mark !== mark)
  }

  #resume(): void {
    const stalled = [...this.#stalled]
    this.#stalled.clear()
    for (const pipe of stalled) this.activateRead(pipe)
  }
}

function notification(kind: 0 | 1, topic: Frame): Frame {
  const frame = allocate(1 + topic.length)
  frame[0] = kind
  frame.set(topic, 1)
  return frame
}
