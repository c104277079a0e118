/**
 * A hostile peer: attacks everybody who listens, with valid traffic that it damages, handshakes that it never ends, messages before
 * a handshake, silence and floods that nobody reads. It is gone when the network is healed. Nobody else may be hurt.
 */
import type { Conn } from '@tszmq/transports'
import { commands, connection, damage, frames } from '@tszmq/fuzzer'
import { Xoshiro128, command, greeting, join, latin1, message, property } from '@tszmq/testkit'
import { markOf } from './sim-marks.ts'
import { SimTransport } from './sim-transport.ts'
import type { SimNode, Simulation } from './simulation.ts'

/** One of those that nobody ever sends: whoever receives it has taken it from somebody without a handshake. */
const FORBIDDEN = 99_999_999

const MOST_CONNS = 6

export class SimHostile {
  readonly #sim: Simulation
  readonly #random: Xoshiro128
  /** The type of socket that those who listen take for a peer. */
  readonly #type: string
  readonly #conns = new Set<Conn>()

  constructor(sim: Simulation, seed: number, type: string) {
    this.#sim = sim
    this.#random = new Xoshiro128(seed ^ 0x4057)
    this.#type = type
  }

  start(): void {
    this.#sim.boot('hostile', (node) => this.#attack(node))
  }

  async #attack(node: SimNode): Promise<void> {
    const transport = new SimTransport(this.#sim.network, node.runtime, node.name)
    // It may do what it likes with its connections.
    node.runtime.closing++
    while (!this.#sim.quiet) {
      await node.runtime.sleep(this.#random.below(250))
      const ports = [...this.#sim.network.ports.keys()]
      if (ports.length === 0 || this.#conns.size >= MOST_CONNS) continue
      this.#sim.run(node, () => this.#meet(transport, node, this.#random.pick(ports)))
    }
    for (const conn of this.#conns) conn.destroy()
  }

  async #meet(transport: SimTransport, node: SimNode, endpoint: string): Promise<void> {
    const { signal } = new AbortController()
    const options = { signal, connectTimeout: 200 } as Parameters<SimTransport['connect']>[1]
    const conn = await transport.connect(endpoint.slice('tcp://'.length), options).catch(() => undefined)
    if (conn === undefined) return
    this.#conns.add(conn)
    conn.start({ data: () => undefined, drain: () => undefined, closed: () => void this.#conns.delete(conn) })
    if (this.#random.once(3)) conn.pause()
    conn.write([this.#opening()])
    for (let i = this.#random.below(6); i > 0 && this.#conns.has(conn) && !this.#sim.quiet; i--) {
      await node.runtime.sleep(this.#random.below(100))
      conn.write([this.#random.once(2) ? frames(this.#random) : commands(this.#random)])
    }
    if (this.#random.once(2)) conn.destroy()
    else if (this.#random.once(2)) conn.end()
    if (this.#sim.quiet) conn.destroy()
  }

  #opening(): Uint8Array {
    const random = this.#random
    const body = Buffer.concat([Buffer.alloc(random.below(300)), markOf(FORBIDDEN)])
    const before = message(latin1('forbidden'), body)
    const ready = command('READY', property('Socket-Type', this.#type))
    switch (random.below(6)) {
      case 0:
        return connection(random)
      case 1:
        return join(greeting(), before)
      case 2:
        return join(greeting().subarray(0, random.below(64)))
      case 3:
        return damage(random, join(greeting({ minor: random.below(2) }), ready))
      default:
        return join(greeting({ minor: random.below(2) }), ready)
    }
  }
}
