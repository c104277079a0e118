/** The STREAM socket (zmq_socket, ZMQ_STREAM). */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { StreamConnectOptions } from './connection/connect-options.ts'
import type { SocketOptions } from './options/socket-options.ts'
import { checkObject } from './options/argument.ts'
import { DuplexSocket } from './socket/duplex.ts'
import { checkRoutingId } from './options/options.ts'
import type { Pattern } from './pattern/pattern.ts'
import type { MessageLike } from './socket/message-like.ts'
import { StreamPattern } from './pattern/stream-pattern.ts'

/**
 * STREAM: raw tcp, without ZMTP. Each message has two frames: the routing id of a peer and some bytes. An empty second frame is received
 * when the peer connects or disconnects; sending one closes the connection.
 */
export class Stream extends DuplexSocket<[Bytes, Bytes], [MessageLike, MessageLike]> {
  /**
   * If true, an empty frame is received when a peer connects and when it disconnects. Default: `true`. Takes effect for endpoints
   * that are bound or connected afterwards. libzmq: ZMQ_STREAM_NOTIFY.
   */
  declare notify: boolean

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Stream>) {
    super(Stream, 'STREAM', options)
  }

  /**
   * Connects to `address`. `routingId` is the routing id of that peer, so that messages can be sent to it at once
   * (ZMQ_CONNECT_ROUTING_ID). Throws EINVAL, EPROTONOSUPPORT, or EADDRINUSE if another peer has that id.
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
