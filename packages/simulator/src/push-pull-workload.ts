/**
 * PUSH to PULL, several of each, either side binding: nothing twice, nothing out of order, nothing lost that was still queued, and
 * an equal share for all that are ready.
 */
import { Pull, Push } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { MARKS, survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

/** Of each PUSH to each of its peers at the end; one that has room for so many deals them out evenly. */
const SHARE = 2
const ROOMY = 10

type Join = (node: SimNode, socket: Socket) => Promise<void>

export class PushPullWorkload implements Workload {
  readonly attackedType: string
  readonly versions = ['3.0', '2.0', '1.0'] as const
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  /** Those whose losses count. */
  readonly #pushes = new Map<Push, SimNode>()
  readonly #binders: number
  readonly #connecters: number
  readonly #pushBinds: boolean
  readonly #immediate: boolean
  /** Sockets close and open again in the middle of it. */
  readonly #closes: boolean
  readonly #options: ReturnType<typeof survivorOptions>
  /** Pushes whose loop is not done. */
  readonly #busy = new Set<Push>()
  #quiet = false
  /** The shares, by message and who it was dealt by. */
  #shares: Map<number, SimNode> | undefined = undefined

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#binders = 1 + random.below(2)
    this.#connecters = 1 + random.below(3)
    this.#pushBinds = random.once(2)
    this.#immediate = !this.#pushBinds && random.once(4)
    this.#closes = random.once(2)
    this.#options = survivorOptions(sim)
    this.attackedType = this.#pushBinds ? 'PULL' : 'PUSH'
  }

  start(): void {
    const binder = this.#pushBinds ? this.#push : this.#pull
    const connecter = this.#pushBinds ? this.#pull : this.#push
    const bind: Join = async (node, socket) => void (await socket.bind(`tcp://${node.name}:5555`))
    const connect: Join = async (node, socket) => {
      for (let to = 0; to < this.#binders; to++) this.#sim.connect(node, socket, `tcp://b${to}:5555`)
    }
    for (let i = 0; i < this.#binders; i++) this.#sim.boot(`b${i}`, (node) => binder.call(this, node, bind))
    for (let i = 0; i < this.#connecters; i++) this.#sim.boot(`c${i}`, (node) => connecter.call(this, node, connect))
  }

  async #push(node: SimNode, join: Join): Promise<void> {
    const { random } = this.#sim.world
    if (this.#closes && random.once(2)) await this.#retire(node, await this.#pushFrom(node, join))
    this.#busy.delete(await this.#pushFrom(node, join))
  }

  async #pushFrom(node: SimNode, join: Join): Promise<Push> {
    const { random } = this.#sim.world
    const options = { sendHighWaterMark: random.pick(MARKS), immediate: this.#immediate, ...this.#options }
    const push = new Push({ context: node.context, ...options })
    node.sockets.push(push)
    this.#pushes.set(push, node)
    this.#busy.add(push)
    await join(node, push)
    if (this.#immediate) this.#mustWait(node, push)
    for (let i = 10 + random.below(80); i > 0; i--) {
      const { id, frames } = this.#ledger.message(node)
      if (random.once(3)) {
        if (!push.trySend(frames)) this.#ledger.withdraw(id)
      } else await push.send(frames)
      this.#checkQueues(push)
      if (random.once(3)) await node.runtime.sleep(random.below(80))
    }
    return push
  }

  /** IMMEDIATE: nobody is there yet, and there is no queue without a connection. */
  #mustWait(node: SimNode, push: Push): void {
    const { id, frames } = this.#ledger.message(node)
    if (push.trySend(frames)) this.#sim.fail(`${node.name} sent ${id} with IMMEDIATE before it was connected`)
    this.#ledger.withdraw(id)
  }

  /** Closes: with LINGER -1 all that was sent still comes. */
  async #retire(node: SimNode, push: Push): Promise<void> {
    push.linger = this.#sim.world.random.pick([-1, -1, 0, 100])
    await this.#sim.close(node, push)
    this.#busy.delete(push)
    if (push.linger < 0) return
    this.#pushes.delete(push)
    this.#ledger.gaveUp(node)
  }

  async #pull(node: SimNode, join: Join): Promise<void> {
    const { random } = this.#sim.world
    if (this.#closes && random.once(2)) {
      const pull = await this.#pullFrom(node, join, 1 + random.below(30))
      if (pull.closed) return
      pull.linger = random.pick([-1, 0, 100])
      await this.#sim.close(node, pull)
      this.#ledger.deaf(node)
    }
    await this.#pullFrom(node, join, Infinity)
  }

  /** Until it is closed, or as long as there is chaos, and for `most` messages. */
  async #pullFrom(node: SimNode, join: Join, most: number): Promise<Pull> {
    const { random } = this.#sim.world
    const receiveHighWaterMark = random.pick(MARKS)
    const pull = new Pull({ context: node.context, receiveHighWaterMark, ...this.#options })
    node.sockets.push(pull)
    this.#ledger.limit(node, receiveHighWaterMark)
    await join(node, pull)
    if (most === Infinity && random.once(3)) {
      for await (const batch of pull.batches()) for (const frames of batch) this.#receive(node, frames)
      return pull
    }
    for (let i = 0; i < most || this.#quiet; i++) {
      const message = await pull.receive().catch((error: unknown) => {
        if (!pull.closed) throw error
      })
      if (message === undefined) break
      this.#receive(node, message)
      if (random.once(5)) await node.runtime.sleep(random.below(50))
      else if (random.once(60)) await node.runtime.sleep(400)
    }
    return pull
  }

  #receive(node: SimNode, frames: Buffer[]): void {
    if (!this.#ledger.isForeign(frames)) this.#ledger.receive(node, frames)
  }

  crashed(node: SimNode): void {
    this.#ledger.crashed(node)
    for (const push of this.#pushes.keys()) {
      if (push.context !== node.context) continue
      this.#busy.delete(push)
      this.#pushes.delete(push)
    }
  }

  healed(): void {
    this.#quiet = true
  }

  converged(): boolean {
    if (this.#busy.size > 0 || this.#ledger.missing.length > this.#dropped) return false
    if (this.#shares !== undefined) return [...this.#shares.keys()].every((id) => this.#ledger.received.has(id))
    this.#shares = new Map()
    for (const [push, node] of this.#pushes) {
      if (!push.closed) this.#deal(push, node)
    }
    return false
  }

  /** The same number of messages for each peer, all of which have room. */
  #deal(push: Push, node: SimNode): void {
    const { sendHighWaterMark, peers } = push
    if (sendHighWaterMark > 0 && sendHighWaterMark < ROOMY) return
    for (let i = 0; i < SHARE * peers.length; i++) {
      const { id, frames } = this.#ledger.message(node)
      this.#shares?.set(id, node)
      if (!push.trySend(frames)) this.#sim.fail(`${node.name} cannot send, and all of its queues were empty`)
    }
  }

  missing(): string {
    const { missing } = this.#ledger
    return `${this.#busy.size} still sending, ${missing.length} messages missing (${this.#dropped} dropped): ${missing.slice(0, 20).join(', ')}`
  }

  check(): void {
    const { missing } = this.#ledger
    this.#ledger.check()
    const { inFlight } = this.#ledger
    const counted = new Set([...missing, ...inFlight]).size
    if (counted !== this.#dropped) this.#sim.fail(`${this.missing()}; drops must be neither more nor less`)
    if (this.#sim.faults.length === 0 && !this.#closes && !this.#sim.attacked) {
      for (const id of this.#ledger.sent.keys()) {
        if (!this.#ledger.received.has(id)) this.#sim.fail(`message ${id} was lost without a fault`)
      }
    }
    for (const push of this.#pushes.keys()) {
      const { lost, unexpected, 'too-large': large, ...others } = push.drops
      if (unexpected > 0 && !this.#sim.attacked) this.#sim.fail(`PUSH received ${unexpected} messages`)
      if (large > 0 && !this.#sim.attacked) this.#sim.fail(`PUSH dropped ${large} messages as too large`)
      if (Object.values(others).some((count) => count > 0)) this.#sim.fail(`PUSH dropped ${JSON.stringify(others)}`)
      const keeps = !this.#pushBinds && !this.#immediate
      if (keeps && lost > inFlight.length) this.#sim.fail(`a connecting PUSH dropped ${lost} messages of its queue`)
    }
    this.#checkShares()
  }

  #checkShares(): void {
    const shares = new Map<string, number>()
    for (const [id, from] of this.#shares ?? []) {
      const key = `${from.name} to ${this.#ledger.received.get(id)?.name}`
      shares.set(key, (shares.get(key) ?? 0) + 1)
    }
    const unequal = [...shares].find(([, count]) => count !== SHARE)
    if (unequal !== undefined) this.#sim.fail(`${unequal.join(': ')} messages instead of ${SHARE}, and all were ready`)
  }

  /** A bound PUSH, and one with IMMEDIATE, loses the queue with the connection; any loses the batch that its transport held. All is counted. */
  get #dropped(): number {
    return [...this.#pushes.keys()].reduce((sum, push) => sum + push.drops.lost, 0)
  }

  #checkQueues(push: Push): void {
    const { sendHighWaterMark, peers } = push
    if (sendHighWaterMark === 0) return
    for (const { queueLength } of peers) {
      if (queueLength > sendHighWaterMark) {
        this.#sim.fail(`${queueLength} messages wait for a peer of a PUSH whose high-water mark is ${sendHighWaterMark}`)
      }
    }
  }
}
