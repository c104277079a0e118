/** The limits of one connection, before and after the handshake. */

/** What a peer may send. A peer that exceeds a limit is disconnected. */
export interface Limits {
  /** Most bytes of one message, over all its frames. `Infinity` means no limit (ZMQ_MAXMSGSIZE, which limits one frame). Default 64 MiB. */
  readonly maxMessageSize: number
  /** Most frames of one message. Default 1024. */
  readonly maxMessageParts: number
  /** Most bytes of a handshake, after the greeting. Default 8192. */
  readonly maxHandshakeSize: number
  /** Most metadata properties of one handshake. Default 64. */
  readonly maxProperties: number
  /** Most bytes of one topic in SUBSCRIBE and CANCEL. Default 64 KiB. */
  readonly maxTopicLength: number
}

/** The default of each limit. */
export const DEFAULT_LIMITS: Limits = {
  maxMessageSize: 64 * 1024 * 1024,
  maxMessageParts: 1024,
  maxHandshakeSize: 8192,
  maxProperties: 64,
  maxTopicLength: 64 * 1024,
}
