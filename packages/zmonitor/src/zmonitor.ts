/** The monitor (zmonitor): receives the events of one socket, independently of the readers of the socket's own `events`. */
import type { Socket, WaitOptions } from '@tszmq/sockets'
import { TypedActor } from '@tszmq/zactor'
import type { Zactor } from '@tszmq/zactor'
import { startTyped } from '@tszmq/zactor/internal'
import { monitorEventMask } from './monitor-events.ts'
import type { MonitorEventName, MonitorEventType } from './monitor-events.ts'
import type { MonitorEvent } from './socket-event.ts'
import { checkSocket, zmonitor } from './zmonitor-actor.ts'
import type { MonitorDrops, ZmonitorArgs, ZmonitorCommands } from './zmonitor-actor.ts'

export interface ZmonitorOptions extends Omit<ZmonitorArgs, 'drops' | 'socket'> {
  /** The first events to receive (LISTEN). Default `['ALL']`. */
  readonly listen?: readonly MonitorEventType[]
  /** Aborting it ends the monitor. */
  readonly signal?: AbortSignal
}

/**
 * ```ts
 * await using monitor = await Zmonitor.start(server, { listen: ['ACCEPTED', 'DISCONNECTED'] })
 * for await (const { name, address } of monitor) console.log(name, address)
 * ```
 */
export class Zmonitor extends TypedActor<ZmonitorCommands> {
  readonly #drops: MonitorDrops

  private constructor(actor: Zactor<ZmonitorCommands>, drops: MonitorDrops) {
    super(actor)
    this.#drops = drops
  }

  /**
   * Starts a monitor (LISTEN, START). Resolves when no event is missed any more. Rejects with EINVAL for an unknown event, EBADF if the
   * socket is closed, EMFILE and ETERM as every socket does, and TypeError if `socket` is not a socket.
   */
  static async start(socket: Socket, { listen = ['ALL'], ...options }: ZmonitorOptions = {}): Promise<Zmonitor> {
    checkSocket(socket)
    monitorEventMask(listen)
    const drops: MonitorDrops = { unread: 0 }
    const settings = { ...options, socket, context: socket.context, drops }
    const actor = await startTyped<ZmonitorCommands, ZmonitorArgs>(zmonitor, settings)
    try {
      await actor.send(['LISTEN', ...listen])
      await actor.command(['START'])
    } catch (error) {
      await actor.destroy()
      throw error
    }
    return new Zmonitor(actor, drops)
  }

  /** Adds events to those received (LISTEN). Rejects with EINVAL for an unknown event, and adds none then. */
  async listen(...types: MonitorEventType[]): Promise<void> {
    monitorEventMask(types)
    await this.actor.send(['LISTEN', ...types])
  }

  /** Logs each command and event from now on (VERBOSE). */
  verbose(): Promise<void> {
    return this.actor.send(['VERBOSE'])
  }

  /**
   * Resolves to the next event. Any number of calls may wait. Rejects with EAGAIN after `timeout`, or with the reason of `signal`. Rejects
   * with ERR_ZACTOR_ENDED or ERR_ZACTOR_CRASHED if the actor has ended; it ends with its socket.
   */
  async receive(options?: WaitOptions): Promise<MonitorEvent> {
    return decode(await this.actor.receive(options))
  }

  /** Yields each event. Ends with the socket; throws ERR_ZACTOR_CRASHED if the actor crashed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<MonitorEvent, undefined> {
    for await (const message of this.actor) yield decode(message)
    return undefined
  }

  /** How many events were not delivered, and why. */
  get drops(): Readonly<MonitorDrops> {
    return { ...this.#drops }
  }
}

function decode(message: readonly Buffer[]): MonitorEvent {
  const [name, value, address] = message.map(String)
  return { name: name as MonitorEventName, value: Number(value), address: address as string }
}
