/**
 * A beacon (zbeacon): says on the local network that we are here, and hears who else is. Beacons prove nothing: whoever is on the
 * network can send any, in anybody's name.
 */
import type { Context, WaitOptions, ZmqError } from '@tszmq/sockets'
import { context as defaultContext } from '@tszmq/sockets'
import { TypedActor, Zactor } from '@tszmq/zactor'
import { checkObject } from '@tszmq/sockets/internal'
import { BeaconReader } from './beacon-reader.ts'
import type { Beacon } from './beacon-reader.ts'
import type { BeaconDrops } from './beacon-sieve.ts'
import { zbeacon } from './zbeacon-actor.ts'
import type { ZbeaconArgs, ZbeaconCommands } from './zbeacon-actor.ts'

export interface ZbeaconOptions extends Omit<ZbeaconArgs, 'drops'> {
  /** Where its pipe is. */
  readonly context?: Context
  /** Aborting it ends the beacon. */
  readonly signal?: AbortSignal
}

/**
 * ```ts
 * await using beacon = await Zbeacon.start()
 * const hostname = await beacon.configure(5670)
 * await beacon.publish('my-service')
 * await beacon.subscribe('my-')
 * for await (const { address, data } of beacon) console.log(address, String(data))
 * ```
 */
export class Zbeacon extends TypedActor<ZbeaconCommands> {
  readonly #drops: BeaconDrops
  readonly #reader: BeaconReader

  private constructor(actor: Zactor<ZbeaconCommands>, reader: BeaconReader, drops: BeaconDrops) {
    super(actor)
    this.#reader = reader
    this.#drops = drops
  }

  /** Rejects with EINVAL for a limit that is none, EMFILE and ETERM as every socket does. */
  static async start(settings: ZbeaconOptions = {}): Promise<Zbeacon> {
    checkObject('options', settings)
    const { context = defaultContext, signal, ...args } = settings
    const options = { context, ...(signal === undefined ? {} : { signal }) }
    const drops: BeaconDrops = { oversized: 0, excess: 0, unread: 0 }
    const actor = await Zactor.start<ZbeaconCommands, ZbeaconArgs>(zbeacon, { ...args, drops }, options)
    return new Zbeacon(actor, new BeaconReader(actor, context.runtime, drops), drops)
  }

  /**
   * CONFIGURE: beacons go to and come from the UDP port `port`, 1 to 65535, which all beacons of this machine may share. Resolves to
   * our address on that network, for others to connect to; '*' where the system chooses the interface. Rejects with EINVAL, with
   * ENODEV where there is no such interface, or with the system's code; what is published tries again at its interval then.
   */
  async configure(port: number): Promise<string> {
    const hostname = this.#reader.hostname()
    await this.#command(['CONFIGURE', port])
    return hostname
  }

  /**
   * PUBLISH: sends `data`, at most 255 bytes, now and every `interval` milliseconds, 1000 by default, instead of what was published
   * before. Rejects with EINVAL, and what was published before goes on then.
   */
  async publish(data: Uint8Array | string, interval = 0): Promise<void> {
    return this.#command(['PUBLISH', copied(data, 'a beacon'), interval])
  }

  /** SILENCE: sends no more. */
  silence(): Promise<void> {
    return this.#command(['SILENCE'])
  }

  /** SUBSCRIBE: hears beacons that begin with `filter`, all by default, instead of those before. Rejects with EINVAL for more than 255 bytes. */
  async subscribe(filter: Uint8Array | string = ''): Promise<void> {
    return this.#command(['SUBSCRIBE', copied(filter, 'a filter')])
  }

  /** UNSUBSCRIBE: hears no more. What was heard can still be received. */
  unsubscribe(): Promise<void> {
    return this.#command(['UNSUBSCRIBE'])
  }

  /** VERBOSE: tells the log of every command. */
  verbose(): Promise<void> {
    return this.#command(['VERBOSE'])
  }

  /**
   * The next beacon of somebody else. Any number of calls may wait. Rejects with EAGAIN after `timeout`, with the reason of `signal`,
   * or with ERR_ZACTOR_ENDED or ERR_ZACTOR_CRASHED when it has ended.
   */
  receive(options?: WaitOptions): Promise<Beacon> {
    return this.#reader.receive(options)
  }

  /** The beacons of others, one a step. Ends with the actor; throws ERR_ZACTOR_CRASHED when that crashed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Beacon, undefined> {
    try {
      for (;;) yield await this.receive()
    } catch (error) {
      if ((error as ZmqError).code !== 'ERR_ZACTOR_ENDED') throw error
      return undefined
    }
  }

  /** How many beacons of others were not delivered, and why. */
  get drops(): Readonly<BeaconDrops> {
    return { ...this.#drops }
  }

  #command(message: Parameters<Zactor<ZbeaconCommands>['command']>[0]): Promise<void> {
    return this.#reader.during(this.actor.command(message))
  }
}

/** For the way through the pipe, while the bytes may be written to. Throws TypeError for what is neither. */
function copied(data: Uint8Array | string, what: string): Uint8Array | string {
  if (typeof data === 'string') return data
  if (data instanceof Uint8Array) return Uint8Array.from(data)
  throw new TypeError(`${what} is text or bytes, not ${typeof data}`)
}
