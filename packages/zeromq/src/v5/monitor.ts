/** The events of a socket as `monitor()` of version 5 emits them: a name, a value, the endpoint, and the error if there is one. */
import type { Event, EventType } from '../event.ts'
import type { Observer } from '../observer.ts'

/** Names of version 5, by type. Other events are not emitted. */
const NAMES: Partial<Record<EventType, string>> = {
  connect: 'connect',
  'connect:delay': 'connect_delay',
  'connect:retry': 'connect_retry',
  bind: 'listen',
  'bind:error': 'bind_error',
  accept: 'accept',
  'accept:error': 'accept_error',
  close: 'close',
  'close:error': 'close_error',
  disconnect: 'disconnect',
}

interface MonitorSink {
  event(name: string, value: number | undefined, endpoint: string | undefined, error: Error | undefined): void
  failed(error: unknown): void
}

/** Passes each event to `sink`, until the observer is closed. */
export async function monitorEvents(observer: Observer, sink: MonitorSink): Promise<void> {
  try {
    for await (const event of observer) pass(event, sink)
  } catch (error) {
    if (!observer.closed) sink.failed(error)
  }
}

function pass(event: Event, sink: MonitorSink): void {
  const name = NAMES[event.type]
  if (name === undefined) return
  const { address, interval, error } = event as { address?: string; interval?: number; error?: Error & { errno?: number } }
  sink.event(name, error === undefined ? interval : error.errno, address, error)
}
