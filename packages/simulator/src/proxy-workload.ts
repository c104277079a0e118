/**
 * Proxies that are paused, resumed and ended at random. In process every message is accounted for: once, whole, in order of its sender,
 * and nothing moves in a pause. Over the network whatever is lost has a fault, a drop that was counted or an end of its proxy behind it.
 */
import { Dealer, Pair, Proxy, Pull, Push, Reply, Request, Router } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { Steering } from '@tszmq/zproxy'
import { SimLedger } from './sim-ledger.ts'
import { MARKS, survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const ROUNDS = 6
const FRONT = 5555
const BACK = 5556

/** Told what to do by its methods, or by a control socket. */
interface Wheel {
  pause(): Promise<void> | void
  resume(): Promise<void> | void
  terminate(): Promise<void> | void
}

export class ProxyWorkload implements Workload {
  readonly #sim: Simulation
  readonly #wired: boolean
  readonly #ledger: SimLedger
  readonly #options: ReturnType<typeof survivorOptions>
  /** In process: rounds to come, by node, and what the present one waits for. */
  readonly #left = new Map<string, number>()
  readonly #waits = new Map<string, () => string>()
  readonly #asides = new WeakMap<SimNode, Promise<void>[]>()
  /** Over the network: what the present proxy took, and who sends still. */
  readonly #taken = new Set<number>()
  readonly #busy = new Set<string>()
  /** Proxies of nodes that live, each with what it may lose at its end. */
  readonly #backs = new Set<Push>()
  #unsent = 0

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    this.#wired = random.once(2)
    this.#ledger = new SimLedger(sim, this.#wired)
    this.#options = survivorOptions(sim)
  }

  start(): void {
    const { random } = this.#sim.world
    if (!this.#wired) {
      for (let i = 0; i < 2; i++) this.#sim.boot(`n${i}`, (node) => this.#live(node))
      return
    }
    this.#sim.boot('proxy', (node) => this.#forward(node))
    for (let i = 1 + random.below(3); i > 0; i--) this.#sim.boot(`push${i}`, (node) => this.#push(node))
    for (let i = 1 + random.below(2); i > 0; i--) this.#sim.boot(`pull${i}`, (node) => this.#pull(node))
  }

  // ---- in process

  async #live(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    for (let left = ROUNDS; left > 0; left--) {
      this.#left.set(node.name, left)
      await random.pick([this.#stream, this.#queue]).call(this, node, `inproc://round-${left}`)
      while (node.sockets.length > 0) await this.#sim.close(node, random.pick(node.sockets))
      await Promise.all(this.#asides.get(node)?.splice(0) ?? [])
      const { timers, holds } = node.runtime
      if (timers + holds > 0) this.#sim.fail(`a proxy and its peers are closed, and there is left ${JSON.stringify({ timers, holds })}`)
      await node.runtime.sleep(random.below(50))
    }
    this.#left.set(node.name, 0)
  }

  /** PULL and PUSH. */
  async #stream(node: SimNode, endpoint: string): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    const mark = (): number => random.pick(MARKS)
    const proxy = new Proxy(
      new Pull({ context, receiveHighWaterMark: mark() }),
      new Push({ context, sendHighWaterMark: mark() }),
      random.once(4) ? new Push({ context }) : undefined,
      random.once(3) ? { hook: (message) => [...message] } : {},
    )
    const pushes = Array.from({ length: 1 + random.below(3) }, () => new Push({ context, sendHighWaterMark: mark() }))
    const pulls = Array.from({ length: 1 + random.below(2) }, () => new Pull({ context, receiveHighWaterMark: mark() }))
    const running = await this.#join(node, endpoint, proxy, pushes, pulls)
    // Some more than a burst.
    const count = random.once(6) ? 1500 : random.below(80)
    const early = random.once(3)
    /** By number: who sent it. */
    const sender = new Map<number, Push>()
    let sending = pushes.length
    for (const push of pushes) {
      this.#aside(node, async () => {
        for (let i = 0; i < count && !push.closed; i++) {
          const { id, frames } = this.#ledger.message(node)
          sender.set(id, push)
          await push.send(frames).catch(() => sender.delete(id))
          if (random.once(count > 1000 ? 1000 : 10)) await node.runtime.sleep(random.below(5))
        }
        sending--
      })
    }
    let received = 0
    const last = new Map<string, number>()
    const take = (pull: Pull, frames: Buffer[]): void => {
      const id = this.#ledger.receive(node, frames)
      const way = `${pushes.indexOf(sender.get(id) as Push)} to ${pulls.indexOf(pull)}`
      if (id < (last.get(way) ?? 0)) this.#sim.fail(`message ${id} came after message ${last.get(way)} from PUSH ${way}`)
      last.set(way, id)
      received++
    }
    for (const pull of pulls) {
      this.#aside(node, async () => {
        for await (const frames of pull) {
          take(pull, frames)
          if (random.once(count > 1000 ? 500 : 8)) await node.runtime.sleep(random.below(10))
        }
      })
    }
    this.#waits.set(node.name, () => `${received} of ${sender.size} messages came through the proxy`)
    await this.#steer(node, endpoint, proxy, running, () => !early && (sending > 0 || received < sender.size))
    await this.#until(node, () => received === proxy.statistics().backEnd.sent.messages)
    await node.runtime.sleep(1)
    const { frontEnd, backEnd } = proxy.statistics()
    if (frontEnd.received.messages !== backEnd.sent.messages) {
      this.#sim.fail(`a proxy took ${frontEnd.received.messages} messages and passed on ${backEnd.sent.messages}`)
    }
    if (received !== backEnd.sent.messages) this.#sim.fail(`a proxy passed on ${backEnd.sent.messages} messages, and ${received} came`)
    if (early) for (const id of sender.keys()) if (!this.#ledger.received.has(id)) this.#ledger.withdraw(id)
  }

  /** ROUTER and DEALER: every question is answered once, to who asked. */
  async #queue(node: SimNode, endpoint: string): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    const mark = (): number => random.pick(MARKS)
    const marks = (): object => ({ sendHighWaterMark: mark(), receiveHighWaterMark: mark() })
    // What a ROUTER has no room for it drops unless it is mandatory.
    const proxy = new Proxy(new Router({ context, mandatory: true, ...marks() }), new Dealer({ context, ...marks() }))
    const clients = Array.from({ length: 1 + random.below(3) }, () => new Dealer({ context, ...marks() }))
    const workers = Array.from({ length: 1 + random.below(3) }, () => new Dealer({ context, ...marks() }))
    const running = await this.#join(node, endpoint, proxy, clients, workers)
    const count = random.below(40)
    const early = random.once(3)
    const asked = new Map<number, Dealer>()
    let asking = clients.length
    let answered = 0
    for (const client of clients) {
      this.#aside(node, async () => {
        for (let i = 0; i < count && !client.closed; i++) {
          const { id, frames } = this.#ledger.message(node)
          asked.set(id, client)
          await client.send(frames).catch(() => asked.delete(id))
          if (random.once(6)) await node.runtime.sleep(random.below(5))
        }
        asking--
      })
      this.#aside(node, async () => {
        for await (const frames of client) {
          const id = this.#ledger.receive(node, frames)
          if (asked.get(id) !== client) this.#sim.fail(`an answer to question ${id} came to who did not ask`)
          answered++
          if (random.once(8)) await node.runtime.sleep(random.below(10))
        }
      })
    }
    for (const worker of workers) {
      this.#aside(node, async () => {
        for await (const question of worker) {
          if (random.once(8)) await node.runtime.sleep(random.below(10))
          await worker.send(question).catch(() => undefined)
        }
      })
    }
    this.#waits.set(node.name, () => `${answered} of ${asked.size} questions were answered through the proxy`)
    await this.#steer(node, endpoint, proxy, running, () => !early && (asking > 0 || answered < asked.size))
    await this.#until(node, () => answered === proxy.statistics().frontEnd.sent.messages)
    if (early) for (const id of asked.keys()) if (!this.#ledger.received.has(id)) this.#ledger.withdraw(id)
  }

  /** Binds the proxy, connects the others before or after, and runs it. Resolves to how it ends. */
  async #join(node: SimNode, endpoint: string, proxy: Proxy, ins: readonly Socket[], outs: readonly Socket[]): Promise<{ ended: boolean }> {
    const { random } = this.#sim.world
    const { frontEnd, backEnd, capture } = proxy
    node.sockets.push(frontEnd, backEnd, ...(capture === undefined ? [] : [capture]), ...ins, ...outs)
    const late: (() => void)[] = []
    for (const [sockets, end] of [
      [ins, 'front'],
      [outs, 'back'],
    ] as const) {
      for (const socket of sockets) {
        const connect = (): void => socket.connect(`${endpoint}-${end}`)
        if (random.once(2)) late.push(connect)
        else connect()
      }
    }
    await frontEnd.bind(`${endpoint}-front`)
    await backEnd.bind(`${endpoint}-back`)
    capture?.connect(`${endpoint}-capture`)
    const running = { ended: false }
    if (random.once(4)) proxy.pause()
    this.#aside(node, async () => {
      await proxy.run()
      running.ended = true
      for (const end of [frontEnd, backEnd, capture]) if (end?.closed === false) this.#sim.fail('a proxy ended and left a socket open')
    })
    for (const connect of late) {
      if (random.once(2)) await node.runtime.sleep(random.below(10))
      connect()
    }
    return running
  }

  /** Pauses and resumes as long as `more`, then ends it. */
  async #steer(node: SimNode, endpoint: string, proxy: Proxy, running: { readonly ended: boolean }, more: () => boolean): Promise<void> {
    const { random } = this.#sim.world
    const wheel = random.once(2) ? proxy : await this.#control(node, endpoint, proxy)
    await wheel.resume()
    for (let rounds = random.below(6); rounds > 0 || more(); rounds--) {
      await node.runtime.sleep(random.below(25))
      await wheel.pause()
      const before = JSON.stringify(proxy.statistics())
      if (random.once(2)) await wheel.pause()
      await node.runtime.sleep(random.below(25))
      const after = JSON.stringify(proxy.statistics())
      if (before !== after) this.#sim.fail(`a proxy that was paused went on from ${before} to ${after}`)
      // One that is ended in a pause holds what it has not taken, no more.
      if (!more() && random.once(3)) break
      await wheel.resume()
    }
    this.#sim.world.log(`${node.name} ends a proxy`)
    await wheel.terminate()
    await this.#until(node, () => running.ended)
  }

  /** The same by a control socket of either type. */
  async #control(node: SimNode, endpoint: string, proxy: Proxy): Promise<Wheel> {
    const { context } = node
    const rep = this.#sim.world.random.once(2)
    const control = rep ? new Reply({ context }) : new Pair({ context })
    const client = rep ? new Request({ context }) : new Pair({ context })
    node.sockets.push(control, client)
    client.connect(await new Steering(proxy, control).bind(`${endpoint}-control`))
    const say = async (command: string): Promise<void> => {
      await client.send(command)
      if (rep) await client.receive()
      // A PAIR says nothing: what it is asked next it does next.
      if (rep || command === 'TERMINATE') return
      await client.send('STATISTICS')
      const { length } = await client.receive()
      if (length !== 8) this.#sim.fail(`STATISTICS was answered by ${length} frames`)
    }
    return { pause: () => say('PAUSE'), resume: () => say('RESUME'), terminate: () => say('TERMINATE') }
  }

  /** What `node` does beside its program, until the end of the round. */
  #aside(node: SimNode, what: () => Promise<void>): void {
    const asides = this.#asides.get(node) ?? []
    this.#asides.set(node, asides)
    asides.push(new Promise((resolve) => this.#sim.run(node, () => what().finally(resolve))))
  }

  async #until(node: SimNode, done: () => boolean): Promise<void> {
    while (!done()) await node.runtime.sleep(1)
  }

  // ---- over the network

  /** One proxy after the other at the same endpoints; the one there is when all faults are over stays. */
  async #forward(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const { context } = node
    for (let more = random.below(4); ; more--) {
      const receiveHighWaterMark = random.pick(MARKS)
      const front = new Pull({ context, receiveHighWaterMark, ...this.#options })
      const back = new Push({ context, sendHighWaterMark: random.pick(MARKS), ...this.#options })
      node.sockets.push(front, back)
      this.#ledger.limit(node, receiveHighWaterMark)
      this.#backs.add(back)
      const hook = (message: Buffer[]): Buffer[] => {
        this.#taken.add(this.#ledger.read(node, message))
        return message
      }
      const proxy = new Proxy(front, back, undefined, { hook })
      await front.bind(`tcp://${node.name}:${FRONT}`)
      await back.bind(`tcp://${node.name}:${BACK}`)
      const running = proxy.run()
      running.catch(() => undefined)
      const end = this.#sim.world.now + random.below(2_000)
      while (!this.#sim.quiet && (more <= 0 || this.#sim.world.now < end)) {
        proxy.pause()
        const before = JSON.stringify(proxy.statistics())
        await node.runtime.sleep(random.below(60))
        if (before !== JSON.stringify(proxy.statistics())) this.#sim.fail(`a proxy that was paused went on from ${before}`)
        proxy.resume()
        await node.runtime.sleep(random.below(200))
      }
      if (more <= 0 || this.#sim.quiet) return
      // It closes its sockets by itself.
      node.runtime.closing++
      proxy.terminate()
      await running
      const { frontEnd, backEnd } = proxy.statistics()
      this.#unsent += frontEnd.received.messages - backEnd.sent.messages
      await this.#sim.close(node, front)
      await this.#sim.close(node, back)
      node.runtime.closing--
      this.#ledger.deaf(node)
    }
  }

  async #push(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const push = new Push({ context: node.context, sendHighWaterMark: random.pick(MARKS), ...this.#options })
    node.sockets.push(push)
    this.#busy.add(node.name)
    this.#sim.connect(node, push, `tcp://proxy:${FRONT}`)
    for (let i = 10 + random.below(80); i > 0; i--) {
      await push.send(this.#ledger.message(node).frames)
      if (random.once(3)) await node.runtime.sleep(random.below(80))
    }
    this.#busy.delete(node.name)
  }

  async #pull(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const pull = new Pull({ context: node.context, receiveHighWaterMark: random.pick(MARKS), ...this.#options })
    node.sockets.push(pull)
    this.#sim.connect(node, pull, `tcp://proxy:${BACK}`)
    for await (const frames of pull) {
      this.#ledger.receive(node, frames)
      if (random.once(6)) await node.runtime.sleep(random.below(50))
    }
  }

  // ---- what must be

  crashed(node: SimNode): void {
    this.#ledger.crashed(node)
    this.#left.delete(node.name)
    this.#waits.delete(node.name)
    this.#busy.delete(node.name)
    if (node.name !== 'proxy') return
    // What it had taken and not handed on is gone with it.
    this.#ledger.excuse(this.#taken)
    for (const back of this.#backs) if (back.context === node.context) this.#backs.delete(back)
  }

  healed(): void {}

  converged(): boolean {
    if (this.#wired) return this.#busy.size === 0 && this.#ledger.missing.length <= this.#mayMiss
    return [...this.#left.values()].every((left) => left === 0) && this.#ledger.missing.length === 0
  }

  missing(): string {
    const { missing } = this.#ledger
    const rounds = [...this.#left].map(([name, left]) => `${name} has ${left} rounds to go: ${this.#waits.get(name)?.() ?? ''}`)
    const busy = [...this.#busy].map((name) => `${name} sends still`)
    return [...rounds, ...busy, `${missing.length} messages missing (${this.#mayMiss} may be): ${missing.slice(0, 20).join(', ')}`].join(
      '; ',
    )
  }

  check(): void {
    this.#ledger.check()
    if (this.#ledger.missing.length > this.#mayMiss) this.#sim.fail(this.missing())
  }

  /** A bound PUSH loses its queue with the connection, and counts it. */
  get #mayMiss(): number {
    return [...this.#backs].reduce((sum, back) => sum + back.drops.lost, this.#unsent)
  }
}
