/** What `connect()` of a ROUTER and of a STREAM takes. */
import type { Bytes } from '@tszmq/zmtp-codec'

export interface RouterConnectOptions {
  /** The routing id of this peer, so that it can be sent to at once (ZMQ_CONNECT_ROUTING_ID). 1 to 255 bytes. */
  routingId?: string | Bytes
}

export interface StreamConnectOptions {
  /** The routing id of this peer, so that it can be sent to at once (ZMQ_CONNECT_ROUTING_ID). 1 to 255 bytes. */
  routingId?: string | Bytes
}
