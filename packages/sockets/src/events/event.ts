/** What a socket tells about its connections (zmq_socket_monitor), and about what it dropped. Names are zeromq.js's. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { CodedError } from './coded-error.ts'
import type { DropReason } from '../pattern/pattern.ts'

/** A peer was refused: the three digits of ZAP (RFC 27). */
export interface AuthError extends Error {
  readonly status: 300 | 400 | 500
}

/** A peer broke the protocol, or a ZAP handler did. */
export interface ProtoError extends Error {
  /** `ERR_ZMTP_…` or `ERR_ZAP_…` (`docs/errors.md`). */
  readonly code: string
}

interface At<T extends string> {
  readonly type: T
  /** The endpoint as it was bound or connected to. */
  readonly address: string
  /** Where the peer is, when there is one. */
  readonly remote?: string
}

interface Failed<T extends string, E extends Error = CodedError> extends At<T> {
  readonly error: E
}

export type Event =
  | At<'accept'>
  | Failed<'accept:error'>
  | At<'bind'>
  | Failed<'bind:error'>
  | At<'connect'>
  | At<'connect:delay'>
  | (At<'connect:retry'> & {
      /** Milliseconds until the next attempt, a whole number. */
      readonly interval: number
      /** Why there is no connection: the attempt failed, the handshake failed, or the connection was lost. */
      readonly error: Error
    })
  | (At<'connect:stalled'> & {
      /** Why the last attempt failed; undefined if none has failed: the system still waits for an answer, or the name is of inproc. */
      readonly error?: Error
      /** Messages that wait for this connection. */
      readonly waiting: number
    })
  | (At<'connect:stop'> & {
      /** Why it is never tried again: `reconnectStop` or `stopWhenRefused` say so. */
      readonly error?: Error
    })
  | (At<'close'> & {
      /** Why an attempt to connect failed; it is tried again. */
      readonly error?: CodedError
    })
  | Failed<'close:error'>
  | (At<'disconnect'> & { readonly error?: Error })
  | At<'handshake'>
  | Failed<'handshake:error:protocol', ProtoError>
  | Failed<'handshake:error:auth', AuthError>
  | Failed<'handshake:error:other'>
  | {
      /** Messages were dropped: once per reason and batch, not once per message. */
      readonly type: 'drop'
      readonly reason: DropReason
      readonly count: number
      readonly address?: string
    }
  | (At<'handover'> & {
      /** A ROUTER with `handover` gave the routing id of the peer at `remote` to a newer peer. The older one stays connected. */
      readonly remote: string
      /** The routing id that it lost. It gets it back when the newer peer leaves. */
      readonly routingId: Bytes
      /** Where the newer peer is. */
      readonly by: string
    })
  | (At<'routing-id:taken'> & {
      /** The routing id of the peer at `remote`, which another peer of this ROUTER has. It is not heard until the id is free. */
      readonly routingId: Bytes
      /** Where the other peer is. */
      readonly holder: string
    })
  | { readonly type: 'end' }
  | { readonly type: 'unknown' }

export type EventType = Event['type']
export type EventOfType<T extends EventType = EventType> = Extract<Event, { readonly type: T }>
