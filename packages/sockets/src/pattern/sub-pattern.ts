/** The pattern of SUB (RFC 29): receives the messages that match its subscriptions from a fair queue. */
import type { Frame, Message } from '@tszmq/zmtp-codec'
import type { PatternHost } from './pattern.ts'
import { TopicTrie } from '../route/topic-trie.ts'
import { XsubPattern } from './xsub-pattern.ts'

/** Options of a SUB, read when they are used. */
export interface SubOptions {
  /** ZMQ_INVERT_MATCHING: receive the messages that match no subscription. */
  readonly invertMatching: boolean
}

export class SubPattern extends XsubPattern {
  override readonly writable = false
  readonly #options: SubOptions
  readonly #topics = new TopicTrie<SubPattern>()
  #next: Message | undefined = undefined

  constructor(host: PatternHost, options: SubOptions) {
    super(host)
    this.#options = options
  }

  override get readable(): boolean {
    this.#next ??= this.#find()
    return this.#next !== undefined
  }

  override receive(): Message | undefined {
    const message = this.#next ?? this.#find()
    this.#next = undefined
    return message
  }

  protected override added(topic: Frame): void {
    this.#topics.add(topic, this)
  }

  protected override removed(topic: Frame): void {
    this.#topics.remove(topic, this)
  }

  /** Filters the messages of publishers that do not filter, and those that were on their way when the socket unsubscribed. */
  #find(): Message | undefined {
    for (let message = this.queue.receive(); message !== undefined; message = this.queue.receive()) {
      if (this.#topics.matches(message[0] as Frame) !== this.#options.invertMatching) return message
    }
    return undefined
  }
}
