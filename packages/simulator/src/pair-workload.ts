/** PAIRs, one of which binds, with one or two that want to be its only peer: never two at a time, and each gets its turn. */
import { Pair } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { MARKS, survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

/** Answers a connecting PAIR wants before it leaves. */
const ANSWERS = 5
const RETRY_MS = 400

export class PairWorkload implements Workload {
  readonly versions = ['3.0', '2.0', '1.0'] as const
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #options: ReturnType<typeof survivorOptions>
  readonly #rivals: number
  /** PAIRs whose losses count. */
  readonly #counting = new Set<Pair>()
  /** Answers to be had yet, by node. */
  readonly #left = new Map<string, number>()

  constructor(sim: Simulation) {
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#options = survivorOptions(sim)
    this.#rivals = 1 + sim.world.random.below(2)
  }

  start(): void {
    this.#sim.boot('b0', (node) => this.#answer(node))
    for (let i = 0; i < this.#rivals; i++) this.#sim.boot(`c${i}`, (node) => this.#ask(node))
  }

  #pair(node: SimNode): Pair {
    const { random } = this.#sim.world
    const marks = { sendHighWaterMark: random.pick(MARKS), receiveHighWaterMark: random.pick(MARKS) }
    const pair = new Pair({ context: node.context, ...marks, ...this.#options })
    node.sockets.push(pair)
    this.#counting.add(pair)
    this.#ledger.limit(node, marks.receiveHighWaterMark)
    return pair
  }

  /** One answer for each message, to whoever is there. */
  async #answer(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const pair = this.#pair(node)
    await pair.bind('tcp://b0:5555')
    for await (const message of pair) {
      this.#ledger.receive(node, message)
      if (pair.peers.length > 1) this.#sim.fail(`a PAIR has ${pair.peers.length} peers`)
      if (random.once(4)) await node.runtime.sleep(random.below(100))
      const { id, frames } = this.#ledger.message(node)
      if (!pair.trySend(frames)) this.#ledger.withdraw(id)
    }
  }

  async #ask(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    this.#left.set(node.name, ANSWERS)
    const pair = this.#pair(node)
    if (this.#rivals > 1) pair.connect('tcp://b0:5555')
    else this.#sim.connect(node, pair, 'tcp://b0:5555')
    this.#sim.run(node, () => this.#listen(node, pair))
    for (let i = random.below(40); i > 0; i--) {
      await pair.send(this.#ledger.message(node).frames)
      if (random.once(2)) await node.runtime.sleep(random.below(100))
    }
    while ((this.#left.get(node.name) ?? 0) > 0 && !pair.closed) {
      const { id, frames } = this.#ledger.message(node)
      if (!pair.trySend(frames)) this.#ledger.withdraw(id)
      await node.runtime.sleep(RETRY_MS)
    }
    if (this.#rivals === 1 || pair.closed) return
    pair.linger = random.pick([0, 50])
    await this.#sim.close(node, pair)
    this.#counting.delete(pair)
    this.#ledger.crashed(node)
  }

  async #listen(node: SimNode, pair: Pair): Promise<void> {
    for await (const message of pair) {
      this.#ledger.receive(node, message)
      this.#left.set(node.name, (this.#left.get(node.name) ?? 0) - 1)
    }
  }

  crashed(node: SimNode): void {
    this.#ledger.crashed(node)
    this.#left.delete(node.name)
    for (const pair of this.#counting) if (pair.context === node.context) this.#counting.delete(pair)
  }

  healed(): void {}

  converged(): boolean {
    return [...this.#left.values()].every((left) => left <= 0) && this.#missing.length <= this.#dropped
  }

  missing(): string {
    const left = [...this.#left].map(([name, count]) => `${name} wants ${count} answers`)
    return `${left.join(', ')}; ${this.#dropped} dropped, messages ${this.#missing.slice(0, 20).join(', ')} missing`
  }

  check(): void {
    this.#ledger.check()
    for (const { drops } of this.#counting) {
      if (drops['high-water-mark'] + drops.unroutable + drops.unexpected > 0) this.#sim.fail(`a PAIR dropped ${JSON.stringify(drops)}`)
    }
  }

  /** A rival is parted with when it has said hello, and may have sent; so is who comes back before it was missed. */
  get #missing(): number[] {
    const strict = this.#rivals === 1 && this.#sim.faults.length === 0
    return this.#ledger.missing.filter((id) => strict || !this.#ledger.hostsOf(id).includes('b0'))
  }

  get #dropped(): number {
    return [...this.#counting].reduce((sum, { drops }) => sum + drops.lost, 0)
  }
}
