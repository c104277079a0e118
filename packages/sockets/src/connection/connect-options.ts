/** What `connect()` of a ROUTER and of a STREAM takes. */
export interface RouterConnectOptions {
  /** The routing id of this peer, so that it can be sent to at once (ZMQ_CONNECT_ROUTING_ID). 1 to 255 bytes. */
  routingId?: string | Buffer
}

export interface StreamConnectOptions {
  /** The routing id of this peer, so that it can be sent to at once (ZMQ_CONNECT_ROUTING_ID). 1 to 255 bytes. */
  routingId?: string | Buffer
}
