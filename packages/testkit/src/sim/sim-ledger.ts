/** Who sent what, where it was seen, and which losses the faults explain. Refuses a message twice, torn, changed or out of order. */
import { idOf, messageOf } from './sim-message.ts'
import type { SimNode, Simulation } from './simulation.ts'

/** Received messages that are looked at again later: nobody may have written over them. */
const KEPT = 50

interface Kept {
  readonly id: number
  readonly head: string | undefined
  readonly frames: readonly Buffer[]
}

export class SimLedger {
  readonly #sim: Simulation
  /** By number: who sent it. */
  readonly sent = new Map<number, SimNode>()
  /** By number: who received it. */
  readonly received = new Map<number, SimNode>()
  readonly #arrived = new Map<number, string>()
  readonly #excused = new Set<number>()
  readonly #order = new WeakMap<object, number>()
  readonly #kept: Kept[] = []
  #next = 1

  constructor(sim: Simulation) {
    this.#sim = sim
    sim.network.onArrival = (id, host) => this.#arrived.set(id, host)
  }

  /** A new message of `node`, to be sent at once. */
  message(node: SimNode, head?: string): { id: number; frames: Buffer[] } {
    const id = this.#next++
    this.sent.set(id, node)
    this.#sim.world.log(`${node.name} sends ${id}`)
    return { id, frames: messageOf(id, head) }
  }

  /** It was not accepted after all. */
  withdraw(id: number): void {
    this.sent.delete(id)
  }

  /** `node` received `frames`, by the pipe `from` if that is known. Returns the number. */
  receive(node: SimNode, frames: Buffer[], from?: object, head?: string): number {
    const id = this.read(node, frames, head)
    const before = this.received.get(id)
    if (before !== undefined) this.#sim.fail(`message ${id} came to ${node.name}, and to ${before.name} before`)
    this.received.set(id, node)
    if (from !== undefined) this.ordered(from, id)
    return id
  }

  /** As `receive`, for messages that several may receive. */
  read(node: SimNode, frames: Buffer[], head?: string): number {
    const id = idOf(frames, head)
    const shown = frames.map((frame) => frame.subarray(0, 40).toString('latin1')).join('|')
    if (id === undefined || !this.sent.has(id)) return this.#sim.fail(`${node.name} received what nobody sent: ${shown}`)
    this.#sim.world.log(`${node.name} received ${id}`)
    this.#kept.push({ id, head, frames })
    if (this.#kept.length > KEPT) this.#check(this.#kept.shift())
    return id
  }

  /** Numbers of one pipe only grow. */
  ordered(from: object, id: number): void {
    const last = this.#order.get(from) ?? 0
    if (id <= last) this.#sim.fail(`message ${id} came after message ${last} by one pipe`)
    this.#order.set(from, id)
  }

  /** What it had queued is gone, and what had reached it and was not received. */
  crashed(node: SimNode): void {
    for (const [id, sender] of this.sent) {
      if (sender === node || this.#arrived.get(id) === node.name) this.#excused.add(id)
    }
  }

  /** Sent, not received, and no break or crash explains why. */
  get missing(): number[] {
    const { lost } = this.#sim.network
    return [...this.sent.keys()].filter((id) => !this.received.has(id) && !this.#excused.has(id) && !lost.has(id))
  }

  /** It reached some process. */
  hasArrived(id: number): boolean {
    return this.#arrived.has(id)
  }

  /** Without any fault nothing is lost, however well explained. */
  check(): void {
    for (const kept of this.#kept) this.#check(kept)
    if (this.#sim.faults > 0) return
    for (const id of this.sent.keys()) if (!this.received.has(id)) this.#sim.fail(`message ${id} was lost without a fault`)
  }

  #check(kept: Kept | undefined): void {
    if (kept === undefined || idOf(kept.frames, kept.head) === kept.id) return
    this.#sim.fail(`message ${kept.id} changed after it was received`)
  }
}
