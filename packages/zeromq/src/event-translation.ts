/** Translates events of `sockets` to events of the addon: only the types and fields that the addon has. */
import type { Event as EngineEvent } from '@tszmq/sockets/internal'
import type { ErrnoError } from './addon-error.ts'
import { addonError } from './addon-error.ts'
import type { AuthError, Event, EventType } from './event.ts'

/** All event types of the addon. Other events of `sockets` are not passed on. */
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

/** libzmq's protocol errors. Any other code of `sockets` becomes `…_UNSPECIFIED`. */
const PROTOCOL_ERROR =
  /^ERR_(ZMTP|ZAP)_(UNSPECIFIED|UNEXPECTED_COMMAND|INVALID_SEQUENCE|KEY_EXCHANGE|MALFORMED_\w+|INVALID_\w+|CRYPTOGRAPHIC|MECHANISM_MISMATCH|BAD_\w+)$/

/** Translates one event; undefined if the addon does not have it. */
export function asAddonEvent(event: EngineEvent): Event | undefined {
  if (!(EVENT_TYPES as readonly string[]).includes(event.type)) return undefined
  const { type, address, interval, error } = event as { type: EventType; address?: string; interval?: number; error?: Error }
  const translated: Record<string, unknown> = { type }
  // libzmq gives the address without its scheme if a tcp listener could not be made.
  if (address !== undefined) translated['address'] = type === 'bind:error' ? address.replace(/^tcp:\/\//, '') : address
  if (interval !== undefined) translated['interval'] = interval
  if (error !== undefined && type.includes(':error')) translated['error'] = asEventError(type, error)
  return translated as unknown as Event
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
