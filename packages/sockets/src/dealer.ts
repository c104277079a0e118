/** The DEALER socket (RFC 28). */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { DealerPattern } from './pattern/dealer-pattern.ts'

/**
 * DEALER (RFC 28): sends each message to the next peer that has room, and receives from all peers in turn. Sending and receiving need not
 * alternate.
 */
export class Dealer extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | Bytes | null
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

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Dealer>) {
    super(Dealer, 'DEALER', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new DealerPattern(this.values)
  }
}
