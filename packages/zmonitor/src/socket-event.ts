/** Translates an event of our sockets to one of libzmq. */
import { constants } from 'node:os'
import type { Event } from '@tszmq/sockets'
import { protocolErrorNumber } from './protocol-errors.ts'
import type { MonitorEventName } from './monitor-events.ts'

/** One event, as CZMQ's zmonitor sends it. */
export interface MonitorEvent {
  readonly name: MonitorEventName
  /**
   * CONNECT_RETRIED: milliseconds until the next attempt. …_FAILED, HANDSHAKE_FAILED_NO_DETAIL: the errno. HANDSHAKE_FAILED_PROTOCOL:
   * libzmq's `ZMQ_PROTOCOL_ERROR_…`. HANDSHAKE_FAILED_AUTH: 300, 400 or 500 of ZAP. CONNECT_DELAYED: EINPROGRESS. HANDSHAKE_SUCCEEDED,
   * MONITOR_STOPPED: 0. All others: -1, where libzmq has a file descriptor.
   */
  readonly value: number
  /** The endpoint as it was bound or connected to; '' for MONITOR_STOPPED. */
  readonly address: string
}

/** A monitor event with both addresses, as far as they are known. */
export interface PlacedEvent extends MonitorEvent {
  readonly local: string
  readonly remote: string
}

/** libzmq's retired_fd, since Node does not show file descriptors. */
const NO_DESCRIPTOR = -1

/** The greatest `int` of C. */
const MAX_VALUE = 0x7fffffff

/** Undefined for an event that libzmq does not have: `connect:stop`, `connect:stalled`, `drop`, `handover`, `routing-id:taken`. */
export function monitorEvent(event: Event): PlacedEvent | undefined {
  switch (event.type) {
    case 'connect':
      return connecting('CONNECTED', event, NO_DESCRIPTOR)
    case 'connect:delay':
      return connecting('CONNECT_DELAYED', event, constants.errno.EINPROGRESS)
    case 'connect:retry':
      return connecting('CONNECT_RETRIED', event, Math.min(event.interval, MAX_VALUE))
    case 'bind':
      return bound('LISTENING', event, NO_DESCRIPTOR)
    case 'bind:error':
      return bound('BIND_FAILED', event, errnoOf(event.error))
    case 'accept':
      return bound('ACCEPTED', event, NO_DESCRIPTOR)
    case 'accept:error':
      return bound('ACCEPT_FAILED', event, errnoOf(event.error))
    case 'close':
      // Only an attempt to connect is closed with an error.
      return event.error === undefined ? bound('CLOSED', event, NO_DESCRIPTOR) : connecting('CLOSED', event, NO_DESCRIPTOR)
    case 'close:error':
      return bound('CLOSE_FAILED', event, errnoOf(event.error))
    case 'end':
      return { name: 'MONITOR_STOPPED', value: 0, address: '', local: '', remote: '' }
    default:
      return ofConnection(event)
  }
}

/** Events of a connection, whichever side made it. */
function ofConnection(event: Event): PlacedEvent | undefined {
  switch (event.type) {
    case 'disconnect':
      return between('DISCONNECTED', event, NO_DESCRIPTOR)
    case 'handshake':
      return between('HANDSHAKE_SUCCEEDED', event, 0)
    case 'handshake:error:other':
      return between('HANDSHAKE_FAILED_NO_DETAIL', event, errnoOf(event.error))
    case 'handshake:error:protocol':
      return between('HANDSHAKE_FAILED_PROTOCOL', event, protocolErrorNumber(event.error.code))
    case 'handshake:error:auth':
      return between('HANDSHAKE_FAILED_AUTH', event, event.error.status)
    default:
      return undefined
  }
}

interface At {
  readonly address: string
  readonly remote?: string
}

/** The local address of a connection that we make is not known. */
function connecting(name: MonitorEventName, { address }: At, value: number): PlacedEvent {
  return { name, value, address, local: '', remote: address }
}

function bound(name: MonitorEventName, { address, remote = '' }: At, value: number): PlacedEvent {
  return { name, value, address, local: address, remote }
}

/** The remote address is the endpoint for the side that connects. A peer over ipc has no other address either, so it counts as bound. */
function between(name: MonitorEventName, at: At, value: number): PlacedEvent {
  return at.remote === at.address && !at.address.startsWith('ipc://') ? connecting(name, at, value) : bound(name, at, value)
}

/** The system's or libzmq's number of an error; 0 where it has none. */
function errnoOf(error: { readonly code?: string; readonly errno?: number }): number {
  const { code = '', errno = 0 } = error
  // A transport of the application may have any value there.
  if (Number.isInteger(errno) && errno !== 0) return Math.min(Math.abs(errno), MAX_VALUE)
  return (constants.errno as Record<string, number>)[code] ?? 0
}
