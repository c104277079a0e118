/** The codes of process warnings. `docs/warnings.md` has a heading for each. */

/** One kind of warning. */
export interface WarningRow {
  /** What has happened, in one sentence. */
  readonly meaning: string
}

/** By code. `node --disable-warning=CODE` silences one of them. */
export const WARNINGS = {
  /** A server rejected the credentials of this socket. The socket tries again at growing intervals (see `stopWhenRefused`). */
  ZMQ_REFUSED: { meaning: 'A server rejected the credentials of this socket.' },
  /** A peer was rejected because there is no ZAP handler, or because the handler failed. */
  ZMQ_ZAP: { meaning: 'A peer was rejected because no ZAP handler decided about it.' },
  /** Two sockets were connected whose types are not compatible, such as PUSH and SUB. */
  ZMQ_SOCKET_TYPE: { meaning: 'Two socket types are not compatible.' },
  /** The two sides have different security mechanisms. */
  ZMQ_MECHANISM: { meaning: 'The two sides have different security mechanisms.' },
  /** The `curveServerKey` of a client is not the public key of the server. */
  ZMQ_SERVER_KEY: { meaning: 'A client has the wrong curveServerKey.' },
  /** A host name has not been resolved for 10 seconds. */
  ZMQ_UNRESOLVED: { meaning: 'A host name does not resolve.' },
  /** A host has been unreachable for 10 seconds. */
  ZMQ_UNREACHABLE: { meaning: 'There is no route to a host.' },
  /** An endpoint has had no connection for 10 seconds: nothing listens there, or there is no answer. */
  ZMQ_NOT_CONNECTED: { meaning: 'An endpoint has no connection.' },
  /** A socket is connected to an inproc name that is bound in another context. */
  ZMQ_OTHER_CONTEXT: { meaning: 'An inproc name is bound in another context.' },
  /** Handshakes with a peer do not finish. */
  ZMQ_HANDSHAKE: { meaning: 'Handshakes do not finish.' },
  /** A peer does not speak ZMTP, or breaks its rules. */
  ZMQ_PROTOCOL: { meaning: 'A peer does not speak ZMTP.' },
  /** A message exceeded `maxMessageSize` or `maxMessageParts`. It was dropped and its connection closed. */
  ZMQ_MESSAGE_SIZE: { meaning: 'A message was too large.' },
  /** A connection was closed because of a limit of this socket, of the peer, or of the system. */
  ZMQ_LIMIT: { meaning: 'A connection was closed because of a limit.' },
  /** A second peer connected to a PAIR socket. */
  ZMQ_PAIR: { meaning: 'A second peer connected to a PAIR socket.' },
  /** A peer connected to a ROUTER with a routing id that another peer has. */
  ZMQ_ROUTING_ID: { meaning: 'A routing id is in use by another peer.' },
  /** Messages that were queued for a connection were lost when it closed. */
  ZMQ_LOST: { meaning: 'Messages were lost with a connection.' },
  /** A `bindSync()` failed after it had returned. */
  ZMQ_BIND: { meaning: 'A bindSync() failed after it had returned.' },
  /** Messages could not be sent for one second, and nothing else keeps the process alive, or the program awaits the end of the socket. */
  ZMQ_QUEUED: { meaning: 'Queued messages keep the process alive.' },
  /** The process exited before queued messages were sent. */
  ZMQ_LOST_AT_EXIT: { meaning: 'Queued messages were lost at the exit of the process.' },
  /** The `authenticate` of a socket, or the policy of a `Zauth`, threw or returned a value that is not an answer. The peer is rejected. */
  ZMQ_AUTHENTICATE: { meaning: 'A callback that decides about peers gave no answer.' },
  /** A password file can be read or written by users other than its owner. */
  ZMQ_FILE_PERMISSIONS: { meaning: 'A file of secrets is open to others.' },
  /** An actor was started 10 seconds ago and has not called `pipe.signal()`. Its owner waits for that. */
  ZACTOR_NOT_READY: { meaning: 'An actor has not signalled for 10 s that it is ready.' },
} as const satisfies Record<string, WarningRow>

/** The code of a process warning. */
export type WarningCode = keyof typeof WARNINGS
