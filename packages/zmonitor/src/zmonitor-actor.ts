/** The actor zmonitor: it sends its owner the events of one socket as `[name, value, address]`, and ends with that socket. */
import type { Event, Socket } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { ActorLog, ActorPipe, ActorService, CommandsOf, Logger } from '@tszmq/zactor'
import { actorLog, commandsFor, rest, runService, text, VERBOSE } from '@tszmq/zactor/internal'
import { monitorEventMask, MONITOR_EVENTS } from './monitor-events.ts'
import { monitorEvent } from './socket-event.ts'

/** How many events were not delivered, and why. */
export interface MonitorDrops {
  /** Events that the pipe had no room for. */
  unread: number
}

/** The arguments of the actor. */
export interface ZmonitorArgs {
  /** The socket whose events the actor sends. */
  readonly socket: Socket
  /** Where the actor logs faults and, after VERBOSE, what it does. Default `console`. */
  readonly log?: Partial<Logger>
  /** Where the actor counts the events that it drops. */
  readonly drops?: MonitorDrops
}

/** Throws TypeError unless `socket` has events. It looks for a method, since the two builds have a class each. */
export function checkSocket(socket: Partial<Socket> | undefined): void {
  if (typeof socket?.tap !== 'function')
    throw new TypeError(`a monitor is started with a socket, not with ${socket === undefined ? 'none' : 'something else'}`)
}

/** The function of the actor, for `Zactor.start(zmonitor, { socket })`. `Zmonitor` is its typed form. */
export function zmonitor(pipe: ActorPipe, args: ZmonitorArgs): Promise<void> {
  return runService(pipe, ZMONITOR_COMMANDS, () => new MonitorService(pipe, args))
}

class MonitorService implements ActorService {
  readonly log: ActorLog
  /** Resolves when the socket is closed. That is noticed after START only. */
  readonly over: Promise<void>
  readonly #pipe: ActorPipe
  readonly #socket: Socket
  readonly #drops: MonitorDrops
  #mask = 0
  /** The mistake of the last LISTEN: that command is not answered, so the next START is refused instead. */
  #mistake: Error | undefined = undefined
  #untap: (() => void) | undefined = undefined
  #end: () => void = () => undefined

  /** Throws TypeError if there is no socket. */
  constructor(pipe: ActorPipe, args: ZmonitorArgs) {
    checkSocket((args as ZmonitorArgs | undefined)?.socket)
    const { socket, log, drops = { unread: 0 } } = args
    this.log = actorLog('zmonitor', log)
    this.over = new Promise((resolve) => (this.#end = resolve))
    this.#pipe = pipe
    this.#socket = socket
    this.#drops = drops
  }

  /** Adds events to those sent. Throws EINVAL for an unknown name, and adds none of its command then. */
  listen(types: readonly string[]): void {
    try {
      this.#mask |= monitorEventMask(types)
    } catch (error) {
      this.#mistake = error as Error
      throw error
    }
  }

  /** Throws the mistake of a LISTEN before, EBUSY if it has started, EBADF if the socket is closed. */
  start(): void {
    const mistake = this.#mistake
    this.#mistake = undefined
    if (mistake !== undefined) throw mistake
    if (this.#untap !== undefined) throw new ZmqError('EBUSY', 'this monitor has started')
    this.#untap = this.#socket.tap((event) => this.#send(event))
  }

  close(): void {
    this.#untap?.()
  }

  #send(event: Event): void {
    const monitored = monitorEvent(event)
    if (monitored !== undefined && (this.#mask & MONITOR_EVENTS[monitored.name]) !== 0) {
      const { name, value, address } = monitored
      this.log.info(() => `${name} - ${address}`)
      if (!this.#pipe.trySend([name, `${value}`, address])) this.#drops.unread++
    }
    if (event.type === 'end') this.#end()
  }
}

const { command } = commandsFor<MonitorService>()
const silent = { signals: false }

/** Only START is answered by a signal, as in CZMQ. */
export const ZMONITOR_COMMANDS = {
  LISTEN: command(
    [rest(text('event'))],
    'Adds events to those that the actor sends.',
    (monitor, ...types) => monitor.listen(types),
    silent,
  ),
  START: command([], 'Starts to send events.', (monitor) => monitor.start()),
  VERBOSE: command([], VERBOSE.help, ({ log }) => void (log.verbose = true), silent),
}

/** The commands and their frames. */
export type ZmonitorCommands = CommandsOf<typeof ZMONITOR_COMMANDS>
