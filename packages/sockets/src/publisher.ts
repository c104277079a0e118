/** The PUB socket (RFC 29). */
import type { Peer } from './socket/peer.ts'
import type { PeerWaitOptions } from './socket/socket.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { SendingSocket } from './socket/duplex.ts'
import { toBytes } from './options/bytes-of.ts'
import type { Pattern } from './pattern/pattern.ts'
import { PubPattern } from './pattern/pub-pattern.ts'

/** PUB (RFC 29): sends each message to all peers that have subscribed to a prefix of it. Cannot receive. */
export class Publisher extends SendingSocket {
  /**
   * If true, sending waits while the queue of one of the subscribers is full. If false, messages are dropped for that subscriber.
   * Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_XPUB_NODROP.
   */
  declare noDrop: boolean
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean
  /**
   * If true, a subscriber gets the messages that do not match its subscriptions. Both ends need the same value. Default: `false`.
   * Takes effect at once, on existing connections too. libzmq: ZMQ_INVERT_MATCHING.
   */
  declare invertMatching: boolean
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
  constructor(options?: SocketOptions<Publisher>) {
    super(Publisher, 'PUB', options)
  }

  /** Number of distinct prefixes that peers have subscribed to (ZMQ_TOPICS_COUNT). */
  get topicsCount(): number {
    return (this.pattern as PubPattern).topics
  }

  /**
   * Waits until enough peers have a subscription that matches `topic`, or any subscription if `topic` is left out. Resolves with these
   * peers. They do not receive what was published before. Rejects as `connected()`.
   *
   * @example
   * await publisher.subscribed('news', { peers: 2, timeout: 5000 })
   */
  subscribed(topic?: string | Uint8Array | null, options: PeerWaitOptions = {}): Promise<Peer[]> {
    const bytes = topic === undefined || topic === null ? undefined : toBytes(topic, 'topic')
    return this.waitForPeers('subscribed()', options, () => (this.pattern as PubPattern).subscribers(bytes))
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PubPattern(this, this.values)
  }
}
