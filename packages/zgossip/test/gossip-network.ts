/** Gossip nodes joined by wires instead of sockets. A wire delivers on request, in order, and loses its messages when it is cut. */
import { ManualRuntime } from '@tszmq/testkit'
import { GossipNode } from '../src/gossip-node.ts'
import { Link } from '../src/link.ts'
import { decodeReceived } from '../src/received.ts'

/** Maximum number of messages under way on a wire, each way. */
const ROOM = 3

const LIMITS = { maxTuples: 1000, maxValueSize: 1000, maxBytes: 1_000_000 }

export class GossipNetwork {
  readonly runtime = new ManualRuntime()
  readonly nodes: GossipNode[]
  readonly wires: Wire[] = []
  /** The number of messages that arrived. */
  delivered = 0

  constructor(size: number) {
    this.nodes = Array.from({ length: size }, () => this.node())
  }

  node(): GossipNode {
    return new GossipNode(
      this.runtime,
      LIMITS,
      () => undefined,
      () => undefined,
    )
  }

  /** Joins two nodes. `stamped`: both send stamps, as nodes of tszmq do. */
  join(a: number, b: number, stamped = true): Wire {
    const wire = new Wire(this, a, b, stamped)
    this.wires.push(wire)
    wire.plug()
    return wire
  }

  /** Restarts a node with an empty table. */
  restart(at: number): void {
    const wires = this.wires.filter(({ plugged, ends }) => plugged && ends.includes(at))
    for (const wire of wires) wire.unplug()
    this.nodes[at]!.close()
    this.nodes[at] = this.node()
    for (const wire of wires) wire.plug()
  }

  publish(at: number, key: string, value: string, ttl = 0): void {
    this.nodes[at]!.publish({ key, value, ttl })
  }

  /** The value of a key on each node. */
  values(key: string): (string | undefined)[] {
    return this.nodes.map(({ table }) => table.get(key)?.value)
  }

  /** Delivers one message, which `pick` chooses. Returns false if none is under way. */
  step(pick: (count: number) => number): boolean {
    const busy = this.wires.flatMap((wire) => wire.ways.filter(({ queue }) => queue.length > 0).map((way) => ({ wire, way })))
    if (busy.length === 0) return false
    const { wire, way } = busy[pick(busy.length)]!
    wire.deliver(way)
    return true
  }

  /** Delivers messages until none is under way. Throws after `most`. */
  settle(pick: (count: number) => number = () => 0, most = 100_000): void {
    for (let i = 0; this.step(pick); i++) if (i >= most) throw new Error(`not quiet after ${most} messages`)
  }
}

interface Way {
  readonly from: number
  readonly to: number
  readonly queue: Buffer[][]
  link: Link | undefined
}

export class Wire {
  readonly ends: readonly [number, number]
  readonly ways: readonly [Way, Way]
  plugged = false
  readonly #network: GossipNetwork
  readonly #stamped: boolean

  constructor(network: GossipNetwork, a: number, b: number, stamped: boolean) {
    this.#network = network
    this.#stamped = stamped
    this.ends = [a, b]
    this.ways = [
      { from: a, to: b, queue: [], link: undefined },
      { from: b, to: a, queue: [], link: undefined },
    ]
  }

  plug(): void {
    this.plugged = true
    const { nodes } = this.#network
    for (const way of this.ways) {
      const node = nodes[way.from]!
      way.link = new Link(node.table, node.now, this.#stamped, (frames) => {
        const room = way.queue.length < ROOM
        if (room) way.queue.push(frames)
        return room
      })
      node.add(way.link)
    }
    for (const { link } of this.ways) link!.pump()
  }

  /** What is under way is lost. */
  unplug(): void {
    this.plugged = false
    for (const way of this.ways) {
      this.#network.nodes[way.from]!.remove(way.link!)
      way.queue.length = 0
      way.link = undefined
    }
  }

  deliver({ from, to, queue, link }: Way): void {
    const { message, stamp } = decodeReceived(queue.shift()!, this.#stamped)
    this.#network.delivered++
    const back = this.ways.find((way) => way.from === to && way.to === from)!.link!
    const node = this.#network.nodes[to]!
    if (message.id !== 'PUBLISH') throw new Error(`a link sends ${message.id}`)
    if (stamp === undefined) node.receivePlain(message, back, false)
    else node.receiveStamped(message, stamp, back)
    link!.pump()
  }
}
