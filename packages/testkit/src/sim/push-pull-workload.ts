/** PUSH to PULL, several of each, either side binding: nothing twice, nothing out of order, nothing lost that was still queued. */
import { Pull, Push } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

export class PushPullWorkload implements Workload {
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #pushes = new Set<Push>()
  readonly #binders: number
  readonly #connecters: number
  readonly #pushBinds: boolean
  readonly #immediate: boolean
  readonly #options: ReturnType<typeof survivorOptions>
  /** Pushes whose loop is not done. */
  readonly #busy = new Set<Push>()
  /** Messages that a queue had when it was destroyed, of processes that are gone. */
  #dropped = 0

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#binders = 1 + random.below(2)
    this.#connecters = 1 + random.below(3)
    this.#pushBinds = random.once(2)
    this.#immediate = random.once(4)
    this.#options = survivorOptions(random)
  }

  start(): void {
    const binder = this.#pushBinds ? this.#push : this.#pull
    const connecter = this.#pushBinds ? this.#pull : this.#push
    for (let i = 0; i < this.#binders; i++) {
      this.#sim.boot(`b${i}`, (node) => binder.call(this, node, async (socket) => void (await socket.bind(`tcp://b${i}:5555`))))
    }
    for (let i = 0; i < this.#connecters; i++) {
      this.#sim.boot(`c${i}`, (node) =>
        connecter.call(this, node, async (socket) => {
          for (let to = 0; to < this.#binders; to++) socket.connect(`tcp://b${to}:5555`)
        }),
      )
    }
  }

  async #push(node: SimNode, join: (socket: Socket) => Promise<void>): Promise<void> {
    const { random } = this.#sim.world
    const immediate = this.#immediate && !this.#pushBinds
    const push = new Push({ context: node.context, sendHighWaterMark: random.pick([1, 2, 10, 100]), immediate, ...this.#options })
    node.sockets.push(push)
    this.#pushes.add(push)
    this.#busy.add(push)
    await join(push)
    for (let i = 10 + random.below(80); i > 0; i--) {
      const { id, frames } = this.#ledger.message(node)
      if (random.once(3)) {
        if (!push.trySend(frames)) this.#ledger.withdraw(id)
      } else await push.send(frames)
      this.#checkQueues(push)
      if (random.once(3)) await node.runtime.sleep(random.below(80))
    }
    this.#busy.delete(push)
  }

  async #pull(node: SimNode, join: (socket: Socket) => Promise<void>): Promise<void> {
    const { random } = this.#sim.world
    const pull = new Pull({ context: node.context, receiveHighWaterMark: random.pick([1, 2, 10, 100]), ...this.#options })
    node.sockets.push(pull)
    await join(pull)
    if (random.once(3)) {
      for await (const batch of pull.batches()) for (const frames of batch) this.#ledger.receive(node, frames)
      return
    }
    while (!pull.closed) {
      const received = await pull.receiveFrom().catch((error: unknown) => {
        if (!pull.closed) throw error
      })
      if (received !== undefined) this.#ledger.receive(node, received.message, received.peer)
      if (random.once(5)) await node.runtime.sleep(random.below(50))
    }
  }

  crashed(node: SimNode): void {
    this.#ledger.crashed(node)
    for (const push of this.#pushes) {
      if (push.context !== node.context) continue
      this.#busy.delete(push)
      this.#dropped += push.drops.lost
      this.#pushes.delete(push)
    }
  }

  healed(): void {}

  converged(): boolean {
    return this.#busy.size === 0 && this.#ledger.missing.length <= this.#mayMiss
  }

  missing(): string {
    return `${this.#busy.size} still sending, ${this.#ledger.missing.length} messages missing (${this.#mayMiss} dropped): ${this.#ledger.missing.slice(0, 20).join(', ')}`
  }

  check(): void {
    this.#ledger.check()
    for (const push of this.#pushes) {
      const { lost, ...others } = push.drops
      if (Object.values(others).some((count) => count > 0)) this.#sim.fail(`PUSH dropped ${JSON.stringify(others)}`)
      const keeps = !this.#pushBinds && !this.#immediate
      if (keeps && lost > 0) this.#sim.fail(`a connecting PUSH dropped ${lost} messages of its queue`)
    }
  }

  /** A bound PUSH, and one with IMMEDIATE, loses the queue with the connection, and counts it. */
  get #mayMiss(): number {
    return [...this.#pushes].reduce((sum, push) => sum + push.drops.lost, this.#dropped)
  }

  #checkQueues(push: Push): void {
    for (const { queueLength } of push.peers) {
      if (queueLength > push.sendHighWaterMark) {
        this.#sim.fail(`${queueLength} messages wait for a peer of a PUSH whose high-water mark is ${push.sendHighWaterMark}`)
      }
    }
  }
}
