/** The error class of this package: a peer broke the protocol or a limit. It has a code and a full sentence. */

/** The codes of {@link ProtocolError}. `docs/errors.md` explains each. Those up to `ERR_ZMTP_MECHANISM_MISMATCH` are also in zeromq.js. */
export type ProtocolErrorCode =
  /** An error without a more specific code. */
  | 'ERR_ZMTP_UNSPECIFIED'
  /** A command or a message that is not allowed in this state. */
  | 'ERR_ZMTP_UNEXPECTED_COMMAND'
  /** A CURVE nonce was repeated, or all nonces are used. */
  | 'ERR_ZMTP_INVALID_SEQUENCE'
  /** A CURVE key, cookie or vouch does not belong to this connection. */
  | 'ERR_ZMTP_KEY_EXCHANGE'
  /** A command has an invalid name or content. */
  | 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'
  /** A CURVE MESSAGE has invalid content. */
  | 'ERR_ZMTP_MALFORMED_COMMAND_MESSAGE'
  /** A HELLO has invalid content. */
  | 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'
  /** An INITIATE has invalid content. */
  | 'ERR_ZMTP_MALFORMED_COMMAND_INITIATE'
  /** An ERROR has invalid content. */
  | 'ERR_ZMTP_MALFORMED_COMMAND_ERROR'
  /** A READY has invalid content. */
  | 'ERR_ZMTP_MALFORMED_COMMAND_READY'
  /** A WELCOME has invalid content. */
  | 'ERR_ZMTP_MALFORMED_COMMAND_WELCOME'
  /** The metadata of a handshake is malformed, or has too many properties. */
  | 'ERR_ZMTP_INVALID_METADATA'
  /** A CURVE box does not open. */
  | 'ERR_ZMTP_CRYPTOGRAPHIC'
  /** The peers use different security mechanisms. */
  | 'ERR_ZMTP_MECHANISM_MISMATCH'
  /** A greeting is malformed. */
  | 'ERR_ZMTP_GREETING'
  /** The peer is too old for a security mechanism. */
  | 'ERR_ZMTP_VERSION'
  /** The socket types of the peers do not match. */
  | 'ERR_ZMTP_SOCKET_TYPE'
  /** A routing id is too long, begins with a zero byte, or has several frames. */
  | 'ERR_ZMTP_ROUTING_ID'
  /** A frame header is invalid. */
  | 'ERR_ZMTP_FRAME'
  /** A message exceeds `maxMessageSize`. */
  | 'ERR_ZMTP_MESSAGE_SIZE'
  /** A message exceeds `maxMessageParts`. */
  | 'ERR_ZMTP_MESSAGE_PARTS'
  /** A handshake exceeds `maxHandshakeSize`. */
  | 'ERR_ZMTP_HANDSHAKE_SIZE'
  /** A topic exceeds `maxTopicLength`. */
  | 'ERR_ZMTP_TOPIC_LENGTH'
  /** A peer exceeds the limit of subscriptions. */
  | 'ERR_ZMTP_SUBSCRIPTIONS'
  /** The peer sent an ERROR command. */
  | 'ERR_ZMTP_PEER_ERROR'
  /** The application refused the peer. */
  | 'ERR_ZMTP_REFUSED'
  /** Text is not valid Z85, or bytes cannot be encoded. */
  | 'ERR_Z85'

/** Thrown if the peer broke the protocol or a limit. The connection must be closed then. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** What is wrong. */
  readonly code: ProtocolErrorCode
  /** With `ERR_ZMTP_PEER_ERROR` the reason of the peer's ERROR command, with `ERR_ZMTP_REFUSED` the status of ZAP. */
  readonly reason: string | undefined

  constructor(code: ProtocolErrorCode, message: string, reason?: string) {
    super(message)
    this.code = code
    this.reason = reason
  }
}
