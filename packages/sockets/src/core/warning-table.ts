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
