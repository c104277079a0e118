/** One seed's run: nodes, faults while there is chaos, then quiet, convergence and an orderly end. Throws SimFinding. */
import { Context, Pair } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { RANK } from './event-heap.ts'
import { Xoshiro128 } from '@tszmq/testkit'
import { describeFault, drawFaults, inflict, isSilent } from './sim-faults.ts'
import type { Fault } from './sim-faults.ts'
import { SimHostile } from './sim-hostile.ts'
import { SimNetwork } from './sim-network.ts'
import { SimRuntime } from './sim-runtime.ts'
import { SimTransport } from './sim-transport.ts'
import { OldTransport } from './sim-versions.ts'
import type { OldVersion } from './sim-versions.ts'
import { SimWorld } from './sim-world.ts'

/** Something that must never be so, with the seed and what led to it. */
export class SimFinding extends Error {
  override readonly name = 'SimFinding'
  /** The numbers of the faults there were. */
  faults: readonly number[] = []
}

/** One process: restarted, it is a new one of the same name. */
export interface SimNode {
  readonly name: string
  readonly runtime: SimRuntime
  readonly context: Context
  readonly sockets: Socket[]
  /** Actors, loops and whatever else has an end: they end before the sockets do. */
  readonly actors: AsyncDisposable[]
}

/** What runs on the nodes, and what must be true of it. */
export interface Workload {
  /** Boots its nodes. */
  start(): void
  /** A node is gone, with all it had in memory. */
  crashed(node: SimNode): void
  /** The network is whole again and stays so. */
  healed(): void
  /** The type a hostile peer says it is, for those who listen; undefined: they are not to be attacked. */
  readonly attackedType?: string
  /** Versions its nodes may speak that are older than ours. */
  readonly versions?: readonly OldVersion[]
  /** All that can still happen has happened. */
  converged(): boolean
  /** What it waits for, in words. */
  missing(): string
  check(): void
}

/** Virtual milliseconds. */
const CHAOS_MS = 4_000
/** After the last fault: the last restarts are over, half-open connections are found out, all is connected again. */
const HEAL_MS = 3_000
const CONVERGE_MS = 60_000
const CLOSE_MS = 30_000
/** A connection that was asked for so long ago is there, if nothing is broken. */
const LINK_MS = 1_500
/** How often it is asked whether all has converged: the answer may be a long one. */
const LOOK_MS = 10
/** What closing may take beyond LINGER. */
const CLOSE_SLACK_MS = 5
/** What an actor may take to end once it was told to. */
const TERM_MS = 1_000

export class Simulation {
  readonly world: SimWorld
  readonly network: SimNetwork
  readonly nodes = new Map<string, SimNode>()
  readonly faults: readonly Fault[]
  /** Peers may fall silent without a word: heartbeats are needed. */
  readonly needsHeartbeats: boolean
  readonly #programs = new Map<string, (node: SimNode) => Promise<void>>()
  readonly #runtimes: SimRuntime[] = []
  #links: { node: SimNode; socket: Socket; endpoint: string; since: number }[] = []
  #failure: unknown = undefined
  #hostile: SimHostile | undefined = undefined
  /** Faults and attacks are over. */
  quiet = false
  workload!: Workload

  /** `only`: the numbers of the faults that are to happen; all of them by default. */
  constructor(seed: number, only?: readonly number[]) {
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
    this.network.wrong = (what) => this.fail(what)
    const drawn = drawFaults(seed, CHAOS_MS)
    this.needsHeartbeats = drawn.some(isSilent)
    this.faults = only === undefined ? drawn : drawn.filter(({ index }) => only.includes(index))
  }

  // ---- for workloads

  /** Starts a process that runs `program`, now and after each crash. */
  boot(name: string, program: (node: SimNode) => Promise<void>): SimNode {
    const runtime = new SimRuntime(this.world)
    const transport = new SimTransport(this.network, runtime, name)
    const old = this.#versionOf(name)
    const context = new Context({ runtime, transports: [old === undefined ? transport : new OldTransport(transport, old)] })
    const node: SimNode = { name, runtime, context, sockets: [], actors: [] }
    this.world.log(old === undefined ? `boot ${name}` : `boot ${name}, ZMTP ${old}`)
    this.nodes.set(name, node)
    this.#programs.set(name, program)
    this.#runtimes.push(runtime)
    this.world.at(this.world.now, RANK.timer, runtime, () => this.run(node, () => program(node)))
    return node
  }

