/** The events of a socket: what happens to its connections (zmq_socket_monitor), and what it drops. Names are those of zeromq.js. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { CodedError } from './coded-error.ts'
import type { DropReason } from '../pattern/pattern.ts'

/** One side rejected the other during authentication. */
export interface AuthError extends Error {
  /** Status code of ZAP (RFC 27): 300 try again later, 400 wrong credentials, 500 internal error. */
  readonly status: 300 | 400 | 500
}

/** A peer, or a ZAP handler, broke its protocol. */
export interface ProtoError extends Error {
  /** `ERR_ZMTP_…` or `ERR_ZAP_…` (`docs/errors.md`). */
  readonly code: string
}

/** An event at an endpoint of the socket. */
interface Located {
  /** The endpoint as it was bound or connected to. */
  readonly address: string
  /** Address of the peer, if there is one. */
  readonly remote?: string
}

/** An event that tells of a failure. */
interface Failed<E extends Error = CodedError> extends Located {
  /** Why it failed. */
  readonly error: E
}

/** What each event carries, by its type. */
export interface EventMap {
  /** A bound endpoint accepted a connection (ZMQ_EVENT_ACCEPTED). */
  accept: Located
  /** A bound endpoint could not accept a connection, or closed it because of `maxPeers` (ZMQ_EVENT_ACCEPT_FAILED). */
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
    /** Milliseconds until the next attempt, a whole number. */
    readonly interval: number
    /** Why there is no connection: the attempt failed, the handshake failed, or the connection was lost. */
    readonly error: Error
  }
  /** An endpoint has had no connection for 10 seconds. It is tried again. */
  'connect:stalled': Located & {
    /** Why the last attempt failed; undefined if none has failed: the system still waits for an answer, or the endpoint is inproc. */
    readonly error?: Error
    /** Number of messages queued for this connection. */
    readonly waiting: number
  }
  /** An endpoint is never connected again, because of `reconnectStop` or `stopWhenRefused`. */
  'connect:stop': Located & {
    /** Why the last attempt failed. */
    readonly error?: Error
  }
  /** A bound endpoint was closed, or an attempt to connect failed (ZMQ_EVENT_CLOSED). */
  close: Located & {
    /** Why an attempt to connect failed; it is tried again. */
    readonly error?: CodedError
  }
  /** A bound endpoint could not be closed (ZMQ_EVENT_CLOSE_FAILED). */
  'close:error': Failed
  /** A connection ended after its handshake (ZMQ_EVENT_DISCONNECTED). */
  disconnect: Located & {
    /** Why it ended; undefined if one side closed it in good order. */
    readonly error?: Error
  }
  /** A handshake succeeded (ZMQ_EVENT_HANDSHAKE_SUCCEEDED). */
  handshake: Located
  /** A handshake failed because the peer or a ZAP handler broke its protocol (ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL). */
  'handshake:error:protocol': Failed<ProtoError>
  /** A handshake failed because one side rejected the other (ZMQ_EVENT_HANDSHAKE_FAILED_AUTH). */
  'handshake:error:auth': Failed<AuthError>
  /** A handshake failed for another reason, such as a timeout (ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL). */
  'handshake:error:other': Failed
  /** Messages were dropped: one event per reason and batch, not one per message. */
  drop: {
    /** Why they were dropped. */
    readonly reason: DropReason
    /** Number of messages. */
    readonly count: number
    /** Address of the peer of the first of them, if there is one. */
    readonly address?: string
  }
  /** A ROUTER with `handover` gave the routing id of the peer at `remote` to a newer peer. The older one stays connected. */
  handover: Located & {
    /** Address of the older peer. */
    readonly remote: string
    /** The routing id. The older peer gets it back when the newer one leaves. */
    readonly routingId: Bytes
    /** Address of the newer peer. */
    readonly by: string
  }
  /** The routing id of the peer at `remote` is in use by another peer of this ROUTER. It is not heard until the id is free. */
  'routing-id:taken': Located & {
    /** The routing id. */
    readonly routingId: Bytes
    /** Address of the peer that has the id. */
    readonly holder: string
  }
  /** The socket is closed (ZMQ_EVENT_MONITOR_STOPPED). No event follows. */
  end: unknown
  /** An event that this version does not know. Never emitted. */
  unknown: unknown
}

/** The type of an event: `'accept'`, `'disconnect'` and so on. */
export type EventType = keyof EventMap

/** Any event of a socket. */
export type Event = {
  [T in EventType]: {
    /** What happened. */
    readonly type: T
  } & EventMap[T]
}[EventType]

/** The event of type `T`. */
export type EventOfType<T extends EventType = EventType> = Extract<Event, { readonly type: T }>
