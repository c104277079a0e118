/**
 * Beacons of a few nodes: each is sent at once and at its interval, never early and never while silent; nobody hears itself, or what
 * nobody said; and once the network is whole, all hear all.
 */
import { Zactor } from '@tszmq/zactor'
import { runBeacon } from '@tszmq/zbeacon/internal'
import type { ZbeaconCommands } from '@tszmq/zbeacon/internal'
import { BeaconEther } from './beacon-ether.ts'
import type { EtherWatcher } from './beacon-ether.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const PORT = 5670

/** No timer is later, unless the loop stands still. */
const LATE_MS = 2
const ROUNDING_MS = 1e-6

export class BeaconWorkload implements Workload {
  readonly #sim: Simulation
  readonly #ether: BeaconEther
  readonly #names: readonly string[]
  /** All that was ever said, with who said it. */
  readonly #said = new Set<string>()
  /** The last beacon of each node, which all others are to hear. */
  readonly #last = new Map<string, string>()
  /** What each node has heard in its last life. */
  readonly #heard = new Map<string, Set<string>>()
  #count = 0
  #quiet = false

  constructor(sim: Simulation) {
    this.#sim = sim
    this.#ether = new BeaconEther(sim)
    this.#names = Array.from({ length: 2 + sim.world.random.below(4) }, (_, i) => `n${i}`)
  }

  start(): void {
    for (const name of this.#names) this.#sim.boot(name, (node) => this.#live(node))
  }

  async #live(node: SimNode): Promise<void> {
    while (!this.#quiet) {
      const life = await this.#begin(node)
      for (let acts = this.#sim.world.random.below(30); acts > 0 && !this.#quiet; acts--) {
        await this.#act(life)
        await node.runtime.sleep(this.#sim.world.random.below(200))
      }
      await this.#sim.end(node, life.actor)
    }
    const life = await this.#begin(node)
    await life.command(['CONFIGURE', PORT])
    await life.command(['SUBSCRIBE', ''])
    this.#heard.set(node.name, life.heard)
    this.#last.set(node.name, await this.#publish(life))
  }

  async #begin(node: SimNode): Promise<BeaconLife> {
    const life = await BeaconLife.begin(this.#sim, node, this.#ether)
    this.#sim.run(node, () => this.#hear(life))
    return life
  }

  async #act(life: BeaconLife): Promise<void> {
    const { random } = this.#sim.world
    switch (random.below(6)) {
      case 0:
        // There may be no network, which the next beacon finds out too.
        return life.command(['CONFIGURE', PORT]).catch(() => undefined)
      case 1:
        return life.command(['SILENCE'])
      case 2:
        return life.command(random.once(3) ? ['UNSUBSCRIBE'] : ['SUBSCRIBE', random.pick(['', 'n', 'n1'])])
      default:
        await this.#publish(life)
    }
  }

  async #publish(life: BeaconLife): Promise<string> {
    const data = `${life.name} says ${this.#count++}`
    this.#said.add(data)
    await life.publish(data, 5 + this.#sim.world.random.below(300))
    return data
  }

  async #hear(life: BeaconLife): Promise<void> {
    for await (const [address, beacon] of life.actor) {
      // The host name that CONFIGURE is answered by.
      if (beacon === undefined) continue
      const data = String(beacon)
      if (!this.#said.has(data) || data.split(' ')[0] !== String(address))
        this.#sim.fail(`${life.name} hears ${data} of ${String(address)}`)
      if (String(address) === life.name) this.#sim.fail(`${life.name} hears itself`)
      life.heard.add(data)
    }
  }

  crashed({ name }: SimNode): void {
    this.#last.delete(name)
    this.#heard.delete(name)
  }

  healed(): void {
    this.#quiet = true
  }

  converged(): boolean {
    return this.missing() === ''
  }

  missing(): string {
    for (const name of this.#names) {
      const heard = this.#heard.get(name)
      if (heard === undefined) return `${name} is not there yet`
      for (const [other, data] of this.#last) if (other !== name && !heard.has(data)) return `${name} has not heard ${data}`
      if (!this.#last.has(name)) return `${name} has said nothing yet`
    }
    return ''
  }

  check(): void {}
}

/** One actor, and what it may send now. */
class BeaconLife implements EtherWatcher {
  readonly name: string
  readonly heard = new Set<string>()
  readonly #sim: Simulation
  readonly #node: SimNode
  #actor: Zactor<ZbeaconCommands> | undefined = undefined
  /** What it says; undefined while it is silent. */
  #beacon: { readonly data: string; readonly interval: number } | undefined = undefined
  /** What it says once the command that is under way is obeyed. */
  #next: string | undefined = undefined
  #commands = 0
  /** When it was sent; undefined: the next may come at any time. */
  #sentAt: number | undefined = undefined

  private constructor(sim: Simulation, node: SimNode) {
    this.#sim = sim
    this.#node = node
    this.name = node.name
  }

  static async begin(sim: Simulation, node: SimNode, ether: BeaconEther): Promise<BeaconLife> {
    const life = new BeaconLife(sim, node)
    const options = { context: node.context }
    const log = { info: () => undefined, warn: () => undefined }
    const actor = await Zactor.start<ZbeaconCommands>(
      (pipe) => runBeacon(pipe, { log }, (_, _port, owner) => ether.open(node, owner, life)),
      undefined,
      options,
    )
    life.#actor = actor
    node.actors.push(actor)
    return life
  }

  get actor(): Zactor<ZbeaconCommands> {
    return this.#actor as Zactor<ZbeaconCommands>
  }

  async command(message: Parameters<Zactor<ZbeaconCommands>['command']>[0]): Promise<void> {
    this.#log(message.map(String).join(' '))
    this.#commands++
    this.#sentAt = undefined
    try {
      await this.actor.command(message)
      if (message[0] === 'SILENCE') this.#beacon = undefined
    } finally {
      this.#commands--
      this.#sentAt = undefined
    }
  }

  async publish(data: string, interval: number): Promise<void> {
    this.#next = data
    await this.command(['PUBLISH', data, interval])
    this.#beacon = { data, interval }
    this.#next = undefined
  }

  changed(): void {
    this.#sentAt = undefined
  }

  sent(bytes: Buffer): void {
    const data = String(bytes)
    const { now } = this.#sim.world
    this.#log(`sends ${data}`)
    if (this.#commands > 0) {
      if (data !== this.#next && data !== this.#beacon?.data) this.#sim.fail(`${this.name} sends ${data}, which it does not say`)
      return
    }
    if (this.#beacon?.data !== data) this.#sim.fail(`${this.name} sends ${data} instead of ${String(this.#beacon?.data)}`)
    const { interval } = this.#beacon
    const waited = this.#sentAt === undefined ? interval : now - this.#sentAt
    if (waited < interval - ROUNDING_MS) this.#sim.fail(`${this.name} sends ${data} ${interval - waited} ms early`)
    const stalled = this.#node.runtime.stalledUntil > (this.#sentAt ?? now)
    if (!stalled && waited > interval + LATE_MS) this.#sim.fail(`${this.name} sends ${data} ${waited - interval} ms late`)
    this.#sentAt = now
  }

  #log(text: string): void {
    this.#sim.world.log(`${this.name} ${text}`)
  }
}