  /** Something `node` does beside its program: what it throws is a finding, unless the process is gone. */
  run(node: SimNode, what: () => Promise<void>): void {
    what().catch((error: unknown) => {
      if (node.runtime.alive) this.#failure ??= error
    })
  }

  /** `connect()`, and once all is healed that connection must be there. */
  connect(node: SimNode, socket: Socket, endpoint: string): void {
    socket.connect(endpoint)
    this.#links.push({ node, socket, endpoint, since: this.world.now })
  }

  /** Closes a socket in the middle of everything, and sees that it takes no longer than LINGER. */
  async close(node: SimNode, socket: Socket): Promise<void> {
    const { world } = this
    const { linger } = socket
    const begin = world.now
    world.log(`${node.name} closes with linger ${linger}`)
    node.runtime.closing++
    await socket[Symbol.asyncDispose]()
    node.runtime.closing--
    node.sockets.splice(node.sockets.indexOf(socket), 1)
    const took = world.now - begin
    const most = linger + CLOSE_SLACK_MS + Math.max(0, node.runtime.stalledUntil - begin)
    if (linger >= 0 && took > most) this.fail(`${node.name} took ${took.toFixed(0)} ms to close with a linger of ${linger}`)
  }

  /** Ends an actor in the middle of everything, and sees that it takes no longer than a second. */
  async end(node: SimNode, actor: AsyncDisposable): Promise<void> {
    const { world } = this
    const begin = world.now
    world.log(`${node.name} ends an actor`)
    node.runtime.closing++
    await actor[Symbol.asyncDispose]()
    node.runtime.closing--
    const at = node.actors.indexOf(actor)
    if (at >= 0) node.actors.splice(at, 1)
    const took = world.now - begin
    if (took > TERM_MS + Math.max(0, node.runtime.stalledUntil - begin))
      this.fail(`an actor of ${node.name} took ${took.toFixed(0)} ms to end`)
  }

  restart(name: string, silently: boolean, after: number): void {
    const node = this.nodes.get(name)
    if (node?.runtime.alive !== true) return
    this.world.log(`crash ${name}`)
    this.network.crash(node.runtime, silently)
    this.workload.crashed(node)
    const program = this.#programs.get(name)
    if (program !== undefined) this.world.at(this.world.now + after, RANK.io, undefined, () => this.boot(name, program))
  }

  fail(message: string): never {
    const error = new SimFinding(message)
    this.#failure ??= error
    throw error
  }

  /** Somebody sends what nobody should: messages without a mark are none of ours. */
  get attacked(): boolean {
    return this.#hostile !== undefined
  }

