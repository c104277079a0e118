/** The ROUTER socket (RFC 28). */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { RouterConnectOptions } from './connection/connect-options.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { checkObject } from './options/argument.ts'
import { DuplexSocket } from './socket/duplex.ts'
import { checkRoutingId } from './options/options.ts'
import type { Pattern } from './pattern/pattern.ts'
import { RouterPattern } from './pattern/router-pattern.ts'

/**
 * ROUTER (RFC 28): the first frame of each message is a routing id. A received message begins with the id of its sender; a sent message
 * goes to the peer with that id.
 */
export class Router extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | Bytes | null
  /**
   * If true, `send()` to an unknown peer rejects with `EHOSTUNREACH`, and `send()` to a peer whose queue is full waits. If false,
   * such messages are dropped. Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_ROUTER_MANDATORY.
   */
  declare mandatory: boolean
  /**
   * If true, an empty message is sent to each new peer, so that a ROUTER learns the routing id of this socket. Default: `false`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_PROBE_ROUTER.
   */
  declare probeRouter: boolean
  /**
   * What happens if a new peer has the routing id of a connected one. If true, the new peer gets the id; the old one stays
   * connected, and is not heard until the new one leaves. If false, the old peer keeps the id and the new one is not heard.
   * Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_ROUTER_HANDOVER.
   */
  declare handover: boolean

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Router>) {
    super(Router, 'ROUTER', options)
  }

  /**
   * Connects to `address`. `routingId` is the routing id of that peer, so that messages can be sent to it at once
   * (ZMQ_CONNECT_ROUTING_ID). Throws EINVAL, EPROTONOSUPPORT, or EADDRINUSE if another peer has that id.
   */
  override connect(address: string, options: RouterConnectOptions = {}): void {
    checkObject('options', options)
    this.connectAs(address, options.routingId === undefined ? undefined : checkRoutingId(options.routingId))
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new RouterPattern(this, this.values, this.runtime.random())
  }
}
