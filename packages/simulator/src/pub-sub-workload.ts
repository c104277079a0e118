/**
 * PUB to SUB with changing subscriptions: only what is subscribed to, once, in order; without a fault and a full queue all of it;
 * and after the faults a publisher knows exactly what its subscribers want, and nothing else comes over the wire.
 */
import { Publisher, Subscriber } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import type { SimConn } from './sim-conn.ts'
import { SimLedger } from './sim-ledger.ts'
import { MARKS, survivorOptions } from './sim-options.ts'
import { SimTopics } from './sim-topics.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const TOPICS = ['', 'a', 'ab', 'abc', 'b', 'ba', 'c', 'abcd', 'd'] as const

/** Messages of each publisher in the quiet phase, so far apart that no queue fills. */
const FINAL = 4
const FINAL_PAUSE_MS = 1_000
/** From the last change of a subscription until every publisher must know it. */
const SETTLED_MS = 1_500

interface Reader {
  readonly node: SimNode
  readonly sub: Subscriber
  /** The model: how often each topic is subscribed to. */
  readonly topics: SimTopics
  readonly seen: Set<number>
}

type Join = (node: SimNode, socket: Socket) => Promise<void>

export class PubSubWorkload implements Workload {
  readonly attackedType: string
  /** Publishers take a ZMTP 1.0 subscriber to want everything. */
  readonly versions = ['3.0', '2.0'] as const
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #readers = new Map<string, Reader>()
  readonly #pubs = new Map<string, { readonly node: SimNode; readonly pub: Publisher }>()
  readonly #topicOf = new Map<number, string>()
  /** Who must have a message that was sent without any fault, as long as the subscription lasts that it was sent for. */
  readonly #owed = new Map<string, { readonly reader: Reader; readonly id: number; readonly prefix: string }>()
  readonly #options: ReturnType<typeof survivorOptions>
  readonly #pubBinds: boolean
  readonly #noDrop: boolean
  /** Messages of the quiet phase. */
  readonly #final: number[] = []
  #finalLeft = 0
  #quiet = false
  /** From then on a publisher that sends what is not subscribed to is wrong. */
  #settled = Infinity

  constructor(sim: Simulation) {
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#ledger.onArrival = (id, conn) => this.#arrived(id, conn)
    this.#options = survivorOptions(sim)
    this.#pubBinds = sim.world.random.once(2)
    this.#noDrop = sim.world.random.once(4)
    this.attackedType = this.#pubBinds ? 'SUB' : 'PUB'
  }

  start(): void {
    const { random } = this.#sim.world
    const binders = 1 + random.below(2)
    const connecters = 1 + random.below(3)
    const bind: Join = async (node, socket) => void (await socket.bind(`tcp://${node.name}:5555`))
    const connect: Join = async (node, socket) => {
      for (let to = 0; to < binders; to++) this.#sim.connect(node, socket, `tcp://b${to}:5555`)
    }
    const [binder, connecter] = this.#pubBinds ? [this.#publish, this.#subscribe] : [this.#subscribe, this.#publish]
    for (let i = 0; i < binders; i++) this.#sim.boot(`b${i}`, (node) => binder.call(this, node, bind))
    for (let i = 0; i < connecters; i++) this.#sim.boot(`c${i}`, (node) => connecter.call(this, node, connect))
  }

  async #publish(node: SimNode, join: Join): Promise<void> {
    const { random } = this.#sim.world
    const options = { sendHighWaterMark: random.pick(MARKS), noDrop: this.#noDrop && !this.#sim.attacked, ...this.#options }
    const pub = new Publisher({ context: node.context, ...options })
    node.sockets.push(pub)
    this.#pubs.set(node.name, { node, pub })
    await join(node, pub)
    for (let i = 20 + random.below(100); i > 0 && !this.#quiet; i--) {
      await this.#publishOne(node, pub)
      if (random.once(3)) await node.runtime.sleep(random.below(120))
    }
  }

  async #publishOne(node: SimNode, pub: Publisher): Promise<number> {
    const topic = this.#sim.world.random.pick(TOPICS)
    const { id, frames } = this.#ledger.message(node, topic)
    this.#topicOf.set(id, topic)
    if (this.#sim.faults.length === 0) this.#owe(id, topic, node)
    await pub.send(frames)
    return id
  }

  /** Who is connected for long and subscribed for long has it coming. */
  #owe(id: number, topic: string, node: SimNode): void {
    const { now } = this.#sim.world
    for (const reader of this.#readers.values()) {
      const prefix = reader.topics.oldest(topic, now - SETTLED_MS)
      const conn = [...this.#sim.network.conns].find((each) => each.runtime === node.runtime && each.peer.runtime === reader.node.runtime)
      if (prefix === undefined || conn?.works !== true || conn.since > now - SETTLED_MS) continue
      this.#owed.set(`${reader.node.name} ${id}`, { reader, id, prefix })
    }
  }

