/** The events of a socket as the addon tells them. */
import type { ErrnoError } from './addon-error.ts'

export type { ErrnoError } from './addon-error.ts'

/** A peer was refused: the three digits of ZAP (RFC 27). */
export interface AuthError extends Error {
  status: 300 | 400 | 500
}

/** A handshake that broke the protocol. */
export interface ProtoError extends Error {
  code: string
}

interface At<T extends string> {
  type: T
  address: string
}

interface Failed<T extends string, E extends Error = ErrnoError> extends At<T> {
  error: E
}

export type Event =
  | At<'accept'>
  | Failed<'accept:error'>
  | At<'bind'>
  | Failed<'bind:error'>
  | At<'connect'>
  | At<'connect:delay'>
  | (At<'connect:retry'> & { interval: number })
  | At<'close'>
  | Failed<'close:error'>
  | At<'disconnect'>
  | { type: 'end' }
  | At<'handshake'>
  | Failed<'handshake:error:protocol', ProtoError>
  | Failed<'handshake:error:auth', AuthError>
  | Failed<'handshake:error:other'>
  | { type: 'unknown' }

export type EventType = Event['type']
export type EventOfType<E extends EventType = EventType> = Extract<Event, { type: E }>
