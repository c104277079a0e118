/** ROUTER (RFC 28): the first frame of a message is who sent it, or who shall get it. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { RouterConnectOptions } from './connection/connect-options.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { checkObject } from './options/argument.ts'
import { DuplexSocket } from './socket/duplex.ts'
import { checkRoutingId } from './options/options.ts'
import type { Pattern } from './pattern/pattern.ts'
import { RouterPattern } from './pattern/router-pattern.ts'

export class Router extends DuplexSocket {
  declare routingId: string | Bytes | null
  declare mandatory: boolean
  declare probeRouter: boolean
  declare handover: boolean

  constructor(options?: SocketOptions<Router>) {
    super(Router, 'ROUTER', options)
  }

  /**
   * `routingId`: what to call this peer, so that it can be sent to at once (ZMQ_CONNECT_ROUTING_ID). Throws EINVAL,
   * EADDRINUSE when another peer is called so.
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
