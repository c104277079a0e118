/**
 * Gossip nodes in any shape that holds together: in the end all have the same tuples, the last of each writer that lives, none that
 * nobody published, and none whose time is over.
 */
import { Zgossip } from '@tszmq/zgossip'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const PORT = 5670

/** Keys that all write. */
const SHARED = ['shared', 'contested']

/** In milliseconds; all that finds out about dead connections is a multiple of it. */
const PING_INTERVAL = 50

/** Milliseconds after which nothing goes around any more where nothing is broken. */
const SETTLED = 1_000

export class GossipWorkload implements Workload {
  readonly attackedType = 'DEALER'
  readonly #sim: Simulation
  /** Whom each connects to, by number. */
  readonly #servers: number[][]
  /** What each node was told, while it lives. */
  readonly #heard = new Map<SimNode, Map<string, string>>()
  /** The last value of each key that one node writes, while that lives. */
  readonly #last = new Map<string, string>()
  /** When each node said something of its own last, in this life or one before. */
  readonly #said = new Map<string, number>()
  /** All that ever was. */
  readonly #published = new Set<string>()
  #count = 0
  #quiet = false

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    const size = 2 + random.below(4)
    this.#servers = Array.from({ length: size }, (_, at) => (at === 0 ? [] : [random.below(at)]))
    for (let i = random.below(4); i > 0; i--) random.pick(this.#servers).push(random.below(size))
    // Nobody connects to itself.
    this.#servers = this.#servers.map((servers, at) => servers.filter((server) => server !== at))
    // As ZMTP's heartbeats are set by it.
    sim.network.patience = 8 * PING_INTERVAL
  }

  start(): void {
    this.#servers.forEach((servers, at) => this.#sim.boot(`n${at}`, (node) => this.#live(node, servers)))
  }

  async #live(node: SimNode, servers: readonly number[]): Promise<void> {
    const { random } = this.#sim.world
    const heard = new Map<string, string>()
    this.#heard.set(node, heard)
    const gossip = await Zgossip.start({
      context: node.context,
      pingInterval: PING_INTERVAL,
      maxTuples: 2 * this.#servers.length + SHARED.length,
    })
    node.actors.push(gossip)
    this.#sim.run(node, () => this.#hear(node, gossip, heard))
    // Who has said something once and says no more must be heard all the same, whatever was known of it before.
    const talks = random.once(2)
    // Who starts again may say something before it hears anything.
    if (random.once(2)) await this.#publish(node, gossip, `of ${node.name}`)
    await gossip.bind(`tcp://${node.name}:${PORT}`)
    for (const server of servers) {
      await gossip.connect(`tcp://n${server}:${PORT}`)
      if (random.once(2)) await node.runtime.sleep(random.below(50))
    }
    for (;;) {
      await node.runtime.sleep(random.below(random.pick([5, 100, 600])))
      if (this.#quiet) return
      if (random.once(3)) await this.#publish(node, gossip, random.pick(SHARED))
      else if (random.once(3)) await this.#publish(node, gossip, `brief ${node.name}`, 50 + random.below(2_000))
      else if (talks || random.once(20)) await this.#publish(node, gossip, `of ${node.name}`)
    }
  }

  async #publish(node: SimNode, gossip: Zgossip, key: string, ttl = 0): Promise<void> {
    const { random } = this.#sim.world
    // Neither greater nor smaller than those before.
    const value = `${random.below(1000)} ${this.#count++}`
    this.#sim.world.log(`${node.name} publishes ${key} = ${value}`)
    this.#published.add(`${key} = ${value}`)
    if (key === `of ${node.name}`) this.#last.set(key, value)
    if (key === `of ${node.name}`) await this.#forget(node, gossip, key)
    await gossip.publish(key, value, { ttl })
  }

  /**
   * Who forgets how often it wrote a key begins to count anew, and what it says stands, once nothing that it said before goes around:
   * that would be one of two that were written at the same time.
   */
  async #forget({ name }: SimNode, gossip: Zgossip, key: string): Promise<void> {
    const { now, random } = this.#sim.world
    const settled = this.#sim.quiet && now - (this.#said.get(name) ?? 0) > SETTLED
    this.#said.set(name, now)
    if (settled && random.once(2)) await gossip.unpublish(key).catch(() => undefined)
  }

  async #hear(node: SimNode, gossip: Zgossip, heard: Map<string, string>): Promise<void> {
    const { random } = this.#sim.world
    for await (const { key, value } of gossip) {
      if (value === undefined) heard.delete(key)
      else if (this.#published.has(`${key} = ${value}`)) heard.set(key, value)
      else this.#sim.fail(`${node.name} heard ${key} = ${value}, which nobody published`)
      if (!this.#quiet && random.once(20)) await node.runtime.sleep(random.below(300))
    }
  }

  crashed(node: SimNode): void {
    this.#heard.delete(node)
    this.#last.delete(`of ${node.name}`)
  }

  healed(): void {
    this.#quiet = true
  }

  converged(): boolean {
    return this.missing() === ''
  }

  missing(): string {
    const all = [...this.#heard].map(([{ name }, heard]) => ({
      name,
      heard: [...heard]
        .sort()
        .map((tuple) => tuple.join(' = '))
        .join(', '),
    }))
    const brief = all.find(({ heard }) => heard.includes('brief'))
    if (brief !== undefined) return `${brief.name} still has what is over: ${brief.heard}`
    const other = all.find(({ heard }) => heard !== all[0]?.heard)
    if (other !== undefined) return `${other.name} has ${other.heard}; ${all[0]?.name} has ${all[0]?.heard}`
    for (const [key, value] of this.#last) {
      for (const [{ name }, heard] of this.#heard)
        if (heard.get(key) !== value) return `${name} has ${key} = ${heard.get(key)} instead of ${value}`
    }
    return ''
  }

  /** What has converged stays so: nobody tells anybody anything more. */
  check(): void {
    const missing = this.missing()
    if (missing !== '') this.#sim.fail(missing)
  }
}
