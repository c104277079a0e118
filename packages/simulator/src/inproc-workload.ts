/**
 * Sockets of one process over inproc, who connects before who binds or after: each message once and in order, marks that add up,
 * and nothing left when the sockets of a round are closed in any order.
 */
import { Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, Subscriber } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { MARKS } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const ROUNDS = 8
const TOPICS = ['', 'a', 'ab', 'b'] as const

export class InprocWorkload implements Workload {
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  /** Rounds to come, by node. */
  readonly #left = new Map<string, number>()

  constructor(sim: Simulation) {
    this.#sim = sim
    this.#ledger = new SimLedger(sim, false)
  }

  start(): void {
    for (let i = 0; i < 2; i++) this.#sim.boot(`n${i}`, (node) => this.#live(node))
  }

  async #live(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const kinds = [this.#pipeline, this.#requests, this.#topics, this.#names, this.#pairs, this.#marks]
    for (this.#left.set(node.name, ROUNDS); this.#more(node) > 0; this.#left.set(node.name, this.#more(node) - 1)) {
      await random.pick(kinds).call(this, node, `inproc://round-${this.#more(node)}`)
      while (node.sockets.length > 0) await this.#sim.close(node, random.pick(node.sockets))
      await node.runtime.sleep(random.below(100))
    }
  }

  #more(node: SimNode): number {
    return this.#left.get(node.name) ?? 0
  }

  /** Connects all of `clients` and binds `server`, in an order of chance. */
  async #meet(node: SimNode, endpoint: string, server: Socket, ...clients: Socket[]): Promise<void> {
    const { random } = this.#sim.world
    node.sockets.push(server, ...clients)
    const late = clients.filter((client) => {
      if (random.once(2)) return true
      client.connect(endpoint)
      return false
    })
    if (random.once(2)) await node.runtime.sleep(random.below(20))
    await server.bind(endpoint)
    for (const client of late) client.connect(endpoint)
  }

  async #pipeline(node: SimNode, endpoint: string): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    const pull = new Pull({ context, receiveHighWaterMark: random.pick(MARKS) })
    const pushes = Array.from({ length: 1 + random.below(3) }, () => new Push({ context, sendHighWaterMark: random.pick(MARKS) }))
    await this.#meet(node, endpoint, pull, ...pushes)
    const count = 20 + random.below(50)
    /** By number: which PUSH it was. */
    const from = new Map<number, Push>()
    for (const push of pushes) this.#sim.run(node, () => this.#sendAll(node, push, count, from))
    const last = new Map<Push, number>()
    for (let i = 0; i < count * pushes.length; i++) {
      const id = this.#ledger.receive(node, await pull.receive())
      const push = from.get(id) as Push
      if (id < (last.get(push) ?? 0)) this.#sim.fail(`message ${id} came after message ${last.get(push)} by one pipe`)
      last.set(push, id)
      if (random.once(10)) await node.runtime.sleep(random.below(20))
    }
    if (pull.tryReceive() !== undefined) this.#sim.fail('one message more came than was sent')
  }

  async #sendAll(node: SimNode, push: Push, count: number, from: Map<number, Push>): Promise<void> {
    for (let i = 0; i < count; i++) {
      const { id, frames } = this.#ledger.message(node)
      from.set(id, push)
      await push.send(frames)
      if (this.#sim.world.random.once(10)) await node.runtime.sleep(1)
    }
  }

  async #requests(node: SimNode, endpoint: string): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    const reply = new Reply({ context })
    const requests = Array.from({ length: 1 + random.below(3) }, () => new Request({ context, correlate: random.once(2) }))
    await this.#meet(node, endpoint, reply, ...requests)
    this.#sim.run(node, async () => {
      for await (const request of reply) await reply.send(request)
    })
    const ask = async (request: Request): Promise<void> => {
      for (let i = 10; i > 0; i--) {
        const { id, frames } = this.#ledger.message(node)
        await request.send(frames)
        const answered = this.#ledger.receive(node, await request.receive())
        if (answered !== id) this.#sim.fail(`${id} was asked and ${answered} answered`)
      }
    }
    await Promise.all(requests.map(ask))
  }

  async #topics(node: SimNode, endpoint: string): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    const pub = new Publisher({ context })
    const subs = Array.from({ length: 1 + random.below(3) }, () => new Subscriber({ context }))
    const wanted = new Map(subs.map((sub) => [sub, random.pick(TOPICS)]))
    for (const [sub, topic] of wanted) sub.subscribe(topic)
    await this.#meet(node, endpoint, pub, ...subs)
    await node.runtime.sleep(1)
    const all = new Set(wanted.values())
    if (pub.topicsCount !== all.size) this.#sim.fail(`a publisher knows ${pub.topicsCount} of ${all.size} topics`)
    for (let i = 20; i > 0; i--) {
      const topic = random.pick(TOPICS)
      const { id, frames } = this.#ledger.message(node, topic)
      await pub.send(frames)
      await node.runtime.sleep(1)
      for (const [sub, prefix] of wanted) {
        const got = sub.tryReceive()
        if ((got !== undefined) !== topic.startsWith(prefix)) this.#sim.fail(`"${topic}" and a subscriber to "${prefix}" did not fit`)
        if (got !== undefined && this.#ledger.read(node, got, topic) !== id)
          this.#sim.fail(`a subscriber received another message than ${id}`)
      }
      this.#ledger.withdraw(id)
    }
  }

  async #names(node: SimNode, endpoint: string): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    const router = new Router({ context, mandatory: true })
    const dealers = Array.from({ length: 1 + random.below(3) }, (_, i) => new Dealer({ context, routingId: `d${i}` }))
    await this.#meet(node, endpoint, router, ...dealers)
    for (let i = 20; i > 0; i--) {
      const to = random.below(dealers.length)
      const { id, frames } = this.#ledger.message(node)
      await router.send([`d${to}`, ...frames])
      if (this.#ledger.receive(node, await (dealers[to] as Dealer).receive()) !== id) this.#sim.fail(`d${to} did not receive ${id}`)
    }
    if (dealers.some((dealer) => dealer.tryReceive() !== undefined)) this.#sim.fail('a dealer received what was for another')
  }

  async #pairs(node: SimNode, endpoint: string): Promise<void> {
    const { context } = node
    const [a, b, rival] = [new Pair({ context }), new Pair({ context }), new Pair({ context })]
    await this.#meet(node, endpoint, a, b)
    node.sockets.push(rival)
    rival.connect(endpoint)
    await node.runtime.sleep(1)
    if (a.peers.length !== 1) this.#sim.fail(`a PAIR has ${a.peers.length} peers`)
    for (let i = 20; i > 0; i--) {
      const [from, to] = this.#sim.world.random.once(2) ? [a, b] : [b, a]
      const { id, frames } = this.#ledger.message(node)
      await from.send(frames)
      if (this.#ledger.receive(node, await to.receive()) !== id) this.#sim.fail(`a PAIR did not receive ${id}`)
    }
    if (rival.tryReceive() !== undefined) this.#sim.fail('a rival PAIR received something')
  }

  /** As libzmq: there is one queue, and the marks of both ends add up. */
  async #marks(node: SimNode, endpoint: string): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    const [sendHighWaterMark, receiveHighWaterMark] = [1 + random.below(20), 1 + random.below(20)]
    const push = new Push({ context, sendHighWaterMark })
    const pull = new Pull({ context, receiveHighWaterMark })
    await this.#meet(node, endpoint, pull, push)
    let taken = 0
    while (taken < 100 && push.trySend('')) taken++
    const sum = sendHighWaterMark + receiveHighWaterMark
    if (taken !== sum) this.#sim.fail(`marks of ${sendHighWaterMark} and ${receiveHighWaterMark} take ${taken} messages`)
    for (let i = 0; i < sum; i++) await pull.receive()
  }

  crashed(node: SimNode): void {
    this.#ledger.crashed(node)
    this.#left.delete(node.name)
  }

  healed(): void {}

  converged(): boolean {
    return [...this.#left.values()].every((left) => left === 0) && this.#ledger.missing.length === 0
  }

  missing(): string {
    return `${[...this.#left].map(([name, left]) => `${name} has ${left} rounds to go`).join(', ')}; messages ${this.#ledger.missing.join(', ')} missing`
  }

  check(): void {
    this.#ledger.check()
  }
}
