/** DEALERs with names and ROUTERs that answer them: what is sent to a name reaches the holder of that name, and nobody else. */
import { Dealer, Router } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

/** In the quiet phase each dealer asks until it was answered so often. */
const ANSWERS = 5
const RETRY_MS = 500

export class DealerRouterWorkload implements Workload {
  readonly #sim: Simulation
  readonly #there: SimLedger
  readonly #options: ReturnType<typeof survivorOptions>
  readonly #routers: number
  readonly #handover: boolean
  readonly #mandatory: boolean
  /** Answers each dealer received in the quiet phase, and those it received at all, by number. */
  readonly #answers = new Map<string, number>()
  readonly #answered = new Map<number, string>()
  #quiet = false

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    this.#there = new SimLedger(sim)
    this.#options = survivorOptions(random)
    this.#routers = 1 + random.below(2)
    this.#handover = random.once(2)
    this.#mandatory = random.once(2)
  }

  start(): void {
    for (let i = 0; i < this.#routers; i++) this.#sim.boot(`b${i}`, (node) => this.#route(node))
    for (let i = 1 + this.#sim.world.random.below(3); i > 0; i--) this.#sim.boot(`c${i}`, (node) => this.#deal(node))
  }

  /** Sends everything back to where it came from, under the name it was sent with. */
  async #route(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const options = { handover: this.#handover, mandatory: this.#mandatory, sendHighWaterMark: random.pick([1, 10, 1000]) }
    const router = new Router({ context: node.context, ...options, ...this.#options })
    node.sockets.push(router)
    await router.bind(`tcp://${node.name}:5555`)
    while (!router.closed) {
      const received = await router.receiveFrom().catch((error: unknown) => {
        if (!router.closed) throw error
      })
      if (received === undefined) return
      const [from, ...body] = received.message
      const name = (body[0] as Buffer).toString()
      const renamed = (from as Buffer)[0] === 0
      if (!renamed && (from as Buffer).toString() !== name) {
        this.#sim.fail(`${node.name} received a message of ${name} under the name ${(from as Buffer).toString()}`)
      }
      this.#there.receive(node, body, received.peer, name)
      if (random.once(3)) await node.runtime.sleep(random.below(60))
      if (!router.closed) await this.#answer(node, router, name, body)
    }
  }

  /** MANDATORY: EHOSTUNREACH if there is no such peer, and only then. */
  async #answer(node: SimNode, router: Router, name: string, body: Buffer[]): Promise<void> {
    const known = (): boolean => router.peers.some((peer) => peer.connected && peer.routingId.toString() === name)
    const before = known()
    try {
      await router.send([name, ...body], { timeout: 2_000 })
      if (this.#mandatory && !before && !known()) this.#sim.fail(`${node.name} sent to ${name}, which is not connected`)
    } catch (error) {
      const { code } = error as { code?: string }
      if (router.closed) return
      if ((code !== 'EHOSTUNREACH' && code !== 'EAGAIN') || !this.#mandatory) throw error
      if (code === 'EHOSTUNREACH' && known()) this.#sim.fail(`${node.name} cannot reach ${name}, which is connected`)
    }
  }

  async #deal(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const dealer = new Dealer({ context: node.context, routingId: node.name, ...this.#options })
    node.sockets.push(dealer)
    for (let i = 0; i < this.#routers; i++) dealer.connect(`tcp://b${i}:5555`)
    void this.#listen(node, dealer)
    for (let i = 10 + random.below(40); i > 0; i--) {
      await dealer.send(this.#there.message(node, node.name).frames)
      if (random.once(2)) await node.runtime.sleep(random.below(100))
    }
    while ((this.#answers.get(node.name) ?? 0) < ANSWERS) {
      await node.runtime.sleep(RETRY_MS)
      if (this.#quiet && !dealer.closed) await dealer.send(this.#there.message(node, node.name).frames)
    }
  }

  async #listen(node: SimNode, dealer: Dealer): Promise<void> {
    for await (const message of dealer) {
      const name = (message[0] as Buffer).toString()
      if (name !== node.name) this.#sim.fail(`${node.name} received an answer to ${name}`)
      const id = this.#there.read(node, message, name)
      if (this.#answered.has(id)) this.#sim.fail(`${node.name} received the answer ${id} twice`)
      this.#answered.set(id, name)
      if (this.#quiet) this.#answers.set(name, (this.#answers.get(name) ?? 0) + 1)
    }
  }

  crashed(node: SimNode): void {
    this.#there.crashed(node)
  }

  healed(): void {
    this.#quiet = true
  }

  converged(): boolean {
    return this.#silent.length === 0 && this.#missing.length === 0
  }

  missing(): string {
    return `answers for ${this.#silent.join(', ')}; messages ${this.#missing.slice(0, 20).join(', ')} never came to a ROUTER`
  }

  check(): void {
    this.#there.check()
  }

  /** Without HANDOVER a newcomer is not heard while its name is taken, and may be gone again before it is free. */
  get #missing(): number[] {
    return this.#there.missing.filter((id) => this.#handover || !this.#there.hasArrived(id))
  }

  get #silent(): string[] {
    return [...this.#sim.nodes.keys()].filter((name) => name.startsWith('c') && (this.#answers.get(name) ?? 0) < ANSWERS)
  }
}
