/** A network that exists only in memory: who listens where, who is connected, who is cut off, and what breaks when told to. */
import type { Conn } from '@tszmq/transports'
import { RANK } from './event-heap.ts'
import { SimConn } from './sim-conn.ts'
import type { Chunking } from './sim-conn.ts'
import type { SimRuntime } from './sim-runtime.ts'
import { SimWire } from './sim-wire.ts'
import type { LinkProfile } from './sim-wire.ts'
import type { SimWorld } from './sim-world.ts'

export interface NetworkProfile extends LinkProfile {
  readonly chunking: Chunking
}

/** No faults, no waiting: what a loopback does. */
export const LOOPBACK: NetworkProfile = {
  minLatency: 0.01,
  maxLatency: 0.05,
  bandwidth: 1_000_000,
  window: 262_144,
  chunking: (available) => available,
}

/** Somebody listens. */
export interface SimPort {
  readonly endpoint: string
  readonly runtime: SimRuntime
  readonly accept: (conn: Conn) => void
}

export const hostOf = (endpoint: string): string => endpoint.slice('tcp://'.length, endpoint.lastIndexOf(':'))

export class SimNetwork {
  readonly world: SimWorld
  readonly ports = new Map<string, SimPort>()
  /** Every end there is; in the order they were made. */
  readonly conns = new Set<SimConn>()
  /** Marks that one end wrote and the other never read, of connections that are gone. */
  readonly lost = new Set<number>()
  /** Called for each marked message that a process read to its end, with the end it was read at. */
  onArrival: (id: number, conn: SimConn) => void = () => undefined
  /** Called with what no program may do to a connection. */
  wrong: (what: string) => void = () => undefined
  /** The least silence, in milliseconds, for which a peer may be taken for dead; 0 asks for none. */
  patience = 0
  readonly #profile: NetworkProfile
  readonly #cuts = new Set<string>()
  readonly #refusing = new Set<string>()
  #lastPort = 49_152

  constructor(world: SimWorld, profile: NetworkProfile = LOOPBACK) {
    this.world = world
    this.#profile = profile
  }

  freePort(): number {
    return this.#lastPort++
  }

  latency(): number {
    return this.world.between(this.#profile.minLatency, this.#profile.maxLatency)
  }

  /** Both ends of a new connection; the listener has its end after a latency. */
  join(runtime: SimRuntime, local: string, port: SimPort): SimConn {
    const near = this.#end(runtime, local, port.endpoint)
    const far = this.#end(port.runtime, port.endpoint, local)
    near.peer = far
    far.peer = near
    near.outgoing = far.incoming = this.#wire(near, far)
    near.incoming = far.outgoing = this.#wire(far, near)
    this.world.log(`connected ${local} to ${port.endpoint}`)
    this.world.at(this.world.now, RANK.io, port.runtime, () => {
      if (this.ports.get(port.endpoint) === port) return port.accept(far)
      far.start({ data: () => undefined, drain: () => undefined, closed: () => undefined })
      far.destroy()
    })
    return near
  }

  // ---- faults

  cut(a: string, b: string): boolean {
    return this.#cuts.has(`${a} ${b}`)
  }

  /** From `a` to `b` nothing passes until `heal`. */
  partition(a: string, b: string): void {
    this.world.log(`partition ${a} ${b}`)
    this.#cuts.add(`${a} ${b}`)
  }

  /** Nobody gets a new connection to `host` for now. */
  refuse(host: string, refusing: boolean): void {
    this.world.log(`${host} ${refusing ? 'refuses' : 'accepts'}`)
    if (refusing) this.#refusing.add(host)
    else this.#refusing.delete(host)
  }

  refuses(host: string): boolean {
    return this.#refusing.has(host)
  }

  /** All that was cut or stuck goes on. */
  heal(): void {
    this.world.log('heal')
    this.#cuts.clear()
    this.#refusing.clear()
    for (const conn of [...this.conns]) {
      conn.outgoing.healed()
      conn.stick(false)
    }
  }

  reset(conn: SimConn): void {
    this.world.log(`reset ${conn.local} ${conn.remote}`)
    conn.outgoing.break('rst')
    conn.incoming.break('rst')
  }

  /** An orderly end both ways, by somebody in between. */
  finish(conn: SimConn): void {
    this.world.log(`fin ${conn.local} ${conn.remote}`)
    conn.outgoing.finish('fin')
    conn.incoming.finish('fin')
  }

  /** An orderly end of what this end reads; the other direction goes on. */
  finishOneWay(conn: SimConn): void {
    this.world.log(`half fin ${conn.local} ${conn.remote}`)
    conn.incoming.finish('fin')
  }

  /** Nothing of what this end writes arrives any more, and nobody is told. */
  swallowOneWay(conn: SimConn): void {
    this.world.log(`half black hole ${conn.local} ${conn.remote}`)
    conn.outgoing.blackHole = true
  }

  /** Half-open for ever: nothing passes, nobody is told. */
  swallow(conn: SimConn): void {
    this.world.log(`black hole ${conn.local} ${conn.remote}`)
    conn.outgoing.blackHole = conn.incoming.blackHole = true
  }

  /** The process is gone. Its peers are told by resets, or with `silently` not at all. */
  crash(runtime: SimRuntime, silently: boolean): void {
    runtime.kill()
    for (const [endpoint, port] of [...this.ports]) if (port.runtime === runtime) this.ports.delete(endpoint)
    for (const conn of [...this.conns]) {
      if (conn.runtime !== runtime) continue
      if (silently) this.swallow(conn)
      else this.reset(conn)
      this.#forget(conn)
    }
  }

  #end(runtime: SimRuntime, local: string, remote: string): SimConn {
    const conn = new SimConn(runtime, { local, remote }, this.#profile.chunking, {
      patience: this.patience,
      gone: () => this.#forget(conn),
      wrong: (what) => this.wrong(what),
    })
    this.conns.add(conn)
    return conn
  }

  #wire(from: SimConn, to: SimConn): SimWire {
    const wire = new SimWire(this.world, this.#profile, {
      sender: from.runtime,
      arrived: () => to.arrived(),
      taken: () => from.taken(),
      cut: () => this.#cuts.size > 0 && this.cut(hostOf(from.local), hostOf(to.local)),
    })
    wire.marks.onRead = (id) => this.onArrival(id, to)
    return wire
  }

  #forget(conn: SimConn): void {
    if (!this.conns.delete(conn)) return
    this.world.log(`gone ${conn.local} ${conn.remote}`)
    for (const id of conn.incoming.marks.pending) this.lost.add(id)
    // Until the far end is gone too, what we wrote may still be read there, if it comes there.
    if (this.conns.has(conn.peer) && !conn.outgoing.blackHole) return
    for (const id of conn.outgoing.marks.pending) this.lost.add(id)
  }
}
