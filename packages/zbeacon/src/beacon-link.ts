/**
 * Two UDP sockets on a network: one shares the port with every beacon of this machine and hears, the other sends from a port of its
 * own, by which its echo is known. Neither keeps the process alive.
 */
import type * as Dgram from 'node:dgram'
import type { Socket } from 'node:dgram'
import { chooseNetwork, ownAddresses } from './network.ts'
import type { Network, NetworkChoice } from './network.ts'

/** Who has a link. */
export interface LinkOwner {
  /** A datagram of somebody else. */
  heard(address: string, data: Buffer): void
  /** Something is wrong with the network: the link is of no use any more. */
  broken(error: Error): void
}

/** What a node sends by and hears from. */
export interface Link {
  /** Our address on it. */
  readonly hostname: string
  readonly closed: boolean
  /** To everybody who hears. What the network does not take is told by `broken`. */
  send(data: Uint8Array): void
  close(): void
}

/** Rejects with EINVAL, ENODEV or the system's code, and nothing stays open then. */
export type OpenLink = (choice: NetworkChoice, port: number, owner: LinkOwner) => Promise<Link>

/** By UDP. */
export const openLink: OpenLink = async (choice, port, owner) => BeaconLink.open(chooseNetwork(choice), port, owner)

export class BeaconLink implements Link {
  readonly #network: Network
  readonly #port: number
  readonly #owner: LinkOwner
  readonly #hearing: Socket
  readonly #sending: Socket
  readonly #own: ReadonlySet<string>
  #closed = false

  private constructor(network: Network, port: number, owner: LinkOwner) {
    const type = network.family === 6 ? 'udp6' : 'udp4'
    const ipv6Only = network.family === 6
    this.#network = network
    this.#port = port
    this.#owner = owner
    this.#own = network.hostname === '*' ? ownAddresses() : new Set([network.source])
    this.#hearing = dgram().createSocket({ type, ipv6Only, reuseAddr: true })
    this.#sending = dgram().createSocket({ type, ipv6Only })
  }

  /** Rejects with the system's code, and nothing stays open then. */
  static async open(network: Network, port: number, owner: LinkOwner): Promise<BeaconLink> {
    const link = new BeaconLink(network, port, owner)
    try {
      await link.#open()
      return link
    } catch (error) {
      link.close()
      throw error
    }
  }

  get hostname(): string {
    return this.#network.hostname
  }

  get closed(): boolean {
    return this.#closed
  }

  send(data: Uint8Array): void {
    this.#sending.send(data, this.#port, this.#network.target, (error) => {
      if (error !== null) this.#break(error)
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const socket of [this.#hearing, this.#sending]) socket.close()
  }

  async #open(): Promise<void> {
    const { family, source, target, membership } = this.#network
    // Windows and macOS have no socket at a broadcast address, and elsewhere too CZMQ awaits beacons at any.
    await this.#bind(this.#hearing, this.#port, family === 6 ? '::' : '0.0.0.0')
    await this.#bind(this.#sending, 0, source)
    if (membership === undefined) this.#sending.setBroadcast(true)
    else {
      this.#hearing.addMembership(target, membership.on)
      if (membership.on !== undefined) this.#sending.setMulticastInterface(membership.on)
    }
    const { port } = this.#sending.address()
    this.#hearing.on('message', (data, sender) => {
      if (!this.#closed && !(sender.port === port && this.#own.has(sender.address))) this.#owner.heard(sender.address, data)
    })
    for (const socket of [this.#hearing, this.#sending]) socket.unref()
  }

  #bind(socket: Socket, port: number, address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      // Workers of a cluster would share one socket, and each hear a part.
      socket.bind({ port, address, exclusive: true }, () => {
        socket.off('error', reject).on('error', (error) => this.#break(error))
        resolve()
      })
    })
  }

  #break(error: Error): void {
    if (this.#closed) return
    this.close()
    this.#owner.broken(error)
  }
}

/** Loaded with the first beacon: most programs that have all of tszmq send none. */
function dgram(): typeof Dgram {
  return process.getBuiltinModule('node:dgram')
}
