/** The one error of this package: what a peer did against the protocol, with a code to act on and a sentence to read. */

/** Each code has a heading in `docs/errors.md`. Those of the first group are zeromq.js's own names. */
export type ProtocolErrorCode =
  | 'ERR_ZMTP_UNSPECIFIED'
  | 'ERR_ZMTP_UNEXPECTED_COMMAND'
  | 'ERR_ZMTP_INVALID_SEQUENCE'
  | 'ERR_ZMTP_KEY_EXCHANGE'
  | 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'
  | 'ERR_ZMTP_MALFORMED_COMMAND_MESSAGE'
  | 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'
  | 'ERR_ZMTP_MALFORMED_COMMAND_INITIATE'
  | 'ERR_ZMTP_MALFORMED_COMMAND_ERROR'
  | 'ERR_ZMTP_MALFORMED_COMMAND_READY'
  | 'ERR_ZMTP_MALFORMED_COMMAND_WELCOME'
  | 'ERR_ZMTP_INVALID_METADATA'
  | 'ERR_ZMTP_CRYPTOGRAPHIC'
  | 'ERR_ZMTP_MECHANISM_MISMATCH'
  | 'ERR_ZMTP_GREETING'
  | 'ERR_ZMTP_VERSION'
  | 'ERR_ZMTP_SOCKET_TYPE'
  | 'ERR_ZMTP_ROUTING_ID'
  | 'ERR_ZMTP_FRAME'
  | 'ERR_ZMTP_MESSAGE_SIZE'
  | 'ERR_ZMTP_MESSAGE_PARTS'
  | 'ERR_ZMTP_HANDSHAKE_SIZE'
  | 'ERR_ZMTP_TOPIC_LENGTH'
  | 'ERR_ZMTP_SUBSCRIPTIONS'
  | 'ERR_ZMTP_PEER_ERROR'
  | 'ERR_ZMTP_REFUSED'
  | 'ERR_Z85'

/** Thrown by an engine's `receive` when the peer broke the protocol or a limit; the connection must be closed then. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode
  /** With ERR_ZMTP_PEER_ERROR: the reason of the peer's ERROR command; with ERR_ZMTP_REFUSED: the ZAP status. */
  readonly reason: string | undefined

  constructor(code: ProtocolErrorCode, message: string, reason?: string) {
    super(message)
    this.code = code
    this.reason = reason
  }
}