  async #subscribe(node: SimNode, join: Join): Promise<void> {
    const { random } = this.#sim.world
    const sub = new Subscriber({ context: node.context, receiveHighWaterMark: random.pick(MARKS), ...this.#options })
    node.sockets.push(sub)
    const reader: Reader = { node, sub, topics: new SimTopics(), seen: new Set() }
    this.#readers.set(node.name, reader)
    this.#change(reader)
    await join(node, sub)
    this.#sim.run(node, () => this.#read(reader))
    while (!this.#quiet && !sub.closed) {
      await node.runtime.sleep(random.below(600))
      for (let i = 1 + random.below(3); i > 0 && !this.#quiet; i--) this.#change(reader)
    }
  }

  /** Subscribes to something more, or less; now and then twice to the same. */
  #change(reader: Reader): void {
    const { node, sub, topics } = reader
    const { random, now } = this.#sim.world
    const topic = random.pick(TOPICS)
    const add = !topics.has(topic) || random.once(3)
    this.#sim.world.log(`${node.name} ${add ? 'subscribes to' : 'cancels'} "${topic}"`)
    if (add) {
      topics.add(topic, now)
      return sub.subscribe(topic)
    }
    sub.unsubscribe(topic)
    if (!topics.remove(topic)) return
    for (const [key, owed] of this.#owed) if (owed.reader === reader && owed.prefix === topic) this.#owed.delete(key)
  }

  async #read(reader: Reader): Promise<void> {
    const { node, sub, topics, seen } = reader
    const { random } = this.#sim.world
    for await (const message of sub) {
      if (this.#ledger.isForeign(message)) continue
      const topic = (message[0] as Buffer).toString()
      const id = this.#ledger.read(node, message, topic)
      if (!topics.wants(topic)) this.#sim.fail(`${node.name} received "${topic}" without a subscription`)
      if (seen.has(id)) this.#sim.fail(`${node.name} received message ${id} twice`)
      seen.add(id)
      this.#owed.delete(`${node.name} ${id}`)
      if (!this.#quiet && random.once(10)) await node.runtime.sleep(random.below(60))
    }
  }

  #arrived(id: number, conn: SimConn): void {
    if (this.#sim.world.now < this.#settled) return
    const reader = [...this.#readers.values()].find(({ node }) => node.runtime === conn.runtime)
    const topic = this.#topicOf.get(id) as string
    // What waited in a queue was sent when it was wanted.
    if (reader === undefined || reader.topics.wants(topic) || !this.#final.includes(id)) return
    this.#sim.fail(`"${topic}" was sent to ${reader.node.name}, which has not subscribed to it`)
  }

  crashed(): void {}

  /** Now that everybody is connected and subscribed, nothing may be missed. */
  healed(): void {
    this.#quiet = true
    this.#settled = this.#sim.world.now + SETTLED_MS
    for (const { node, pub } of this.#pubs.values()) {
      this.#finalLeft += FINAL
      this.#sim.run(node, () => this.#publishFinal(node, pub))
    }
  }

  async #publishFinal(node: SimNode, pub: Publisher): Promise<void> {
    await node.runtime.sleep(SETTLED_MS)
    this.#checkTopics(node, pub)
    for (let i = 0; i < FINAL; i++) {
      const sending = this.#publishOne(node, pub)
      this.#final.push(this.#lastId)
      await sending
      this.#finalLeft--
      await node.runtime.sleep(FINAL_PAUSE_MS)
    }
  }

  get #lastId(): number {
    return [...this.#topicOf.keys()].at(-1) as number
  }

  /** Its subscribers' topics, each once: no more, no less. */
  #checkTopics(node: SimNode, pub: Publisher): void {
    const all = new Set([...this.#readers.values()].flatMap(({ topics }) => [...topics]))
    if (pub.topicsCount === all.size) return
    this.#sim.fail(`${node.name} knows ${pub.topicsCount} topics, and its subscribers want ${[...all].map((t) => `"${t}"`).join(', ')}`)
  }

  converged(): boolean {
    return this.#quiet && this.#finalLeft === 0 && this.#missed().length === 0
  }

  missing(): string {
    const drops = [...this.#pubs].map(([name, { pub }]) => `${name} dropped ${JSON.stringify(pub.drops)}`)
    return [...this.#missed().slice(0, 20), ...drops].join('; ')
  }

  check(): void {
    this.#ledger.check()
    let dropped = 0
    for (const [name, { pub }] of this.#pubs) {
      const { 'high-water-mark': full, lost, unexpected, 'too-large': large, ...others } = pub.drops
      if (unexpected > 0 && !this.#sim.attacked) this.#sim.fail(`${name} received ${unexpected} messages`)
      if (large > 0 && !this.#sim.attacked) this.#sim.fail(`${name} dropped ${large} messages as too large`)
      if (Object.values(others).some((count) => count > 0)) this.#sim.fail(`${name} dropped ${JSON.stringify(others)}`)
      if (this.#noDrop && !this.#sim.attacked && full > 0) this.#sim.fail(`${name} dropped ${full} messages in spite of NODROP`)
      dropped += full + lost
    }
    if (this.#owed.size <= dropped) return
    const owed = [...this.#owed.keys()].slice(0, 20).join(', ')
    this.#sim.fail(`without a fault, and with ${dropped} drops, ${this.#owed.size} messages were not received: ${owed}`)
  }

  #missed(): string[] {
    const missed: string[] = []
    for (const { node, topics, seen } of this.#readers.values()) {
      for (const id of this.#final) {
        const topic = this.#topicOf.get(id) as string
        if (topics.wants(topic) && !seen.has(id)) missed.push(`${node.name} misses ${id} "${topic}"`)
      }
    }
    return missed
  }
}
