/** Who sent what, where it came, and which losses the faults explain. Refuses a message twice, torn, changed or out of order. */
import type { SimConn } from './sim-conn.ts'
import { hostOf } from './sim-network.ts'
import { idOf, isMarked, messageOf } from './sim-message.ts'
import type { SimNode, Simulation } from './simulation.ts'

/** Received messages that are looked at again later: nobody may have written over them. */
const KEPT = 50

interface Kept {
  readonly id: number
  readonly head: string | undefined
  readonly frames: readonly Buffer[]
}

/** One message that one process read from one connection. */
interface Arrival {
  readonly conn: SimConn
  /** Which message of its connection it was. */
  readonly place: number
  taken: boolean
}

/** What has been read from one connection. */
interface Backlog {
  arrived: number
  /** Messages the application has had, and the place of the last of them. */
  taken: number
  last: number
  /** The last chunk that ended a message, and how many it ended. */
  chunk: number
  ended: number
}

export class SimLedger {
  readonly #sim: Simulation
  /** By number: who sent it. */
  readonly sent = new Map<number, SimNode>()
  /** By number: who received it. */
  readonly received = new Map<number, SimNode>()
  /** Called for each message that a process read from a connection. */
  onArrival: (id: number, conn: SimConn) => void = () => undefined
  readonly #wired: boolean
  readonly #arrivals = new Map<number, Arrival[]>()
  readonly #backlogs = new WeakMap<SimConn, Backlog>()
  readonly #limits = new WeakMap<SimNode['runtime'], { readonly mark: number; readonly has: (remote: string) => boolean }>()
  readonly #excused = new Set<number>()
  /** Messages of sockets that closed without waiting: nobody asks these sockets what they lost. */
  readonly #abandoned = new Set<number>()
  readonly #kept: Kept[] = []
  #next = 1

  /** `wired`: messages come over the network only. */
  constructor(sim: Simulation, wired = true) {
    this.#sim = sim
    this.#wired = wired
    sim.network.onArrival = (id, conn) => this.#arrive(id, conn)
  }