  /** In every third seed half of the nodes speak an old version, one and the same. Before 3.0 there are no heartbeats. */
  #versionOf(name: string): OldVersion | undefined {
    const random = new Xoshiro128(this.world.seed ^ 0x01d)
    const { versions = [] } = this.workload
    const some = versions.filter((version) => version === '3.0' || !this.needsHeartbeats)
    if (!random.once(3) || some.length === 0 || name === 'hostile') return undefined
    const old = random.pick(some)
    for (let i = 0; i < name.length; i++) for (let skip = name.charCodeAt(i) % 7; skip > 0; skip--) random.next()
    return random.once(2) ? old : undefined
  }

  #unleash(): void {
    const { attackedType } = this.workload
    const { seed } = this.world
    if (attackedType === undefined || !new Xoshiro128(seed ^ 0xa77ac).once(5)) return
    this.#hostile = new SimHostile(this, seed, attackedType)
    this.#hostile.start()
  }

  // ---- the whole life of it

  /** Resolves to the hash of all that happened. */
  async live(): Promise<string> {
    try {
      this.#unleash()
      this.workload.start()
      for (const fault of this.faults) this.world.at(fault.at, RANK.io, undefined, () => inflict(this, fault))
      await this.#until(() => false, CHAOS_MS)
      this.quiet = true
      this.network.heal()
      await this.#until(() => false, HEAL_MS)
      this.#checkLinks()
      this.workload.healed()
      if (!(await this.#converge())) {
        this.fail(`not converged ${CONVERGE_MS} ms after all faults were healed: ${this.workload.missing()}`)
      }
      this.workload.check()
      await this.#end()
    } catch (error) {
      throw this.#report(error)
    }
    return this.world.trace.hash
  }

  async #converge(): Promise<boolean> {
    let converged = false
    const look = (): void => {
      converged = this.workload.converged()
      if (!converged) this.world.at(this.world.now + LOOK_MS, RANK.io, undefined, look)
    }
    look()
    return this.#until(() => converged, CONVERGE_MS)
  }

  /** Who connected, and not just now, is connected; and nobody holds on to a peer that is long gone. */
  #checkLinks(): void {
    const recent = this.world.now - LINK_MS
    this.#links = this.#links.filter(({ node, socket, since }) => node.runtime.alive && !socket.closed && since < recent)
    for (const { node, endpoint } of this.#links) {
      const there = [...this.network.conns].some((conn) => conn.runtime === node.runtime && conn.remote === endpoint && conn.works)
      if (!there) this.fail(`${node.name} has no connection to ${endpoint} ${HEAL_MS} ms after all faults were healed`)
    }
    for (const conn of this.network.conns) {
      if (conn.dead) this.fail(`${conn.local} still believes in ${conn.remote}, of which nothing has come for a long time`)
    }
  }

  /** Everything closed: nothing may be left, and nothing may come any more. */
  async #end(): Promise<void> {
    const nodes = [...this.nodes.values()]
    for (const { runtime } of nodes) runtime.closing++
    await this.#closeAll(
      nodes.flatMap(({ actors }) => actors),
      TERM_MS,
      'actors have',
    )
    await this.#closeAll(
      nodes.flatMap(({ sockets }) => sockets),
      CLOSE_MS,
      'sockets have',
    )
    for (const { runtime } of nodes) runtime.ended = true
    await this.#until(() => false, 2_500)
    const alive = this.#runtimes.filter((runtime) => runtime.alive)
    const timers = alive.reduce((sum, runtime) => sum + runtime.timers, 0)
    const holds = alive.reduce((sum, runtime) => sum + runtime.holds, 0)
    const left = { timers, holds, connections: this.network.conns.size, ports: this.network.ports.size }
    if (Object.values(left).some((count) => count !== 0)) this.fail(`all is closed, and there is left ${JSON.stringify(left)}`)
    for (const { name, context } of nodes) if (!isEmpty(context)) this.fail(`all is closed, and sockets are left in the context of ${name}`)
  }

  async #closeAll(things: readonly AsyncDisposable[], ms: number, what: string): Promise<void> {
    let open = things.length
    for (const thing of things) void Promise.resolve(thing[Symbol.asyncDispose]()).then(() => open--)
    if (!(await this.#until(() => open === 0, ms))) this.fail(`${open} ${what} not ended after ${ms} ms`)
  }

  async #until(done: () => boolean, ms: number): Promise<boolean> {
    const was = await this.world.until(() => this.#failure !== undefined || done(), ms)
    if (this.#failure !== undefined) throw this.#failure as Error
    return was
  }

  #report(error: unknown): SimFinding {
    const { stack, message } = error instanceof Error ? error : new Error(String(error))
    const what = error instanceof SimFinding ? message : (stack ?? message)
    const faults = this.faults.map((fault) => `  ${describeFault(fault)}`)
    const parts = [`seed ${this.world.seed}: ${what}`, '--- the faults:', ...faults, '--- the last events:', ...this.world.trace.tail]
    const finding = new SimFinding(parts.join('\n'))
    finding.faults = this.faults.map(({ index }) => index)
    return finding
  }
}

/** Whether a context has no socket: the first and only one that is allowed can be made. */
function isEmpty(context: Context): boolean {
  context.maxSockets = 1
  try {
    new Pair({ context }).close()
    return true
  } catch {
    return false
  }
}
