/** Options of `connect()` of a ROUTER and of a STREAM. */
import type { Bytes } from '@tszmq/zmtp-codec'

/** Options of `connect()` of a ROUTER. */
export interface RouterConnectOptions {
  /** Routing id of this peer, 1 to 255 bytes, so that messages can be sent to it at once (ZMQ_CONNECT_ROUTING_ID). Default: none. */
  routingId?: string | Bytes
}

/** Options of `connect()` of a STREAM. */
export interface StreamConnectOptions {
  /** Routing id of this peer, 1 to 255 bytes, so that messages can be sent to it at once (ZMQ_CONNECT_ROUTING_ID). Default: none. */
  routingId?: string | Bytes
}
