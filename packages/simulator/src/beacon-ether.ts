/**
 * A local network of beacons, in memory: datagrams that get lost, come twice or in another order, and links that break, until the
 * simulation is quiet. What a link may never do is a finding.
 */
import type { Link, LinkOwner } from '@tszmq/zbeacon/internal'
import { RANK } from './event-heap.ts'
import type { SimNode, Simulation } from './simulation.ts'

/** Milliseconds that a datagram may take in chaos, so that a later one overtakes it. */
const SLOW_MS = 50

/** Who looks at what is sent. */
export interface EtherWatcher {
  sent(data: Buffer): void
  /** A link is new, or broken: what was due before may not come. */
  changed(): void
}

export class BeaconEther {
  readonly #sim: Simulation
  readonly #links = new Set<EtherLink>()
  #made = 0

  constructor(sim: Simulation) {
    this.#sim = sim
  }

  async open(node: SimNode, owner: LinkOwner, watcher: EtherWatcher): Promise<Link> {
    await this.#later(node)
    if (this.#bad(10)) throw new Error('ENETDOWN')
    const { ports } = this.#sim.network
    const endpoint = `udp://${node.name}/${this.#made++}`
    const link: EtherLink = new EtherLink(node, owner, {
      sent: (data) => this.#send(link, data, watcher),
      closed: () => {
        this.#links.delete(link)
        ports.delete(endpoint)
      },
    })
    // So that one that is left open is found at the end.
    ports.set(endpoint, { endpoint, runtime: node.runtime, accept: (conn) => conn.destroy() })
    this.#links.add(link)
    watcher.changed()
    return link
  }

  #send(link: EtherLink, data: Buffer, watcher: EtherWatcher): void {
    const { network } = this.#sim
    if (link.closed) this.#sim.fail(`${link.hostname} sends by a link that is closed`)
    watcher.sent(data)
    for (const other of this.#links) {
      const lost = network.cut(link.hostname, other.hostname) || this.#bad(5)
      if (other === link || lost) continue
      for (let times = this.#bad(10) ? 2 : 1; times > 0; times--) void this.#later(other.node).then(() => other.hear(link.hostname, data))
    }
    if (!this.#bad(30)) return
    this.#sim.world.log(`${link.hostname} has no network`)
    watcher.changed()
    link.close()
    link.owner.failed(new Error('ENETDOWN'))
  }

  /** After a while, if the process is there then. */
  #later({ runtime }: SimNode): Promise<void> {
    const { world, network, quiet } = this.#sim
    const wait = network.latency() + (quiet ? 0 : world.random.below(SLOW_MS))
    return new Promise((resolve) => void world.at(world.now + wait, RANK.io, runtime, resolve))
  }

  #bad(oneIn: number): boolean {
    return !this.#sim.quiet && this.#sim.world.random.once(oneIn)
  }
}

class EtherLink implements Link {
  closed = false
  readonly node: SimNode
  readonly owner: LinkOwner
  readonly #tell: { sent(data: Buffer): void; closed(): void }

  constructor(node: SimNode, owner: LinkOwner, tell: { sent(data: Buffer): void; closed(): void }) {
    this.node = node
    this.owner = owner
    this.#tell = tell
  }

  get hostname(): string {
    return this.node.name
  }

  send(data: Uint8Array): void {
    this.#tell.sent(Buffer.from(data))
  }

  hear(address: string, data: Buffer): void {
    if (!this.closed) this.owner.received(address, Buffer.from(data))
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.#tell.closed()
  }
}
