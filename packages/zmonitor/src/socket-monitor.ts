/**
 * What zmq_socket_monitor does: the events of a socket as frames on a PAIR that is bound in process, for code ported from C. It never
 * waits for its reader, and keeps the last 10,000 events that are not read.
 */
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
  /** Which events: numbers of `MONITOR_EVENTS`, joined by `|`. All by default. */
  readonly events?: number
  /** Of their frames; 1 by default. */
  readonly version?: MonitorVersion
}

/** Beyond what the PAIR has room for. */
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
  /** Events that went because nobody read them. */
  dropped = 0
  readonly #pair: Pair
  readonly #events: number
  readonly #version: MonitorVersion
  readonly #waiting = new Ring<Buffer[]>()
  readonly #untap: () => void
  readonly #traffic: Traffic

  /**
   * `endpoint`: of the scheme inproc, in the context of the socket. Any number of monitors may be at one socket. Throws EPROTONOSUPPORT
   * for another scheme, EINVAL, EBADF when the socket is closed, and EADDRINUSE, EMFILE, ETERM as a PAIR does.
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
    this.#untap = socket.tap((event) => this.#tell(event))
  }

  /** It was stopped, or its socket is gone. */
  get stopped(): boolean {
    return this.#pair.closed
  }

  /** As zmq_socket_monitor without an endpoint: MONITOR_STOPPED is the last event. Safe to call twice. */
  stop(): void {
    if (!this.stopped) this.#tell({ type: 'end' })
  }

  [Symbol.dispose](): void {
    this.stop()
  }

  #tell(event: Event): void {
    if (this.stopped) return
    const told = monitorEvent(event)
    if (told !== undefined && (this.#events & MONITOR_EVENTS[told.name]) !== 0) {
      this.#waiting.push(encodeMonitorEvent(told, this.#version))
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
