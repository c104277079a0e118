/**
 * Reactors with readers, timers and tickets that make, end and reset each other, and that are stopped in every way and started
 * again: what becomes of each is written down in a `LoopLife`, which knows what must never be.
 */
import { Zloop } from '@tszmq/zloop'
import { LoopLife } from './loop-life.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const LIVES = 4

export class LoopWorkload implements Workload {
  readonly #sim: Simulation
  /** Lives to come, by node. */
  readonly #left = new Map<string, number>()
  readonly #lives = new Map<string, LoopLife>()

  constructor(sim: Simulation) {
    this.#sim = sim
  }

  start(): void {
    for (let i = 0; i < 2; i++) this.#sim.boot(`n${i}`, (node) => this.#live(node))
  }

  async #live(node: SimNode): Promise<void> {
    for (let left = LIVES; left > 0; left--) {
      this.#left.set(node.name, left)
      const loop = new Zloop({ context: node.context })
      node.actors.push(loop)
      const life = new LoopLife(this.#sim, node, loop)
      this.#lives.set(node.name, life)
      await life.live()
      await this.#sim.end(node, loop)
      while (node.sockets[0] !== undefined) await this.#sim.close(node, node.sockets[0])
    }
    this.#left.set(node.name, 0)
  }

  crashed(node: SimNode): void {
    this.#left.delete(node.name)
    this.#lives.delete(node.name)
  }

  healed(): void {}

  converged(): boolean {
    return [...this.#left.values()].every((left) => left === 0)
  }

  missing(): string {
    return [...this.#left].map(([name, left]) => `${name} has ${left} loops to go; ${this.#lives.get(name)?.missing ?? ''}`).join('; ')
  }

  check(): void {}
}
