/**
 * The actor: CZMQ's commands on its pipe, the events of a socket out of it, as `[name, value, address]`. It ends with its socket, and
 * never waits for who should read.
 */
import type { Event, Socket } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { ActorPipe } from '@tszmq/zactor'
import type { Logger } from '@tszmq/zsys'
import { contained } from '@tszmq/zsys/internal'
import { monitorEventMask, MONITOR_EVENTS } from './monitor-events.ts'
import { monitorEvent } from './socket-event.ts'

/** The commands, as frames. Only `START` is answered by a signal, as in CZMQ. */
export interface ZmonitorCommands {
  LISTEN: string[]
  START: []
  VERBOSE: []
  [command: string]: string[]
}

/** How many events were not delivered, and why. */
export interface MonitorDrops {
  /** More than the pipe holds. */
  unread: number
}

/** What it is started with. */
export interface ZmonitorArgs {
  /** Whose events it tells. */
  readonly socket: Socket
  /** Where it tells of trouble and, after VERBOSE, of what it does; `console` by default. */
  readonly log?: Partial<Logger>
  /** Where it counts what it drops. */
  readonly drops?: MonitorDrops
}

/** Throws TypeError for what has no events to tell. Known by what it does: the two builds have a class each. */
export function checkSocket(socket: Partial<Socket> | undefined): void {
  if (typeof socket?.tap !== 'function')
    throw new TypeError(`a monitor is started with a socket, not with ${socket === undefined ? 'none' : 'something else'}`)
}

/** For `Zactor.start(zmonitor, { socket })`; see `Zmonitor` for the typed form. */
export async function zmonitor(pipe: ActorPipe, args: ZmonitorArgs): Promise<void> {
  try {
    checkSocket((args as ZmonitorArgs | undefined)?.socket)
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  const watch = new Watch(pipe, args)
  try {
    await pipe.signal()
    await Promise.race([obey(pipe, watch), watch.ended])
  } catch (error) {
    // Who terminates a context closes all its sockets, the monitored one and the pipe's.
    if (!pipe.context.terminated) throw error
  } finally {
    watch.stop()
  }
}

async function obey(pipe: ActorPipe, watch: Watch): Promise<void> {
  for await (const [command, ...words] of pipe) {
    watch.say(() => `API command=${JSON.stringify(String(command).slice(0, 100))}`)
    switch (String(command)) {
      case 'LISTEN':
        watch.listen(words.map(String))
        break
      case 'VERBOSE':
        watch.verbose = true
        break
      case 'START':
        await answer(pipe, () => watch.start(words.length))
        break
      default:
        await pipe.refuse(new ZmqError('EINVAL', `zmonitor has no command ${JSON.stringify(String(command).slice(0, 100))}`))
    }
  }
}

async function answer(pipe: ActorPipe, execute: () => void): Promise<void> {
  try {
    execute()
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  return pipe.signal()
}

/** What is listened to, and what comes of it. */
class Watch {
  verbose = false
  /** Resolves when the socket is gone. Nobody knows of that before START. */
  readonly ended: Promise<void>
  readonly #pipe: ActorPipe
  readonly #socket: Socket
  readonly #log: Logger
  readonly #drops: MonitorDrops
  #mask = 0
  /** What is wrong with a LISTEN, which is not answered: the next START is. */
  #mistake: Error | undefined = undefined
  #untap: (() => void) | undefined = undefined
  #end: () => void = () => undefined

  constructor(pipe: ActorPipe, { socket, log = globalThis.console, drops = { unread: 0 } }: ZmonitorArgs) {
    this.#pipe = pipe
    this.#socket = socket
    this.#log = contained(log)
    this.#drops = drops
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }

  /** After VERBOSE. */
  say(line: () => string): void {
    if (this.verbose) this.#log.info(`zmonitor: ${line()}`)
  }

  /** Adds to what was listened to before; a message with a mistake adds nothing. */
  listen(types: readonly string[]): void {
    try {
      this.#mask |= monitorEventMask(types)
    } catch (error) {
      this.#mistake = error as Error
      this.#log.warn(`zmonitor: LISTEN: ${this.#mistake.message}`)
    }
  }

  /** Throws EINVAL, also for what was wrong with a LISTEN before, EBUSY when it has started, EBADF when the socket is closed. */
  start(words: number): void {
    const mistake = this.#mistake
    this.#mistake = undefined
    if (mistake !== undefined) throw mistake
    if (words > 0) throw new ZmqError('EINVAL', `START takes nothing, not ${words} frames`)
    if (this.#untap !== undefined) throw new ZmqError('EBUSY', 'this monitor has started')
    this.#untap = this.#socket.tap((event) => this.#tell(event))
  }

  stop(): void {
    this.#untap?.()
  }

  #tell(event: Event): void {
    const told = monitorEvent(event)
    if (told !== undefined && (this.#mask & MONITOR_EVENTS[told.name]) !== 0) {
      const { name, value, address } = told
      this.say(() => `${name} - ${address}`)
      if (!this.#pipe.trySend([name, `${value}`, address])) this.#drops.unread++
    }
    if (event.type === 'end') this.#end()
  }
}
