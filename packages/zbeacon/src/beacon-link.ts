/**
 * Two UDP sockets on a network: one receives at the port that all beacons of this machine share, the other sends from a port of its own, so that
 * our own datagrams can be recognised. Neither keeps the process alive.
 */
import type * as Dgram from 'node:dgram'
import type { Socket } from 'node:dgram'
import { chooseNetwork, ownAddresses } from './network.ts'
import type { Network, NetworkChoice } from './network.ts'

/** The receiver of a link's datagrams. */
export interface LinkOwner {
  /** A datagram of another sender. */
  received(address: string, data: Buffer): void
  /** The network has failed, and the link is closed. */
  failed(error: Error): void
}

/** A network that a node sends to and receives from. */
export interface Link {
  /** Our address on the network. */
  readonly hostname: string
  readonly closed: boolean
  /** Sends to all nodes. An error is reported by `failed`. */
  send(data: Uint8Array): void
  close(): void
}

/** Opens a network. Rejects with EINVAL, ENODEV or the system's code. */
export type OpenLink = (choice: NetworkChoice, port: number, owner: LinkOwner) => Promise<Link>

/** Opens UDP sockets. */
export const openLink: OpenLink = async (choice, port, owner) => BeaconLink.open(chooseNetwork(choice), port, owner)

export class BeaconLink implements Link {
  readonly #network: Network
  readonly #port: number
  readonly #owner: LinkOwner
  readonly #receiver: Socket
  readonly #sender: Socket
  readonly #own: ReadonlySet<string>
  #closed = false

  private constructor(network: Network, port: number, owner: LinkOwner) {
    const type = network.family === 6 ? 'udp6' : 'udp4'
    const ipv6Only = network.family === 6
    this.#network = network
    this.#port = port
    this.#owner = owner
    this.#own = network.hostname === '*' ? ownAddresses() : new Set([network.source])
    this.#receiver = dgram().createSocket({ type, ipv6Only, reuseAddr: true })
    this.#sender = dgram().createSocket({ type, ipv6Only })
  }

  /** Rejects with the system's code, after both sockets are closed. */
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
    this.#sender.send(data, this.#port, this.#network.target, (error) => {
      if (error !== null) this.#break(error)
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const socket of [this.#receiver, this.#sender]) socket.close()
  }

  async #open(): Promise<void> {
    const { family, source, target, membership } = this.#network
    // Bound to any address: Windows and macOS cannot bind to a broadcast address, and CZMQ does the same everywhere.
    await this.#bind(this.#receiver, this.#port, family === 6 ? '::' : '0.0.0.0')
    await this.#bind(this.#sender, 0, source)
    if (membership === undefined) this.#sender.setBroadcast(true)
    else {
      this.#receiver.addMembership(target, membership.on)
      if (membership.on !== undefined) this.#sender.setMulticastInterface(membership.on)
    }
    const { port } = this.#sender.address()
    this.#receiver.on('message', (data, sender) => {
      if (!this.#closed && !(sender.port === port && this.#own.has(sender.address))) this.#owner.received(sender.address, data)
    })
    for (const socket of [this.#receiver, this.#sender]) socket.unref()
  }

  #bind(socket: Socket, port: number, address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      // Not exclusive, the workers of a cluster would share one socket, and each would receive only a part.
      socket.bind({ port, address, exclusive: true }, () => {
        socket.off('error', reject).on('error', (error) => this.#break(error))
        resolve()
      })
    })
  }

  #break(error: Error): void {
    if (this.#closed) return
    this.close()
    this.#owner.failed(error)
  }
}

/** Loaded with the first beacon, since most programs send none. */
function dgram(): typeof Dgram {
  return process.getBuiltinModule('node:dgram')
}
