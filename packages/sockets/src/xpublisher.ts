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
  declare noDrop: boolean
  declare manual: boolean
  declare welcomeMessage: string | Bytes | null
  declare invertMatching: boolean
  declare verbosity: null | 'allSubs' | 'allSubsUnsubs'
  declare maxTopicLength: number
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
