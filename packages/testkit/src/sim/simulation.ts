/** One seed's run: nodes, faults while there is chaos, then quiet, convergence and an orderly end. Throws SimFinding. */
import { Context } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { RANK } from './event-heap.ts'
import { breakSomething } from './sim-faults.ts'
import { SimNetwork } from './sim-network.ts'
import { SimRuntime } from './sim-runtime.ts'
import { SimTransport } from './sim-transport.ts'
import { SimWorld } from './sim-world.ts'

/** Something that must never be so, with the seed and what led to it. */
export class SimFinding extends Error {
  override readonly name = 'SimFinding'
}

/** One process: restarted, it is a new one of the same name. */
export interface SimNode {
  readonly name: string
  readonly runtime: SimRuntime
  readonly context: Context
  readonly sockets: Socket[]
}

/** What runs on the nodes, and what must be true of it. */
export interface Workload {
  /** Boots its nodes. */
  start(): void
  /** A node is gone, with all it had in memory. */
  crashed(node: SimNode): void
  /** The network is whole again and stays so. */
  healed(): void
  /** All that can still happen has happened. */
  converged(): boolean
  /** What it waits for, in words. */
  missing(): string
  check(): void
}

/** Virtual milliseconds. */
const CONVERGE_MS = 60_000
const CLOSE_MS = 30_000
/** How often it is asked whether all has converged: the answer may be a long one. */
const LOOK_MS = 10

export class Simulation {
  readonly world: SimWorld
  readonly network: SimNetwork
  readonly nodes = new Map<string, SimNode>()
  /** How many faults there will be; with none, nothing may be lost at all. */
  readonly faults: number
  readonly #programs = new Map<string, (node: SimNode) => Promise<void>>()
  readonly #runtimes: SimRuntime[] = []
  #chaos = true
  #failure: unknown = undefined
  workload!: Workload

  constructor(seed: number) {
    const world = (this.world = new SimWorld(seed))
    const { random } = world
    const minLatency = random.pick([0.01, 0.1, 1, 10])
    const small = random.pick([1, 3, 40, 1000])
    this.network = new SimNetwork(world, {
      minLatency,
      maxLatency: minLatency * random.pick([1, 2, 5]),
      bandwidth: random.pick([2_000, 20_000, 500_000]),
      // A narrow window over a long way would take minutes for one large message.
      window: random.pick(minLatency > 1 ? [65_536, 300_000] : [600, 4_000, 65_536, 300_000]),
      chunking: random.pick([
        (available) => available,
        (available, readSoFar) => (readSoFar < 300 ? 1 : available),
        (available, readSoFar) => (readSoFar < 200 ? Math.min(available, small) : 1 + random.below(available)),
      ]),
    })
    this.faults = random.once(4) ? 0 : 1 + random.below(12)
  }

  /** Starts a process that runs `program`, now and after each crash. */
  boot(name: string, program: (node: SimNode) => Promise<void>): SimNode {
    const runtime = new SimRuntime(this.world)
    const context = new Context({ runtime, transports: [new SimTransport(this.network, runtime, name)] })
    const node: SimNode = { name, runtime, context, sockets: [] }
    this.world.log(`boot ${name}`)
    this.nodes.set(name, node)
    this.#programs.set(name, program)
    this.#runtimes.push(runtime)
    this.world.at(this.world.now, RANK.timer, runtime, () => {
      program(node).catch((error: unknown) => {
        if (runtime.alive) this.#failure ??= error
      })
    })
    return node
  }

  restart(name: string, silently: boolean, after: number): void {
    const node = this.nodes.get(name)
    if (node?.runtime.alive !== true) return
    this.world.log(`crash ${name}`)
    this.network.crash(node.runtime, silently)
    this.workload.crashed(node)
    const program = this.#programs.get(name) as (node: SimNode) => Promise<void>
    this.world.at(this.world.now + after, RANK.io, undefined, () => this.boot(name, program))
  }

  fail(message: string): never {
    const error = new SimFinding(message)
    this.#failure ??= error
    throw error
  }

  /** The whole life of it. Resolves to the hash of all that happened. */
  async run(chaosMs: number): Promise<string> {
    try {
      this.workload.start()
      for (let i = 0; i < this.faults; i++) {
        this.world.at(this.world.between(5, chaosMs), RANK.io, undefined, () => {
          if (this.#chaos) breakSomething(this)
        })
      }
      await this.#until(() => false, chaosMs)
      this.#chaos = false
      this.network.heal()
      // The last restarts are over, and who lost a connection has it again.
      await this.#until(() => false, 3_000)
      this.workload.healed()
      let next = 0
      const converged = (): boolean => {
        if (this.world.now < next) return false
        next = this.world.now + LOOK_MS
        return this.workload.converged()
      }
      if (!(await this.#until(converged, CONVERGE_MS))) {
        this.fail(`not converged ${CONVERGE_MS} ms after all faults were healed: ${this.workload.missing()}`)
      }
      this.workload.check()
      await this.#end()
    } catch (error) {
      throw this.#report(error)
    }
    return this.world.trace.hash
  }

  /** Everything closed: nothing may be left. */
  async #end(): Promise<void> {
    let open = 0
    for (const { sockets } of this.nodes.values()) {
      for (const socket of sockets) {
        open++
        void socket[Symbol.asyncDispose]().then(() => open--)
      }
    }
    if (!(await this.#until(() => open === 0, CLOSE_MS))) this.fail(`${open} sockets are not closed after ${CLOSE_MS} ms`)
    await this.#until(() => false, 2_500)
    const alive = this.#runtimes.filter((runtime) => runtime.alive)
    const timers = alive.reduce((sum, runtime) => sum + runtime.timers, 0)
    const holds = alive.reduce((sum, runtime) => sum + runtime.holds, 0)
    const left = { timers, holds, connections: this.network.conns.size, ports: this.network.ports.size }
    if (Object.values(left).some((count) => count !== 0)) this.fail(`all is closed, and there is left ${JSON.stringify(left)}`)
  }

  async #until(done: () => boolean, ms: number): Promise<boolean> {
    const was = await this.world.until(() => this.#failure !== undefined || done(), ms)
    if (this.#failure !== undefined) throw this.#failure as Error
    return was
  }

  #report(error: unknown): SimFinding {
    const { stack, message } = error instanceof Error ? error : new Error(String(error))
    const what = error instanceof SimFinding ? message : (stack ?? message)
    return new SimFinding(`seed ${this.world.seed}: ${what}\n--- the last events:\n${this.world.trace.tail.join('\n')}`)
  }
}
