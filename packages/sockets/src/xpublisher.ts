/** XPUB (RFC 29): a PUB that receives the subscriptions, as messages `01 topic` and `00 topic`. */
import type { SocketOptions } from './core/socket-options.ts'
import { defineOptions } from './core/accessors.ts'
import { DuplexSocket } from './core/duplex.ts'
import type { Pattern } from './core/pattern.ts'
import { toPrefixes } from './core/prefixes.ts'
import { XpubPattern } from './pattern/xpub-pattern.ts'

export class XPublisher extends DuplexSocket {
  declare noDrop: boolean
  declare manual: boolean
  declare welcomeMessage: string | Buffer | null
  declare invertMatching: boolean
  declare verbosity: null | 'allSubs' | 'allSubsUnsubs'
  declare maxTopicLength: number
  declare maxSubscriptionsPerPeer: number

  constructor(options?: SocketOptions<XPublisher>) {
    super('XPUB', options)
  }

  /**
   * With `manual`: subscribes the sender of the notification that was received last, if it is still there. Throws EINVAL when
   * there is none, and TypeError if a prefix is neither text nor bytes; null is the empty prefix.
   */
  subscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    for (const prefix of toPrefixes(prefixes)) (this.pattern as XpubPattern).subscribe(prefix)
  }

  /** With `manual`: the reverse of `subscribe`. */
  unsubscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    for (const prefix of toPrefixes(prefixes)) (this.pattern as XpubPattern).unsubscribe(prefix)
  }

  /** ZMQ_TOPICS_COUNT: distinct prefixes somebody is subscribed to. */
  get topicsCount(): number {
    return (this.pattern as XpubPattern).topics
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new XpubPattern(this, this.values)
  }
}

defineOptions(XPublisher, 'XPUB')
