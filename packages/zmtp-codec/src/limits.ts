/** How much a peer may ask of us before and after it has proved who it is. Every bound is an option. */

export interface Limits {
  /** Bytes of one message over all its frames (ZMQ_MAXMSGSIZE, here over the sum). Infinity: none. */
  readonly maxMessageSize: number
  /** Frames of one message. */
  readonly maxMessageParts: number
  /** Bytes a peer may send after its greeting until the handshake is done. */
  readonly maxHandshakeSize: number
  /** Metadata properties of one handshake. */
  readonly maxProperties: number
  /** Bytes of one topic in SUBSCRIBE and CANCEL. */
  readonly maxTopicLength: number
}

export const DEFAULT_LIMITS: Limits = {
  maxMessageSize: 64 * 1024 * 1024,
  maxMessageParts: 1024,
  maxHandshakeSize: 8192,
  maxProperties: 64,
  maxTopicLength: 64 * 1024,
}
