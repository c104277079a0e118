/** The codes of process warnings, each with what it tells. `docs/warnings.md` has a heading for each. */

/** One kind of warning. */
export interface WarningRow {
  /** What has happened, in one sentence. */
  readonly meaning: string
}

/** By code. `node --disable-warning=CODE` silences one of them. */
export const WARNINGS = {
  /** A server has refused our credentials; the connection is tried again at growing intervals (see `stopWhenRefused`). */
  ZMQ_REFUSED: { meaning: 'A server refused our credentials.' },
  /** A peer was refused because there is no ZAP handler, or because the handler failed. */
  ZMQ_ZAP: { meaning: 'A peer was refused because no ZAP handler decided about it.' },
  /** Two sockets were joined whose types do not go together, such as PUSH and SUB. */
  ZMQ_SOCKET_TYPE: { meaning: 'Two socket types do not go together.' },
  /** The two sides have different security mechanisms. */
  ZMQ_MECHANISM: { meaning: 'The two sides have different security mechanisms.' },
  /** The `curveServerKey` of a client is not the public key of the server. */
  ZMQ_SERVER_KEY: { meaning: 'A client has the wrong curveServerKey.' },
  /** A host name has not been resolved for 10 seconds. */
  ZMQ_UNRESOLVED: { meaning: 'A host name does not resolve.' },
  /** There has been no route to a host for 10 seconds. */
  ZMQ_UNREACHABLE: { meaning: 'There is no route to a host.' },
  /** An endpoint has had no connection for 10 seconds: nothing listens there, or nothing answers. */
  ZMQ_NOT_CONNECTED: { meaning: 'An endpoint has no connection.' },
  /** An inproc name that a socket is connected to is bound in another context. */
  ZMQ_OTHER_CONTEXT: { meaning: 'An inproc name is bound in another context.' },
  /** Handshakes with a peer do not finish. */
  ZMQ_HANDSHAKE: { meaning: 'Handshakes do not finish.' },
  /** A peer does not speak ZMTP, or breaks its rules. */
  ZMQ_PROTOCOL: { meaning: 'A peer does not speak ZMTP.' },
  /** A message exceeded `maxMessageSize` or `maxMessageParts` and was dropped with its connection. */
  ZMQ_MESSAGE_SIZE: { meaning: 'A message was too large.' },
  /** A connection was closed because of a limit: of this socket, of the peer, or of the system. */
  ZMQ_LIMIT: { meaning: 'A connection was closed because of a limit.' },
  /** A PAIR socket that has a peer was given a second one. */
  ZMQ_PAIR: { meaning: 'A PAIR socket was given a second peer.' },
  /** A peer came to a ROUTER with a routing id that another peer has. */
  ZMQ_ROUTING_ID: { meaning: 'A routing id is in use by another peer.' },
  /** Messages that waited for a connection were lost with it. */
  ZMQ_LOST: { meaning: 'Messages were lost with a connection.' },
  /** A `bindSync()` failed after it had returned. */
  ZMQ_BIND: { meaning: 'A bindSync() failed after it had returned.' },
  /** Messages could not be sent for a second, and nothing else keeps the process alive, or the program awaits the end of the socket. */
  ZMQ_QUEUED: { meaning: 'Queued messages keep the process alive.' },
  /** The process exited with messages that had not been sent. */
  ZMQ_LOST_AT_EXIT: { meaning: 'Queued messages were lost at the exit of the process.' },
  /** The `authenticate` of a socket, or the policy of a `Zauth`, threw or returned a value that is not an answer: the peer is refused. */
  ZMQ_AUTHENTICATE: { meaning: 'A callback that decides about peers gave no answer.' },
  /** A file of passwords can be read or written by other users than its owner. */
  ZMQ_FILE_PERMISSIONS: { meaning: 'A file of secrets is open to others.' },
  /** An actor was started 10 s ago and has not called `pipe.signal()`; its owner waits for that. */
  ZACTOR_NOT_READY: { meaning: 'An actor has not signalled for 10 s that it is ready.' },
} as const satisfies Record<string, WarningRow>

export type WarningCode = keyof typeof WARNINGS
