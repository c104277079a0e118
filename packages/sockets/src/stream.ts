/** STREAM: raw tcp. Messages are a routing id and bytes; no bytes means that the peer came or went. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { StreamConnectOptions } from './connection/connect-options.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { checkObject } from './options/argument.ts'
import { DuplexSocket } from './socket/duplex.ts'
import { checkRoutingId } from './options/options.ts'
import type { Pattern } from './pattern/pattern.ts'
import type { MessageLike } from './socket/message-like.ts'
import { StreamPattern } from './pattern/stream-pattern.ts'

export class Stream extends DuplexSocket<[Buffer, Buffer], [MessageLike, MessageLike]> {
  /**
   * If true, an empty frame is received when a peer connects and when it disconnects. Default: `true`. Takes effect for endpoints
   * that are bound or connected afterwards. libzmq: ZMQ_STREAM_NOTIFY.
   */
  declare notify: boolean

  constructor(options?: SocketOptions<Stream>) {
    super(Stream, 'STREAM', options)
  }

  /**
   * `routingId`: what to call this peer, so that it can be sent to at once (ZMQ_CONNECT_ROUTING_ID). Throws EINVAL,
   * EADDRINUSE when another peer is called so.
   */
  override connect(address: string, options: StreamConnectOptions = {}): void {
    checkObject('options', options)
    this.connectAs(address, options.routingId === undefined ? undefined : checkRoutingId(options.routingId))
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new StreamPattern(this.values, this.runtime.random())
  }
}
