/** zmq_socket_monitor: sends the events of a socket as frames on a PAIR at an inproc endpoint, for code ported from C. */
import type { Event, Socket } from '@tszmq/sockets'
import { Pair, ZmqError } from '@tszmq/sockets'
import { checkObject, checkString, Ring } from '@tszmq/sockets/internal'
import type { Traffic } from '@tszmq/sockets/internal'
import { ALL_MONITOR_EVENTS, MONITOR_EVENTS } from './monitor-events.ts'
import { encodeMonitorEvent } from './monitor-frames.ts'
import type { MonitorVersion } from './monitor-frames.ts'
import { monitorEvent } from './socket-event.ts'
import { checkSocket } from './zmonitor-actor.ts'

export interface SocketMonitorOptions {
  /** The events to send: numbers of `MONITOR_EVENTS`, joined by `|`. Default all. */
  readonly events?: number
  /** The version of the frames. Default 1. */
  readonly version?: MonitorVersion
}

/** Maximum number of unread events beyond those in the PAIR. The oldest are dropped. */
const MAX_WAITING = 10_000

/**
 * ```ts
 * using monitor = new SocketMonitor(server, 'inproc://monitor.server', { events: MONITOR_EVENTS.ACCEPTED | MONITOR_EVENTS.DISCONNECTED })
 * const pair = new Pair()
 * pair.connect(monitor.endpoint)
 * const { name, address } = parseMonitorEvent(await pair.receive())
 * ```
 */
export class SocketMonitor {
  readonly endpoint: string
  /** The number of events that were dropped unread. */
  dropped = 0
  readonly #pair: Pair
  readonly #events: number
  readonly #version: MonitorVersion
  readonly #waiting = new Ring<Buffer[]>()
  readonly #untap: () => void
  readonly #traffic: Traffic

  /**
   * Binds a PAIR to `endpoint`, which is an inproc endpoint in the context of the socket. A socket may have any number of monitors. Throws
   * EPROTONOSUPPORT for another scheme, EINVAL, EBADF if the socket is closed, and EADDRINUSE, EMFILE and ETERM as a PAIR.
   */
  constructor(socket: Socket, endpoint: string, options: SocketMonitorOptions = {}) {
    checkObject('options', options)
    const { events = ALL_MONITOR_EVENTS, version = 1 } = options
    checkSocket(socket)
    check(endpoint, events, version)
    if (socket.closed) throw new ZmqError('EBADF', 'a socket that is closed cannot be monitored')
    this.endpoint = endpoint
    this.#events = events
    this.#version = version
    this.#pair = new Pair({ context: socket.context, linger: 0 })
    try {
      this.#pair.bindSync(endpoint)
    } catch (error) {
      this.#pair.close()
      throw error
    }
    this.#traffic = this.#pair.watch(() => this.#flush())
    this.#untap = socket.tap((event) => this.#send(event))
  }

  /** True if the monitor was stopped or its socket is closed. */
  get stopped(): boolean {
    return this.#pair.closed
  }

  /** Sends MONITOR_STOPPED as the last event, and closes the PAIR (zmq_socket_monitor with NULL). Safe to call twice. */
  stop(): void {
    if (!this.stopped) this.#send({ type: 'end' })
  }

  [Symbol.dispose](): void {
    this.stop()
  }

  #send(event: Event): void {
    if (this.stopped) return
    const monitored = monitorEvent(event)
    if (monitored !== undefined && (this.#events & MONITOR_EVENTS[monitored.name]) !== 0) {
      this.#waiting.push(encodeMonitorEvent(monitored, this.#version))
      this.#flush()
    }
    if (event.type === 'end') return this.#end()
    if (this.#waiting.size <= MAX_WAITING) return
    this.#waiting.take()
    this.dropped++
  }

  #flush(): void {
    for (
      let next = this.#waiting.peek();
      next !== undefined && !this.#pair.closed && this.#pair.trySend(next);
      next = this.#waiting.peek()
    ) {
      this.#waiting.take()
    }
  }

  #end(): void {
    this.#untap()
    this.#traffic.stop()
    this.dropped += this.#waiting.size
    this.#pair.close()
  }
}

function check(endpoint: string, events: number, version: number): void {
  checkString('endpoint', endpoint)
  if (!endpoint.startsWith('inproc://'))
    throw new ZmqError('EPROTONOSUPPORT', `a monitor is at an endpoint of inproc, not at ${JSON.stringify(endpoint)}`)
  if (!Number.isInteger(events) || events < 0) throw new ZmqError('EINVAL', `a mask of events is a whole number, not ${String(events)}`)
  if (version !== 1 && version !== 2) throw new ZmqError('EINVAL', `the version of a monitor is 1 or 2, not ${String(version)}`)
}
