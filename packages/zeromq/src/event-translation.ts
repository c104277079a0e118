/** Makes the addon's events of those of `sockets`: of its types and fields only those that the addon has. */
import type { Event as EngineEvent } from '@tszmq/sockets/internal'
import type { ErrnoError } from './addon-error.ts'
import { addonError } from './addon-error.ts'
import type { AuthError, Event, EventType } from './event.ts'

/** All types of the addon. What `sockets` tells beside them stays there. */
export const EVENT_TYPES: readonly EventType[] = [
  'accept',
  'accept:error',
  'bind',
  'bind:error',
  'connect',
  'connect:delay',
  'connect:retry',
  'close',
  'close:error',
  'disconnect',
  'end',
  'handshake',
  'handshake:error:protocol',
  'handshake:error:auth',
  'handshake:error:other',
  'unknown',
]

const REFUSALS: Readonly<Record<number, string>> = { 300: 'Temporary error', 400: 'Authentication failure', 500: 'Internal error' }

/** libzmq's protocol errors; any other of ours is unspecified there. */
const PROTOCOL_ERROR =
  /^ERR_(ZMTP|ZAP)_(UNSPECIFIED|UNEXPECTED_COMMAND|INVALID_SEQUENCE|KEY_EXCHANGE|MALFORMED_\w+|INVALID_\w+|CRYPTOGRAPHIC|MECHANISM_MISMATCH|BAD_\w+)$/

/** `undefined` for an event that the addon does not have. */
export function asAddonEvent(event: EngineEvent): Event | undefined {
  if (!(EVENT_TYPES as readonly string[]).includes(event.type)) return undefined
  const { type, address, interval, error } = event as { type: EventType; address?: string; interval?: number; error?: Error }
  const told: Record<string, unknown> = { type }
  // libzmq tells the address without its scheme where a tcp listener could not be made.
  if (address !== undefined) told['address'] = type === 'bind:error' ? address.replace(/^tcp:\/\//, '') : address
  if (interval !== undefined) told['interval'] = interval
  if (error !== undefined && type.includes(':error')) told['error'] = asEventError(type, error)
  return told as unknown as Event
}

function asEventError(type: EventType, error: Error): Error {
  if (type === 'handshake:error:auth') {
    const { status } = error as AuthError
    return Object.assign(new Error(REFUSALS[status] ?? 'Unknown error', { cause: error }), { status })
  }
  const { code } = error as ErrnoError
  if (type === 'handshake:error:protocol') {
    const family = /^ERR_ZAP_/.test(code) ? 'ZAP' : 'ZMTP'
    const known = PROTOCOL_ERROR.test(code) ? code : `ERR_${family}_UNSPECIFIED`
    return Object.assign(new Error(`${family} protocol error`, { cause: error }), { code: known })
  }
  return addonError(code, { cause: error })
}
