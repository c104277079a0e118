/** The events of zmq_socket_monitor: CZMQ's names, libzmq's numbers, one bit each, and masks of them. The draft PIPES_STATS is left out. */
import { ZmqError } from '@tszmq/sockets'
import { checkString } from '@tszmq/sockets/internal'

/** CZMQ's name of each event (zmonitor), and its number in libzmq (`ZMQ_EVENT_…`). */
export const MONITOR_EVENTS = {
  CONNECTED: 0x0001,
  CONNECT_DELAYED: 0x0002,
  CONNECT_RETRIED: 0x0004,
  LISTENING: 0x0008,
  BIND_FAILED: 0x0010,
  ACCEPTED: 0x0020,
  ACCEPT_FAILED: 0x0040,
  CLOSED: 0x0080,
  CLOSE_FAILED: 0x0100,
  DISCONNECTED: 0x0200,
  MONITOR_STOPPED: 0x0400,
  HANDSHAKE_FAILED_NO_DETAIL: 0x0800,
  HANDSHAKE_SUCCEEDED: 0x1000,
  HANDSHAKE_FAILED_PROTOCOL: 0x2000,
  HANDSHAKE_FAILED_AUTH: 0x4000,
} as const

/** CZMQ's name of an event. */
export type MonitorEventName = keyof typeof MONITOR_EVENTS

/** An event that can be monitored; `ALL` is every event. */
export type MonitorEventType = MonitorEventName | 'ALL'

/** ZMQ_EVENT_ALL. */
export const ALL_MONITOR_EVENTS = 0xffff

const NAMES = new Map<number, MonitorEventName>(Object.entries(MONITOR_EVENTS).map(([name, bit]) => [bit, name as MonitorEventName]))

/** CZMQ's name of a number; UNKNOWN if it has none. */
export function monitorEventName(event: number): MonitorEventName | 'UNKNOWN' {
  return NAMES.get(event) ?? 'UNKNOWN'
}

/** The mask of several events. Throws EINVAL for an unknown name. */
export function monitorEventMask(types: readonly string[]): number {
  let mask = 0
  for (const type of types) {
    checkString('the name of an event', type)
    if (type === 'ALL') mask |= ALL_MONITOR_EVENTS
    else if (Object.hasOwn(MONITOR_EVENTS, type)) mask |= MONITOR_EVENTS[type as MonitorEventName]
    else throw new ZmqError('EINVAL', `a monitor has no event ${JSON.stringify(type.slice(0, 100))}`)
  }
  return mask
}
