/** A monitor (zmonitor): tells what happens to the connections of one socket, beside whoever uses the socket's own `events`. */
import type { Socket, WaitOptions, ZmqError } from '@tszmq/sockets'
import { TypedActor, Zactor } from '@tszmq/zactor'
import { monitorEventMask } from './monitor-events.ts'
import type { MonitorEventName, MonitorEventType } from './monitor-events.ts'
import type { MonitorEvent } from './socket-event.ts'
import { checkSocket, zmonitor } from './zmonitor-actor.ts'
import type { MonitorDrops, ZmonitorArgs, ZmonitorCommands } from './zmonitor-actor.ts'

export interface ZmonitorOptions extends Omit<ZmonitorArgs, 'drops' | 'socket'> {
  /** LISTEN: which events; all by default. */
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
   * LISTEN and START: resolves when no event is missed any more. Rejects with EINVAL for an event that is none, EBADF when the socket
   * is closed, EMFILE and ETERM as every socket does, and with a TypeError when it is no socket.
   */
  static async start(socket: Socket, { listen = ['ALL'], signal, ...args }: ZmonitorOptions = {}): Promise<Zmonitor> {
    checkSocket(socket)
    monitorEventMask(listen)
    const options = { context: socket.context, ...(signal === undefined ? {} : { signal }) }
    const drops: MonitorDrops = { unread: 0 }
    const actor = await Zactor.start<ZmonitorCommands, ZmonitorArgs>(zmonitor, { ...args, socket, drops }, options)
    try {
      await actor.send(['LISTEN', ...listen])
      await actor.command(['START'])
    } catch (error) {
      await actor.destroy()
      throw error
    }
    return new Zmonitor(actor, drops)
  }

  /** LISTEN: these events too, from now on. Rejects with EINVAL for one that is none, and nothing changes then. */
  async listen(...types: MonitorEventType[]): Promise<void> {
    monitorEventMask(types)
    await this.actor.send(['LISTEN', ...types])
  }

  /** VERBOSE: tells the log of every command and event. */
  verbose(): Promise<void> {
    return this.actor.send(['VERBOSE'])
  }

  /**
   * The next event. Any number of calls may wait. Rejects with EAGAIN after `timeout`, with the reason of `signal`, or with
   * ERR_ZACTOR_ENDED or ERR_ZACTOR_CRASHED when it has ended, as it does with its socket.
   */
  async receive(options?: WaitOptions): Promise<MonitorEvent> {
    const [name, value, address] = (await this.actor.receive(options)).map(String)
    return { name: name as MonitorEventName, value: Number(value), address: address as string }
  }

  /** The events, one a step. Ends with the socket; throws ERR_ZACTOR_CRASHED when the actor crashed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<MonitorEvent, undefined> {
    try {
      for (;;) yield await this.receive()
    } catch (error) {
      if ((error as ZmqError).code !== 'ERR_ZACTOR_ENDED') throw error
      return undefined
    }
  }

  /** How many events were not delivered, and why. */
  get drops(): Readonly<MonitorDrops> {
    return { ...this.#drops }
  }
}
