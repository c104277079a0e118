/**
 * Publishers, a proxy of XSUB and XPUB with a capture, and subscribers: upstream is asked for the union of what subscribers want,
 * and nothing else; who is told of subscriptions hears of the first and of the last; the capture sees each message once.
 */
import { Proxy, Publisher, Pull, Push, Subscriber, XPublisher, XSubscriber } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { MARKS, survivorOptions } from './sim-options.ts'
import { SimTopics } from './sim-topics.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const TOPICS = ['', 'a', 'ab', 'b', 'ba', 'c'] as const
const FINAL = 3
const PAUSE_MS = 500
/** From the last change of a subscription until every publisher must know it. */
const SETTLED_MS = 1_500

interface Reader {
  readonly node: SimNode
  readonly topics: SimTopics
  readonly seen: Set<number>
}

export class XpubXsubWorkload implements Workload {
  readonly attackedType = 'SUB'
  readonly versions = ['3.0', '2.0'] as const
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #options: ReturnType<typeof survivorOptions>
  /** The proxy connects to its publishers, or they to it. */
  readonly #reachesUp: boolean
  readonly #publishers: number
  readonly #pubs = new Map<string, { readonly node: SimNode; readonly pub: Publisher | XPublisher }>()
  readonly #readers = new Map<string, Reader>()
  /** What XPUBs were told of, by node. */
  readonly #told = new Map<string, Set<string>>()
  readonly #captured = new Set<number>()
  readonly #topicOf = new Map<number, string>()
  /** Messages of the quiet phase. */
  readonly #final: number[] = []
  #proxy: { readonly xpub: XPublisher; readonly capture: Push } | undefined = undefined
  #finalLeft = 0
  #quiet = false

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#options = survivorOptions(sim)
    this.#reachesUp = random.once(2)
    this.#publishers = 1 + random.below(2)
  }

  start(): void {
    const { random } = this.#sim.world
    for (let i = 0; i < this.#publishers; i++) {
      const type = random.once(2) ? Publisher : XPublisher
      this.#sim.boot(`p${i}`, (node) => this.#publish(node, type))
    }
    this.#sim.boot('k0', (node) => this.#capture(node))
    this.#sim.boot('x0', (node) => this.#forward(node))
    for (let i = 1 + random.below(3); i > 0; i--) {
      const raw = random.once(2)
      this.#sim.boot(`s${i}`, (node) => (raw ? this.#subscribeRaw(node) : this.#subscribe(node)))
    }
  }

  async #publish(node: SimNode, type: typeof Publisher | typeof XPublisher): Promise<void> {
    const { random } = this.#sim.world
    const pub = new type({ context: node.context, sendHighWaterMark: random.pick(MARKS), ...this.#options })
    node.sockets.push(pub)
    this.#pubs.set(node.name, { node, pub })
    if (this.#reachesUp) await pub.bind(`tcp://${node.name}:5555`)
    else this.#sim.connect(node, pub, 'tcp://x0:5555')
    if (pub instanceof XPublisher) this.#sim.run(node, () => this.#hear(node, pub))
    for (let i = 20 + random.below(50); i > 0 && !this.#quiet; i--) {
      await this.#publishOne(node, pub)
      await node.runtime.sleep(random.below(120))
    }
  }

  async #publishOne(node: SimNode, pub: Publisher | XPublisher): Promise<number> {
    const topic = this.#sim.world.random.pick(TOPICS)
    const { id, frames } = this.#ledger.message(node, topic)
    this.#topicOf.set(id, topic)
    await pub.send(frames)
    return id
  }

  /** RFC 29: the first subscription to a topic and the last unsubscription, in turn. */
  async #hear(node: SimNode, xpub: XPublisher): Promise<void> {
    const told = new Set<string>()
    this.#told.set(node.name, told)
    for await (const message of xpub) {
      const [kind, topic] = [(message[0] as Buffer)[0], (message[0] as Buffer).toString('latin1', 1)]
      if (message.length > 1 || kind === undefined || kind > 1) continue
      if (told.has(topic) === (kind === 1))
        this.#sim.fail(`${node.name} was told twice that "${topic}" is ${kind === 1 ? '' : 'not '}wanted`)
      if (kind === 1) told.add(topic)
      else told.delete(topic)
    }
  }

  async #forward(node: SimNode): Promise<void> {
    const xsub = new XSubscriber({ context: node.context, sendHighWaterMark: this.#sim.world.random.pick(MARKS), ...this.#options })
    const xpub = new XPublisher({ context: node.context, ...this.#options })
    const capture = new Push({ context: node.context, ...this.#options, linger: 0 })
    node.sockets.push(xsub, xpub, capture)
    this.#proxy = { xpub, capture }
    this.#sim.connect(node, capture, 'tcp://k0:7777')
    await xpub.bind('tcp://x0:6666')
    if (!this.#reachesUp) await xsub.bind('tcp://x0:5555')
    else for (let i = 0; i < this.#publishers; i++) this.#sim.connect(node, xsub, `tcp://p${i}:5555`)
    await new Proxy(xsub, xpub, capture).run().catch((error: unknown) => {
      if (!xsub.closed) throw error
    })
  }

  /** Sees traffic and subscriptions. */
  async #capture(node: SimNode): Promise<void> {
    const pull = new Pull({ context: node.context, ...this.#options })
    node.sockets.push(pull)
    await pull.bind('tcp://k0:7777')
    for await (const message of pull) {
      const isSubscription = message.length === 1 && ((message[0] as Buffer)[0] ?? 2) <= 1
      if (isSubscription || this.#ledger.isForeign(message)) continue
      const id = this.#ledger.read(node, message, (message[0] as Buffer).toString())
      if (this.#captured.has(id)) this.#sim.fail(`the capture received message ${id} twice`)
      this.#captured.add(id)
    }
  }

  async #subscribe(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const sub = new Subscriber({ context: node.context, receiveHighWaterMark: random.pick(MARKS), ...this.#options })
    node.sockets.push(sub)
    const tell = (add: boolean, topic: string): void => (add ? sub.subscribe(topic) : sub.unsubscribe(topic))
    await this.#live(node, sub, tell, true)
  }

  /** An XSUB subscribes by messages, of which none may be lost to its mark, and filters nothing. */
  async #subscribeRaw(node: SimNode): Promise<void> {
    const sendHighWaterMark = this.#sim.world.random.pick(MARKS)
    const xsub = new XSubscriber({ context: node.context, sendHighWaterMark, ...this.#options })
    node.sockets.push(xsub)
    const tell = (add: boolean, topic: string): void => {
      if (!xsub.trySend(Buffer.concat([Buffer.of(add ? 1 : 0), Buffer.from(topic)]))) this.#sim.fail(`${node.name} may not subscribe`)
    }
    await this.#live(node, xsub, tell, false)
  }

  async #live(node: SimNode, sub: Subscriber | XSubscriber, tell: (add: boolean, topic: string) => void, filters: boolean): Promise<void> {
    const { random } = this.#sim.world
    const reader: Reader = { node, topics: new SimTopics(), seen: new Set() }
    this.#readers.set(node.name, reader)
    this.#sim.connect(node, sub, 'tcp://x0:6666')
    this.#sim.run(node, () => this.#read(reader, sub, filters))
    while (!this.#quiet && !sub.closed) {
      for (let i = 1 + random.below(4); i > 0; i--) this.#change(reader, tell)
      await node.runtime.sleep(random.below(600))
    }
  }

  #change({ node, topics }: Reader, tell: (add: boolean, topic: string) => void): void {
    const { random, now } = this.#sim.world
    const topic = random.pick(TOPICS)
    const add = !topics.has(topic) || random.once(3)
    this.#sim.world.log(`${node.name} ${add ? 'subscribes to' : 'cancels'} "${topic}"`)
    if (add) topics.add(topic, now)
    else topics.remove(topic)
    tell(add, topic)
  }

  async #read({ node, topics, seen }: Reader, sub: Subscriber | XSubscriber, filters: boolean): Promise<void> {
    for await (const message of sub) {
      if (this.#ledger.isForeign(message)) continue
      const topic = (message[0] as Buffer).toString()
      const id = this.#ledger.read(node, message, topic)
      if ((filters || this.#final.includes(id)) && !topics.wants(topic)) {
        this.#sim.fail(`${node.name} received "${topic}" without a subscription`)
      }
      if (seen.has(id)) this.#sim.fail(`${node.name} received message ${id} twice`)
      seen.add(id)
    }
  }

  crashed(node: SimNode): void {
    this.#told.delete(node.name)
  }

  healed(): void {
    this.#quiet = true
    for (const { node, pub } of this.#pubs.values()) {
      this.#finalLeft += FINAL
      this.#sim.run(node, () => this.#publishFinal(node, pub))
    }
  }

  async #publishFinal(node: SimNode, pub: Publisher | XPublisher): Promise<void> {
    await node.runtime.sleep(SETTLED_MS)
    const wanted = new Set([...this.#readers.values()].flatMap(({ topics }) => [...topics]))
    this.#checkCount(node.name, pub.topicsCount, wanted)
    this.#checkCount('x0', this.#proxy?.xpub.topicsCount, wanted)
    const told = this.#told.get(node.name)
    if (told !== undefined)
      this.#checkCount(`the application of ${node.name}`, [...told].filter((topic) => wanted.has(topic)).length, wanted)
    for (; this.#finalLeft > 0; this.#finalLeft--) {
      const sending = this.#publishOne(node, pub)
      this.#final.push(...[...this.#topicOf.keys()].slice(-1))
      await sending
      await node.runtime.sleep(PAUSE_MS)
    }
  }

  #checkCount(who: string, count: number | undefined, wanted: ReadonlySet<string>): void {
    if (count === wanted.size) return
    this.#sim.fail(`${who} knows ${count} topics, and subscribers want ${[...wanted].map((topic) => `"${topic}"`).join(', ')}`)
  }

  converged(): boolean {
    return this.#quiet && this.#finalLeft <= 0 && this.#missed.length === 0
  }

  missing(): string {
    return `${this.#missed.slice(0, 20).join('; ')}; ${this.#finalLeft} to be sent`
  }

  check(): void {
    this.#ledger.check()
    const drops = this.#proxy?.capture.drops
    if (drops !== undefined && drops['high-water-mark'] > 0) this.#sim.fail(`the capture dropped ${JSON.stringify(drops)}`)
  }

  /** What is wanted comes to all who want it, and to the capture. */
  get #missed(): string[] {
    const missed: string[] = []
    for (const id of this.#final) {
      const topic = this.#topicOf.get(id) as string
      const wanting = [...this.#readers.values()].filter(({ topics }) => topics.wants(topic))
      for (const { node, seen } of wanting) if (!seen.has(id)) missed.push(`${node.name} misses ${id} "${topic}"`)
      if (wanting.length > 0 && !this.#captured.has(id)) missed.push(`the capture misses ${id} "${topic}"`)
    }
    return missed
  }
}