  /**
   * `node` receives with this high-water mark, in the application's own order and without a filter: its queues are watched.
   * `has`: its socket still listens to the peer there. What others say is read and thrown away.
   */
  limit(node: SimNode, mark: number, has: (remote: string) => boolean = () => true): void {
    this.#limits.set(node.runtime, { mark, has })
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

  /** Something a hostile peer sent. A message of ours that lost its end would pass for it, and would be missed. */
  isForeign(frames: readonly Buffer[]): boolean {
    return this.#sim.attacked && !isMarked(frames)
  }

  /** `node` received `frames`. Returns the number. */
  receive(node: SimNode, frames: Buffer[], head?: string): number {
    const id = this.read(node, frames, head)
    const before = this.received.get(id)
    if (before !== undefined) this.#sim.fail(`message ${id} came to ${node.name}, and to ${before.name} before`)
    this.received.set(id, node)
    return id
  }

  /** As `receive`, for messages that several may receive. */
  read(node: SimNode, frames: Buffer[], head?: string): number {
    const id = idOf(frames, head)
    const shown = frames.map((frame) => frame.subarray(0, 40).toString('latin1')).join('|')
    if (id === undefined || !this.sent.has(id)) return this.#sim.fail(`${node.name} received what nobody sent: ${shown}`)
    this.#sim.world.log(`${node.name} received ${id}`)
    if (node.runtime.ended) this.#sim.fail(`${node.name} received ${id} after its sockets were closed`)
    if (this.#wired) this.#take(node, id)
    this.#kept.push({ id, head, frames })
    if (this.#kept.length > KEPT) this.#check(this.#kept.shift())
    return id
  }

  /** What it had queued is gone, and what had reached it and was not received. */
  crashed(node: SimNode): void {
    this.gaveUp(node)
    this.deaf(node)
  }

  /** A socket of `node` closed without waiting for what it had queued. */
  gaveUp(node: SimNode): void {
    for (const [id, sender] of this.sent) {
      if (sender !== node) continue
      this.#excused.add(id)
      this.#abandoned.add(id)
    }
  }

  /** A socket of `node` closed with what had reached it. */
  deaf(node: SimNode): void {
    for (const [id, arrivals] of this.#arrivals) {
      if (arrivals.some(({ conn, taken }) => conn.runtime === node.runtime && !taken)) this.#excused.add(id)
    }
  }

  /** Somebody on the way had them, and is gone. */
  excuse(ids: Iterable<number>): void {
    for (const id of ids) this.#excused.add(id)
  }

  /** Messages that a socket counts as lost with a connection, although some may have arrived: its transport still held their batch. */
  get inFlight(): number[] {
    return [...this.#sim.world.inFlight].filter((id) => !this.#abandoned.has(id))
  }

  /** Sent, not received, and no break or crash explains why. */
  get missing(): number[] {
    const { lost } = this.#sim.network
    return [...this.sent.keys()].filter((id) => !this.received.has(id) && !this.#excused.has(id) && !lost.has(id))
  }

  /** Names of the processes it reached. */
  hostsOf(id: number): string[] {
    return (this.#arrivals.get(id) ?? []).map(({ conn }) => hostOf(conn.local))
  }

  check(): void {
    for (const kept of this.#kept) this.#check(kept)
  }

  #check(kept: Kept | undefined): void {
    if (kept === undefined || idOf(kept.frames, kept.head) === kept.id) return
    this.#sim.fail(`message ${kept.id} changed after it was received`)
  }

  #arrive(id: number, conn: SimConn): void {
    // A hostile peer takes what it is given.
    if (hostOf(conn.local) === 'hostile') return void this.#excused.add(id)
    const known = this.#backlogs.get(conn)
    const backlog = known ?? { arrived: 0, taken: 0, last: 0, chunk: 0, ended: 0 }
    if (known === undefined) this.#backlogs.set(conn, backlog)
    this.#checkBacklog(conn, backlog)
    const arrival = { conn, place: ++backlog.arrived, taken: false }
    const others = this.#arrivals.get(id)
    if (others === undefined) this.#arrivals.set(id, [arrival])
    else others.push(arrival)
    this.onArrival(id, conn)
  }

  /** RCVHWM: once the queue is full, a chunk more may be read, and not another one. */
  #checkBacklog(conn: SimConn, backlog: Backlog): void {
    const { reads } = conn
    if (backlog.chunk === reads) {
      backlog.ended++
      return
    }
    const excess = backlog.chunk === reads - 1 ? backlog.ended : 0
    backlog.chunk = reads
    backlog.ended = 1
    const limit = this.#limits.get(conn.runtime)
    // A socket that closes throws away what comes.
    if (limit === undefined || limit.mark === 0 || conn.runtime.closing > 0) return
    const { mark, has } = limit
    const queued = backlog.arrived - backlog.taken - excess
    if (queued > mark + 1 && has(conn.remote)) {
      this.#sim.fail(`${conn.local} reads on with ${queued} messages in its queue and a high-water mark of ${mark}`)
    }
  }

  /** Each arrival is received once at the most, and those of one connection in order. */
  #take(node: SimNode, id: number): void {
    const arrival = this.#arrivals.get(id)?.find(({ conn, taken }) => !taken && conn.runtime === node.runtime)
    if (arrival === undefined) return this.#sim.fail(`${node.name} received message ${id} more often than it came there`)
    const backlog = this.#backlogs.get(arrival.conn) as Backlog
    if (arrival.place <= backlog.last) this.#sim.fail(`message ${id} was overtaken on its way from ${arrival.conn.remote}`)
    arrival.taken = true
    backlog.last = arrival.place
    backlog.taken++
  }
}
