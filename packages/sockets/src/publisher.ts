/** PUB (RFC 29): each message to everybody who subscribed to its beginning. Cannot receive. */
import type { SocketOptions } from './core/socket-options.ts'
import { defineOptions } from './core/accessors.ts'
import { SendingSocket } from './core/duplex.ts'
import type { Pattern } from './core/pattern.ts'
import { PubPattern } from './pattern/pub-pattern.ts'

export class Publisher extends SendingSocket {
  declare noDrop: boolean
  declare conflate: boolean
  declare invertMatching: boolean
  declare maxTopicLength: number
  declare maxSubscriptionsPerPeer: number

  constructor(options?: SocketOptions<Publisher>) {
    super('PUB', options)
  }

  /** ZMQ_TOPICS_COUNT: distinct prefixes somebody is subscribed to. */
  get topicsCount(): number {
    return (this.pattern as PubPattern).topics
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PubPattern(this, this.values)
  }
}

defineOptions(Publisher, 'PUB')
