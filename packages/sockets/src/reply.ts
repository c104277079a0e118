/** The REP socket (RFC 28). */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { RepPattern } from './pattern/rep-pattern.ts'

/** REP (RFC 28): receives a request from any peer, then sends the reply to that peer. Receiving and sending alternate. */
export class Reply extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | Bytes | null

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Reply>) {
    super(Reply, 'REP', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new RepPattern(this)
  }
}
