/** The XPUB socket (RFC 29). */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { Peer } from './socket/peer.ts'
import type { PeerWaitOptions } from './socket/socket.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { toPrefixes } from './options/prefixes.ts'
import { XpubPattern } from './pattern/xpub-pattern.ts'

/** XPUB (RFC 29): a PUB that receives the subscriptions of its peers, as messages `01 topic` and `00 topic`. */
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
  declare welcomeMessage: string | Bytes | null
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

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<XPublisher>) {
    super(XPublisher, 'XPUB', options)
  }

  /**
   * With `manual`: subscribes the peer whose notification was received last, if it is still connected. `null` is the empty prefix. Throws
   * EINVAL if no notification was received, and TypeError if a prefix is neither text nor bytes.
   */
  subscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    for (const prefix of toPrefixes(prefixes)) (this.pattern as XpubPattern).subscribe(prefix)
  }

  /** With `manual`: unsubscribes the peer whose notification was received last. Throws as `subscribe`. */
  unsubscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    for (const prefix of toPrefixes(prefixes)) (this.pattern as XpubPattern).unsubscribe(prefix)
  }

  /** Number of distinct prefixes that peers have subscribed to (ZMQ_TOPICS_COUNT). */
  get topicsCount(): number {
    return (this.pattern as XpubPattern).topics
  }

  /**
   * Waits until enough peers have a subscription that matches `topic`, or any subscription if `topic` is left out. Resolves with these
   * peers. They do not receive what was published before. Rejects as `connected()`.
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
