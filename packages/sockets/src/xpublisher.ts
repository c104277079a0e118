/** XPUB (RFC 29): a PUB that receives the subscriptions, as messages `01 topic` and `00 topic`. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { Peer } from './socket/peer.ts'
import type { PeerWaitOptions } from './socket/socket.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { toPrefixes } from './options/prefixes.ts'
import { XpubPattern } from './pattern/xpub-pattern.ts'

export class XPublisher extends DuplexSocket {
  /**
   * If true, sending waits while the queue of one of the subscribers is full. If false, messages are dropped for that subscriber.
   * Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_XPUB_NODROP.
   */
  declare noDrop: boolean
  /**
   * If true, subscriptions take effect only when the application calls `subscribe()` and `unsubscribe()`. Default: `false`. Takes
   * effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_XPUB_MANUAL.
   */
  declare manual: boolean
  /**
   * First message to each new subscriber. A subscriber receives it only if it has subscribed to it. Value: bytes. Default: `null`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_XPUB_WELCOME_MSG.
   */
  declare welcomeMessage: string | Buffer | null
  /**
   * If true, a subscriber gets the messages that do not match its subscriptions. Both ends need the same value. Default: `false`.
   * Takes effect at once, on existing connections too. libzmq: ZMQ_INVERT_MATCHING.
   */
  declare invertMatching: boolean
  /**
   * Which repeated notifications are received: none, duplicate subscriptions, or duplicate unsubscriptions too. Default: `null`.
   * Takes effect at once, on existing connections too. libzmq: ZMQ_XPUB_VERBOSE, ZMQ_XPUB_VERBOSER.
   */
  declare verbosity: null | 'allSubs' | 'allSubsUnsubs'
  /**
   * Maximum length of a topic that a subscriber sends. A longer one closes its connection. Unit: bytes, 1 or more. Default:
   * `65536`. Takes effect for endpoints that are bound or connected afterwards. libzmq has no such option.
   */
  declare maxTopicLength: number
  /**
   * Maximum number of subscriptions of one subscriber. One more closes its connection. Unit: topics, 1 or more. Default: `100000`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq has no such option.
   */
  declare maxSubscriptionsPerPeer: number

  constructor(options?: SocketOptions<XPublisher>) {
    super(XPublisher, 'XPUB', options)
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

  /**
   * Waits until peers have subscribed so that they get a message that begins with `topic`; without a topic, until they have subscribed to
   * anything. What is published before is not received by them: SUB sockets are slow joiners. Resolves with these peers. Rejects as
   * `connected()`.
   *
   * @example
   * await publisher.subscribed('news', { peers: 2, timeout: 5000 })
   */
  subscribed(topic?: string | Uint8Array | null, options: PeerWaitOptions = {}): Promise<Peer[]> {
    const [bytes] = topic === undefined || topic === null ? [] : toPrefixes([topic])
    return this.waitForPeers('subscribed()', options, () => (this.pattern as XpubPattern).subscribers(bytes))
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new XpubPattern(this, this.values)
  }
}
