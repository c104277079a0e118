/**
 * DEALERs with names and ROUTERs that answer them: what is sent to a name reaches the holder of that name, and nobody else. A twin
 * with a name that is taken may come and go.
 */
import { Dealer, Router } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { MARKS, survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

/** In the quiet phase each dealer asks until it was answered so often. */
const ANSWERS = 5
const RETRY_MS = 500
const ROUTER_PORT = 5555

export class DealerRouterWorkload implements Workload {
  readonly attackedType = 'DEALER'
  readonly versions = ['3.0', '2.0', '1.0'] as const
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #options: ReturnType<typeof survivorOptions>
  readonly #routers: number
  readonly #handover: boolean
  readonly #mandatory: boolean
  readonly #immediate: boolean
  readonly #duplicate: boolean
  /** Answers each dealer received in the quiet phase. */
  readonly #answers = new Map<string, number>()
  /** Sockets that count what they drop. */
  readonly #counting = new Set<Router | Dealer>()
  /** Names whose first holder was heard. */
  readonly #held = new Set<string>()
  #quiet = false

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#options = survivorOptions(sim)
    this.#routers = 1 + random.below(2)
    this.#handover = random.once(2)
    this.#mandatory = random.once(2)
    this.#immediate = random.once(4)
    this.#duplicate = random.once(4)
  }

  start(): void {
    const { random } = this.#sim.world
    for (let i = 0; i < this.#routers; i++) this.#sim.boot(`b${i}`, (node) => this.#route(node))
    for (let i = 1 + random.below(3); i > 0; i--) this.#sim.boot(`c${i}`, (node) => this.#deal(node))
    if (this.#duplicate) this.#sim.boot('duplicate', (node) => this.#pretend(node, 'c1'))
  }

  /** Answers everything that comes, under the name it was sent with. */
  async #route(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const marks = { sendHighWaterMark: random.pick(MARKS), receiveHighWaterMark: random.pick(MARKS) }
    const options = { handover: this.#handover, mandatory: this.#mandatory, ...marks, ...this.#options }
    const router = new Router({ context: node.context, ...options })
    node.sockets.push(router)
    this.#counting.add(router)
    // What a peer sends whose routing id went to another is read and dropped.
    const displaced = new Set<string>()
    router.events.on('handover', ({ remote, by }) => displaced.add(remote).delete(by))
    const has = (remote: string): boolean => !displaced.has(remote) && router.peers.some(({ address }) => address === remote)
    this.#ledger.limit(node, marks.receiveHighWaterMark, has)
    await router.bind(`tcp://${node.name}:${ROUTER_PORT}`)
    while (!router.closed) {
      const message = await router.receive().catch((error: unknown) => {
        if (!router.closed) throw error
      })
      if (message === undefined) return
      if (this.#ledger.isForeign(message)) continue
      const [from, ...body] = message
      const name = (body[0] as Buffer).toString()
      if ((from as Buffer).toString() !== name) {
        this.#sim.fail(`${node.name} received a message of ${name} under the name ${(from as Buffer).toString()}`)
      }
      this.#checkHolder(node, name, this.#ledger.receive(node, body, name))
      if (random.once(3)) await node.runtime.sleep(random.below(60))
      for (let i = random.once(5) ? 8 : 1; i > 0 && !router.closed; i--) await this.#answer(node, router, name)
    }
  }

  /** Without HANDOVER and without a fault, who has a name keeps it. */
  #checkHolder(node: SimNode, name: string, id: number): void {
    const sender = this.#ledger.sent.get(id)?.name
    const holder = `${node.name} ${name}`
    if (sender === name) this.#held.add(holder)
    else if (this.#held.has(holder) && !this.#handover && this.#sim.faults.length === 0) {
      this.#sim.fail(`${node.name} heard ${sender} by the name of ${name}, who has it and is there`)
    }
  }

  /** MANDATORY: EHOSTUNREACH if there is no such peer, and only then. */
  async #answer(node: SimNode, router: Router, name: string): Promise<void> {
    const known = (): boolean => router.peers.some((peer) => peer.connected && peer.routingId.toString() === name)
    const before = known()
    const { id, frames } = this.#ledger.message(node, name)
    try {
      // A dead holder is found out when all it said has been read, and that is not while an answer to it waits for room.
      await router.send([name, ...frames], { timeout: this.#quiet ? 100 : 2_000 })
      if (this.#mandatory && !before && !known()) this.#sim.fail(`${node.name} sent to ${name}, which is not connected`)
    } catch (error) {
      const { code } = error as { code?: string }
      this.#ledger.withdraw(id)
      if (router.closed) return
      if ((code !== 'EHOSTUNREACH' && code !== 'EAGAIN') || !this.#mandatory) throw error
      if (code === 'EHOSTUNREACH' && before && known()) this.#sim.fail(`${node.name} cannot reach ${name}, which is connected`)
    }
  }

  async #deal(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const dealer = this.#dealer(node, node.name)
    if (this.#immediate) this.#mustWait(node, dealer)
    for (let i = 0; i < this.#routers; i++) this.#sim.connect(node, dealer, `tcp://b${i}:${ROUTER_PORT}`)
    this.#sim.run(node, () => this.#listen(node, dealer, node.name))
    for (let i = 10 + random.below(40); i > 0; i--) {
      await dealer.send(this.#ledger.message(node, node.name).frames)
      if (random.once(2)) await node.runtime.sleep(random.below(100))
    }
    while ((this.#answers.get(node.name) ?? 0) < ANSWERS) {
      await node.runtime.sleep(RETRY_MS)
      if (this.#quiet && !dealer.closed) await dealer.send(this.#ledger.message(node, node.name).frames)
    }
  }

  /** IMMEDIATE: nobody is there yet, and there is no queue without a connection. */
  #mustWait(node: SimNode, dealer: Dealer): void {
    dealer.connect(`tcp://b0:${ROUTER_PORT}`)
    const { id, frames } = this.#ledger.message(node, node.name)
    if (dealer.trySend(frames)) this.#sim.fail(`${node.name} sent ${id} with IMMEDIATE before it was connected`)
    this.#ledger.withdraw(id)
  }

  /** Somebody with the name of another, for a while. */
  async #pretend(node: SimNode, name: string): Promise<void> {
    const { random } = this.#sim.world
    await node.runtime.sleep(random.below(2_000))
    if (this.#quiet) return
    const dealer = this.#dealer(node, name)
    dealer.connect(`tcp://b0:${ROUTER_PORT}`)
    this.#sim.run(node, () => this.#listen(node, dealer, name))
    for (let i = 0; i < 5; i++) {
      dealer.trySend(this.#ledger.message(node, name).frames)
      await node.runtime.sleep(random.below(200))
    }
    dealer.linger = 0
    await this.#sim.close(node, dealer)
    this.#counting.delete(dealer)
    this.#ledger.crashed(node)
  }

  #dealer(node: SimNode, name: string): Dealer {
    const { random } = this.#sim.world
    const marks = { sendHighWaterMark: random.pick(MARKS), receiveHighWaterMark: random.pick(MARKS) }
    const dealer = new Dealer({ context: node.context, routingId: name, immediate: this.#immediate, ...marks, ...this.#options })
    node.sockets.push(dealer)
    this.#counting.add(dealer)
    this.#ledger.limit(node, marks.receiveHighWaterMark)
    return dealer
  }

  async #listen(node: SimNode, dealer: Dealer, name: string): Promise<void> {
    const { random } = this.#sim.world
    for await (const message of dealer) {
      const to = (message[0] as Buffer).toString()
      if (to !== name) this.#sim.fail(`${node.name} received an answer to ${to}`)
      this.#ledger.receive(node, message, name)
      if (this.#quiet) this.#answers.set(name, (this.#answers.get(name) ?? 0) + 1)
      else if (random.once(6)) await node.runtime.sleep(random.below(random.once(5) ? 600 : 100))
    }
  }

  crashed(node: SimNode): void {
    this.#ledger.crashed(node)
    for (const socket of this.#counting) if (socket.context === node.context) this.#counting.delete(socket)
  }

  healed(): void {
    this.#quiet = true
  }

  converged(): boolean {
    return this.#silent.length === 0 && this.#missing.length <= this.#dropped
  }

  missing(): string {
    return `answers for ${this.#silent.join(', ')}; messages ${this.#missing.slice(0, 20).join(', ')} never came, ${this.#dropped} were dropped`
  }

  check(): void {
    this.#ledger.check()
    this.#checkTwin()
    for (const socket of this.#counting) {
      if (socket instanceof Router && this.#mandatory && socket.drops['high-water-mark'] + socket.drops.unroutable > 0) {
        this.#sim.fail(`a mandatory ROUTER dropped ${JSON.stringify(socket.drops)}`)
      }
      const { lost, ...others } = socket.drops
      const dropped = lost > this.#ledger.inFlight.length || Object.values(others).some((count) => count > 0)
      if (socket instanceof Dealer && !this.#immediate && dropped) {
        this.#sim.fail(`a DEALER dropped ${JSON.stringify(socket.drops)}`)
      }
    }
  }

  /** With HANDOVER and without a fault, who takes a name is heard at once. */
  #checkTwin(): void {
    if (!this.#duplicate || !this.#handover || this.#sim.faults.length > 0) return
    const { sent, received } = this.#ledger
    const came = [...sent].filter(([id, { name }]) => name === 'duplicate' && this.#ledger.hostsOf(id).includes('b0'))
    if (came.length > 0 && !came.some(([id]) => received.has(id))) this.#sim.fail('b0 did not hear who took over a name')
  }

  /**
   * Without HANDOVER a newcomer is not heard while its name is taken, and may be gone again before it is free; with it, what the
   * old holder sends from then on is dropped. That is a loss at the ROUTER only, and only where there is one name twice.
   */
  get #missing(): number[] {
    const once = this.#sim.faults.length === 0 && !this.#duplicate
    return this.#ledger.missing.filter((id) => once || !this.#ledger.hostsOf(id).some((host) => host.startsWith('b')))
  }

  get #dropped(): number {
    let sum = 0
    for (const { drops } of this.#counting) for (const count of Object.values(drops)) sum += count
    return sum
  }

  get #silent(): string[] {
    return [...this.#sim.nodes.keys()].filter((name) => name.startsWith('c') && (this.#answers.get(name) ?? 0) < ANSWERS)
  }
}
