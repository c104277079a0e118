/** The SUB socket (RFC 29). */
import { joinBytes } from '@tszmq/zmtp-codec/internal'
import type { SocketOptions } from './options/socket-options.ts'
import { ReceivingSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { toPrefixes } from './options/prefixes.ts'
import { SubPattern } from './pattern/sub-pattern.ts'

/** SUB (RFC 29): receives the messages that match its subscriptions, from all publishers in turn. Cannot send. */
export class Subscriber extends ReceivingSocket {
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

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Subscriber>) {
    super(Subscriber, 'SUB', options)
  }

  /**
   * Subscribes to messages that begin with one of `prefixes` (ZMQ_SUBSCRIBE). `null`, or no prefix at all, matches all messages. Calls
   * are counted: each needs its own `unsubscribe`. Throws TypeError if a prefix is neither text nor bytes, before it subscribes to any.
   */
  subscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    sendSubscriptions(this.pattern, 1, prefixes)
  }

  /** Undoes one `subscribe` of each of `prefixes` (ZMQ_UNSUBSCRIBE). Throws as `subscribe`. */
  unsubscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    sendSubscriptions(this.pattern, 0, prefixes)
  }

  /** Number of distinct prefixes that this socket has subscribed to (ZMQ_TOPICS_COUNT). */
  get topicsCount(): number {
    return (this.pattern as SubPattern).topics
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new SubPattern(this, this.values)
  }
}

function sendSubscriptions(pattern: Pattern, kind: 0 | 1, prefixes: readonly (string | Uint8Array | null)[]): void {
  for (const prefix of toPrefixes(prefixes.length === 0 ? [null] : prefixes)) pattern.send([joinBytes([Uint8Array.of(kind), prefix])])
}
