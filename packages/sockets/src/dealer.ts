/** DEALER (RFC 28): to its peers in turn, from its peers fairly, in any order. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { DealerPattern } from './pattern/dealer-pattern.ts'

export class Dealer extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | Buffer | null
  /**
   * If true, an empty message is sent to each new peer, so that a ROUTER learns the routing id of this socket. Default: `false`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_PROBE_ROUTER.
   */
  declare probeRouter: boolean
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean

  constructor(options?: SocketOptions<Dealer>) {
    super(Dealer, 'DEALER', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new DealerPattern(this.values)
  }
}
