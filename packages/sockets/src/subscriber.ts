/** SUB (RFC 29): what it subscribed to, from all its publishers. Cannot send. */
import { joinBytes } from '@tszmq/zmtp-codec/internal'
import type { SocketOptions } from './options/socket-options.ts'
import { ReceivingSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { toPrefixes } from './options/prefixes.ts'
import { SubPattern } from './pattern/sub-pattern.ts'

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

  constructor(options?: SocketOptions<Subscriber>) {
    super(Subscriber, 'SUB', options)
  }

  /**
   * Receives messages that begin with one of `prefixes` too. `null`, or no prefix at all, stands for all messages. Each call counts.
   * Throws TypeError if a prefix is neither text nor bytes, before anything is subscribed to.
   */
  subscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    tell(this.pattern, 1, prefixes)
  }

  /** Undoes one `subscribe` of each of `prefixes`. Throws as `subscribe`. */
  unsubscribe(...prefixes: readonly (string | Uint8Array | null)[]): void {
    tell(this.pattern, 0, prefixes)
  }

  /** ZMQ_TOPICS_COUNT: distinct prefixes subscribed to. */
  get topicsCount(): number {
    return (this.pattern as SubPattern).topics
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new SubPattern(this, this.values)
  }
}

function tell(pattern: Pattern, kind: 0 | 1, prefixes: readonly (string | Uint8Array | null)[]): void {
  for (const prefix of toPrefixes(prefixes.length === 0 ? [null] : prefixes)) pattern.send([joinBytes([Uint8Array.of(kind), prefix])])
}
