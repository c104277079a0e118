/** The REQ socket (RFC 28). */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { ReqPattern } from './pattern/req-pattern.ts'

/** REQ (RFC 28): sends a request to the next peer, then receives its reply. Sending and receiving alternate. */
export class Request extends DuplexSocket {
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
   * If true, each request carries a number, and only the reply with that number is received. Default: `false`. Takes effect at
   * once, on existing connections too. libzmq: ZMQ_REQ_CORRELATE.
   */
  declare correlate: boolean
  /**
   * If true, a second `send()` abandons the request that waits for its reply. Default: `false`. Takes effect at once, on existing
   * connections too. libzmq: ZMQ_REQ_RELAXED.
   */
  declare relaxed: boolean

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Request>) {
    super(Request, 'REQ', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new ReqPattern(this, this.values, Math.floor(this.runtime.random() * 0x100000000))
  }
}
