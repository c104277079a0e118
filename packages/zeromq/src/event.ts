/** The events of a socket as the addon emits them. */
import type { ErrnoError } from './addon-error.ts'

export type { ErrnoError } from './addon-error.ts'

/** One side rejected the other during authentication. */
export interface AuthError extends Error {
  /** Status code of ZAP (RFC 27): 300 try again later, 400 wrong credentials, 500 internal error. */
  status: 300 | 400 | 500
}

/** A peer, or a ZAP handler, broke its protocol. */
export interface ProtoError extends Error {
  /** libzmq's name of the error, `ERR_ZMTP_…` or `ERR_ZAP_…`. */
  code: string
}

/** An event at an endpoint of the socket. */
interface Located {
  /** The endpoint as it was bound or connected to. */
  address: string
}

/** An event that tells of a failure. */
interface Failed<E extends Error = ErrnoError> extends Located {
  /** Why it failed. */
  error: E
}

/** What each event carries, by its type. */
export interface EventMap {
  /** A bound endpoint accepted a connection (ZMQ_EVENT_ACCEPTED). */
  accept: Located
  /** A bound endpoint could not accept a connection (ZMQ_EVENT_ACCEPT_FAILED). */
  'accept:error': Failed
  /** An endpoint is bound (ZMQ_EVENT_LISTENING). */
  bind: Located
  /** An endpoint could not be bound (ZMQ_EVENT_BIND_FAILED). */
  'bind:error': Failed
  /** A connection is made; its handshake begins (ZMQ_EVENT_CONNECTED). */
  connect: Located
  /** An attempt to connect has started and is not finished yet (ZMQ_EVENT_CONNECT_DELAYED). */
  'connect:delay': Located
  /** The next attempt to connect is scheduled (ZMQ_EVENT_CONNECT_RETRIED). */
  'connect:retry': Located & {
    /** Milliseconds until the next attempt. */
    interval: number
  }
  /** A bound endpoint was closed, or an attempt to connect failed (ZMQ_EVENT_CLOSED). */
  close: Located
  /** A bound endpoint could not be closed (ZMQ_EVENT_CLOSE_FAILED). */
  'close:error': Failed
  /** A connection ended after its handshake (ZMQ_EVENT_DISCONNECTED). */
  disconnect: Located
  /** The socket or the observer is closed (ZMQ_EVENT_MONITOR_STOPPED). No event follows. */
  end: unknown
  /** A handshake succeeded (ZMQ_EVENT_HANDSHAKE_SUCCEEDED). */
  handshake: Located
  /** A handshake failed because the peer or a ZAP handler broke its protocol (ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL). */
  'handshake:error:protocol': Failed<ProtoError>
  /** A handshake failed because one side rejected the other (ZMQ_EVENT_HANDSHAKE_FAILED_AUTH). */
  'handshake:error:auth': Failed<AuthError>
  /** A handshake failed for another reason (ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL). */
  'handshake:error:other': Failed
  /** An event that this version does not know. Never emitted. */
  unknown: unknown
}

/** The type of an event: `'accept'`, `'disconnect'` and so on. */
export type EventType = keyof EventMap

/** Any event of a socket. */
export type Event = {
  [T in EventType]: {
    /** What happened. */
    type: T
  } & EventMap[T]
}[EventType]

/** The event of type `E`. */
export type EventOfType<E extends EventType = EventType> = Extract<Event, { type: E }>
