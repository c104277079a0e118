/**
 * A beacon (zbeacon): announces this node on the local network and receives the announcements of others. Beacons prove nothing: every
 * machine on the network can send them with any content and any source address.
 */
import type { WaitOptions } from '@tszmq/sockets'
import { checkObject } from '@tszmq/sockets/internal'
import { TypedActor } from '@tszmq/zactor'
import type { TypedActorOptions, Zactor } from '@tszmq/zactor'
import { KeepLatest, startTyped } from '@tszmq/zactor/internal'
import type { BeaconDrops } from './beacon-filter.ts'
import { zbeacon } from './zbeacon-actor.ts'
import type { ZbeaconArgs, ZbeaconCommands } from './zbeacon-actor.ts'

/** A beacon of another node. Nothing in it is proved, neither its sender nor its address. */
export interface Beacon {
  /** The address that the datagram names as its source. */
  readonly address: string
  /** At most 255 bytes. */
  readonly data: Buffer
}

export interface ZbeaconOptions extends Omit<ZbeaconArgs, 'drops'>, TypedActorOptions {}

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

  private constructor(actor: Zactor<ZbeaconCommands>, drops: BeaconDrops) {
    super(actor)
    this.#drops = drops
  }

  /** Starts a beacon. Rejects with EINVAL for an invalid limit, and with EMFILE and ETERM as every socket does. */
  static async start(settings: ZbeaconOptions = {}): Promise<Zbeacon> {
    checkObject('options', settings)
    const drops: BeaconDrops = { oversized: 0, excess: 0, unread: 0 }
    const unread = new KeepLatest(() => drops.unread++)
    return new Zbeacon(await startTyped<ZbeaconCommands, ZbeaconArgs>(zbeacon, { ...settings, drops }, unread), drops)
  }

  /**
   * Sends and receives beacons at the UDP port `port`, 1 to 65535 (CONFIGURE). All beacons of this machine may share one port. Resolves to
   * our address on that network, for others to connect to, or to '*' if the system chooses the interface. Rejects with EINVAL, with ENODEV
   * if there is no such interface, or with the system's code. The next beacon that is due tries again then.
   */
  async configure(port: number): Promise<string> {
    return String(await this.actor.ask(['CONFIGURE', port], isHostname))
  }

  /**
   * Sends `data`, at most 255 bytes, now and every `interval` milliseconds (PUBLISH). An interval of 0, the default, is 1000. The data
   * replace those published before; if it rejects with EINVAL, the data of before are sent on.
   */
  async publish(data: Uint8Array | string, interval = 0): Promise<void> {
    return this.actor.command(['PUBLISH', copied(data, 'a beacon'), interval])
  }

  /** Sends no more beacons (SILENCE). */
  silence(): Promise<void> {
    return this.actor.command(['SILENCE'])
  }

  /** Receives the beacons that begin with `filter`, all by default (SUBSCRIBE). It replaces the filter of before. Rejects with EINVAL for more than 255 bytes. */
  async subscribe(filter: Uint8Array | string = ''): Promise<void> {
    return this.actor.command(['SUBSCRIBE', copied(filter, 'a filter')])
  }

  /** Receives no more beacons (UNSUBSCRIBE). Those that came before can still be received. */
  unsubscribe(): Promise<void> {
    return this.actor.command(['UNSUBSCRIBE'])
  }

  /** Logs each command from now on (VERBOSE). */
  verbose(): Promise<void> {
    return this.actor.command(['VERBOSE'])
  }

  /**
   * Resolves to the next beacon of another node. Any number of calls may wait. Rejects with EAGAIN after `timeout`, with the reason of
   * `signal`, or with ERR_ZACTOR_ENDED or ERR_ZACTOR_CRASHED if the actor has ended.
   */
  async receive(options?: WaitOptions): Promise<Beacon> {
    return decode(await this.actor.receive(options))
  }

  /** Yields each beacon of another node. Ends with the actor; throws ERR_ZACTOR_CRASHED if the actor crashed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Beacon, undefined> {
    for await (const message of this.actor) yield decode(message)
    return undefined
  }

  /** How many beacons of other nodes were not delivered, and why. */
  get drops(): Readonly<BeaconDrops> {
    return { ...this.#drops }
  }
}

/** A reply of CONFIGURE has one frame, a beacon has two. */
function isHostname(message: readonly Buffer[]): boolean {
  return message.length === 1
}

function decode([address, data]: readonly Buffer[]): Beacon {
  return { address: String(address), data: data as Buffer }
}

/** Copies bytes, since the caller may write to them while they are in the pipe. Throws TypeError for other values. */
function copied(data: Uint8Array | string, what: string): Uint8Array | string {
  if (typeof data === 'string') return data
  if (data instanceof Uint8Array) return Uint8Array.from(data)
  throw new TypeError(`${what} is text or bytes, not ${typeof data}`)
}
