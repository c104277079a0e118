/** PUB to SUB with changing subscriptions: only what is subscribed to, once, in order; and after the faults, all of it. */
import { Publisher, Subscriber } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const TOPICS = ['', 'a', 'ab', 'abc', 'b', 'ba', 'c'] as const

/** Messages of each publisher in the quiet phase, so far apart that no queue fills. */
const FINAL = 4
const FINAL_PAUSE_MS = 1_000

interface Reader {
  readonly node: SimNode
  readonly sub: Subscriber
  /** The model: how often each topic is subscribed to. */
  readonly topics: Map<string, number>
  readonly seen: Set<number>
}

export class PubSubWorkload implements Workload {
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #readers = new Map<string, Reader>()
  readonly #pubs = new Map<string, { readonly node: SimNode; readonly pub: Publisher }>()
  readonly #topicOf = new Map<number, string>()
  readonly #options: ReturnType<typeof survivorOptions>
  readonly #pubBinds: boolean
  /** Messages of the quiet phase. */
  readonly #final: number[] = []
  #finalLeft = 0
  #quiet = false

  constructor(sim: Simulation) {
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#options = survivorOptions(sim.world.random)
    this.#pubBinds = sim.world.random.once(2)
  }

  start(): void {
    const { random } = this.#sim.world
    const binders = 1 + random.below(2)
    const connecters = 1 + random.below(3)
    const bind = async (socket: Socket, node: SimNode): Promise<void> => void (await socket.bind(`tcp://${node.name}:5555`))
    const connect = async (socket: Socket): Promise<void> => {
      for (let to = 0; to < binders; to++) socket.connect(`tcp://b${to}:5555`)
    }
    for (let i = 0; i < binders; i++) {
      this.#sim.boot(`b${i}`, (node) => (this.#pubBinds ? this.#publish(node, bind) : this.#subscribe(node, bind)))
    }
    for (let i = 0; i < connecters; i++) {
      this.#sim.boot(`c${i}`, (node) => (this.#pubBinds ? this.#subscribe(node, connect) : this.#publish(node, connect)))
    }
  }

  async #publish(node: SimNode, join: (socket: Socket, node: SimNode) => Promise<void>): Promise<void> {
    const { random } = this.#sim.world
    const pub = new Publisher({ context: node.context, sendHighWaterMark: random.pick([1, 5, 50, 1000]), ...this.#options })
    node.sockets.push(pub)
    this.#pubs.set(node.name, { node, pub })
    await join(pub, node)
    for (let i = 20 + random.below(100); i > 0 && !this.#quiet; i--) {
      await this.#publishOne(node, pub)
      if (random.once(3)) await node.runtime.sleep(random.below(120))
    }
  }

  async #publishOne(node: SimNode, pub: Publisher): Promise<number> {
    const topic = this.#sim.world.random.pick(TOPICS)
    const { id, frames } = this.#ledger.message(node, topic)
    this.#topicOf.set(id, topic)
    await pub.send(frames)
    return id
  }

  async #subscribe(node: SimNode, join: (socket: Socket, node: SimNode) => Promise<void>): Promise<void> {
    const { random } = this.#sim.world
    const sub = new Subscriber({ context: node.context, receiveHighWaterMark: random.pick([1, 5, 1000]), ...this.#options })
    node.sockets.push(sub)
    const reader: Reader = { node, sub, topics: new Map(), seen: new Set() }
    this.#readers.set(node.name, reader)
    this.#change(reader)
    await join(sub, node)
    void this.#read(reader)
    while (!this.#quiet && !sub.closed) {
      await node.runtime.sleep(random.below(600))
      if (!this.#quiet) this.#change(reader)
    }
  }

  /** Subscribes to something more, or less; now and then twice to the same. */
  #change({ node, sub, topics }: Reader): void {
    const { random } = this.#sim.world
    const topic = random.pick(TOPICS)
    const count = topics.get(topic) ?? 0
    const add = count === 0 || random.once(3)
    this.#sim.world.log(`${node.name} ${add ? 'subscribes to' : 'cancels'} "${topic}"`)
    if (add) sub.subscribe(topic)
    else sub.unsubscribe(topic)
    topics.set(topic, count + (add ? 1 : -1))
  }

  async #read(reader: Reader): Promise<void> {
    const { node, sub, seen } = reader
    while (!sub.closed) {
      const received = await sub.receiveFrom().catch((error: unknown) => {
        if (!sub.closed) throw error
      })
      if (received === undefined) return
      const topic = (received.message[0] as Buffer).toString()
      const id = this.#ledger.read(node, received.message, topic)
      if (!this.#wants(reader, topic)) this.#sim.fail(`${node.name} received "${topic}" without a subscription`)
      if (seen.has(id)) this.#sim.fail(`${node.name} received message ${id} twice`)
      seen.add(id)
      this.#ledger.ordered(received.peer, id)
    }
  }

  #wants({ topics }: Reader, topic: string): boolean {
    return [...topics].some(([prefix, count]) => count > 0 && topic.startsWith(prefix))
  }

  crashed(): void {}

  /** Now that everybody is connected and subscribed, nothing may be missed. */
  healed(): void {
    this.#quiet = true
    for (const { node, pub } of this.#pubs.values()) {
      this.#finalLeft += FINAL
      void this.#publishFinal(node, pub)
    }
  }

  async #publishFinal(node: SimNode, pub: Publisher): Promise<void> {
    await node.runtime.sleep(1_500)
    for (let i = 0; i < FINAL; i++) {
      this.#final.push(await this.#publishOne(node, pub))
      this.#finalLeft--
      await node.runtime.sleep(FINAL_PAUSE_MS)
    }
  }

  converged(): boolean {
    return this.#quiet && this.#finalLeft === 0 && this.#missed().length === 0
  }

  missing(): string {
    const drops = [...this.#pubs].map(([name, { pub }]) => `${name} dropped ${JSON.stringify(pub.drops)}`)
    return [...this.#missed().slice(0, 20), ...drops].join('; ')
  }

  check(): void {}

  #missed(): string[] {
    const missed: string[] = []
    for (const reader of this.#readers.values()) {
      for (const id of this.#final) {
        const topic = this.#topicOf.get(id) as string
        if (this.#wants(reader, topic) && !reader.seen.has(id)) missed.push(`${reader.node.name} misses ${id} "${topic}"`)
      }
    }
    return missed
  }
}
