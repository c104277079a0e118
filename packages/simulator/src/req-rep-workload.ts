/**
 * REQ and REP in lockstep, directly or through a queue in between: each reply is the one of its request, envelopes come back as
 * they were, and a request that is tried again is answered in the end.
 */
import { Dealer, Proxy, Reply, Request, Router } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const REQUESTS = 15
/** Patience for a reply once all is healed. */
const TIMEOUT_MS = 2500

interface Kind {
  readonly relaxed: boolean
  readonly correlate: boolean
}

export class ReqRepWorkload implements Workload {
  readonly attackedType = 'REQ'
  readonly versions = ['3.0', '2.0', '1.0'] as const
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #options: ReturnType<typeof survivorOptions>
  readonly #servers: number
  /** Requests go through a ROUTER and a DEALER. */
  readonly #queued: boolean
  /** Milliseconds a client waits while there is chaos: the shorter, the more replies are late. */
  readonly #timeout: number
  /** Requests to be answered yet, by client. */
  readonly #left = new Map<string, number>()
  #quiet = false

  constructor(sim: Simulation) {
    const { random } = sim.world
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#options = survivorOptions(sim)
    this.#servers = 1 + random.below(2)
    this.#queued = random.once(4)
    this.#timeout = random.pick([80, 400, TIMEOUT_MS])
  }

  start(): void {
    const { random } = this.#sim.world
    for (let i = 0; i < this.#servers; i++) this.#sim.boot(`b${i}`, (node) => this.#serve(node))
    if (this.#queued) this.#sim.boot('p0', (node) => this.#queue(node))
    for (let i = 1 + random.below(3); i > 0; i--) {
      if (random.once(5)) this.#sim.boot(`c${i}`, (node) => this.#askInEnvelope(node))
      else {
        const kind: Kind = { relaxed: random.once(2), correlate: random.once(2) }
        this.#sim.boot(`c${i}`, (node) => (kind.relaxed ? this.#askAgain(node, kind) : this.#askAnew(node, kind)))
      }
    }
  }

  /** Answers each request with itself, behind the name of the server. */
  async #serve(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const reply = new Reply({ context: node.context, ...this.#options })
    node.sockets.push(reply)
    await reply.bind(`tcp://${node.name}:5555`)
    while (!reply.closed) {
      const request = await reply.receive().catch((error: unknown) => {
        if (!reply.closed) throw error
      })
      if (request === undefined) return
      if (this.#ledger.isForeign(request)) {
        await reply.send('what?')
        continue
      }
      if (request.length === 1) this.#sim.fail(`${node.name} received a request without its client's name`)
      const client = (request[0] as Buffer).toString()
      this.#ledger.read(node, request, client)
      if (random.once(4)) this.#mustRefuse(node, () => reply.tryReceive())
      if (random.once(3)) await node.runtime.sleep(random.below(150))
      if (reply.closed) return
      await reply.send([node.name, ...request])
      if (random.once(4)) this.#mustRefuse(node, () => reply.trySend('out of turn'))
    }
  }

  async #queue(node: SimNode): Promise<void> {
    const front = new Router({ context: node.context, ...this.#options })
    const back = new Dealer({ context: node.context, ...this.#options })
    node.sockets.push(front, back)
    await front.bind(`tcp://${node.name}:5555`)
    for (let i = 0; i < this.#servers; i++) this.#sim.connect(node, back, `tcp://b${i}:5555`)
    await new Proxy(front, back).run().catch((error: unknown) => {
      if (!front.closed) throw error
    })
  }

  /** One socket for all requests. */
  async #askAgain(node: SimNode, kind: Kind): Promise<void> {
    const req = this.#request(node, kind)
    this.#begin(node)
    while (this.#more(node)) await this.#ask(node, req, kind)
  }

  /** A strict one, given up with its socket when there is no reply. */
  async #askAnew(node: SimNode, kind: Kind): Promise<void> {
    let req = this.#request(node, kind)
    this.#begin(node)
    while (this.#more(node)) {
      if (await this.#ask(node, req, kind)) continue
      req.linger = 0
      await this.#sim.close(node, req)
      req = this.#request(node, kind)
    }
  }

  #request(node: SimNode, kind: Kind): Request {
    const req = new Request({ context: node.context, ...kind, ...this.#options })
    node.sockets.push(req)
    for (const endpoint of this.#endpoints) this.#sim.connect(node, req, endpoint)
    return req
  }

  get #endpoints(): string[] {
    return this.#queued ? ['tcp://p0:5555'] : Array.from({ length: this.#servers }, (_, i) => `tcp://b${i}:5555`)
  }

  #begin(node: SimNode): void {
    this.#left.set(node.name, REQUESTS)
  }

  #more(node: SimNode): boolean {
    return (this.#left.get(node.name) ?? 0) > 0
  }

  #answered(node: SimNode): void {
    this.#left.set(node.name, (this.#left.get(node.name) as number) - 1)
  }

  /** Whether there was a reply in time. */
  async #ask(node: SimNode, req: Request, { relaxed, correlate }: Kind): Promise<boolean> {
    const { random } = this.#sim.world
    const timeout = this.#quiet ? TIMEOUT_MS : this.#timeout
    const { id, frames } = this.#ledger.message(node, node.name)
    this.#sim.world.log(`${node.name} asks ${id}`)
    try {
      await req.send(frames, { timeout })
      if (!relaxed && random.once(4)) this.#mustRefuse(node, () => req.trySend('out of turn'))
      const [server, ...body] = await req.receive({ timeout })
      if (random.once(4)) this.#mustRefuse(node, () => req.tryReceive())
      const answered = this.#ledger.receive(node, body, node.name)
      const sure = correlate || !relaxed
      if (sure && answered !== id) this.#sim.fail(`${node.name} asked ${id} and received the reply to ${answered}`)
      if (!sure) this.#checkPeer(node, id, server)
      this.#answered(node)
      return true
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
      if (this.#sim.faults.length === 0 && timeout === TIMEOUT_MS) {
        this.#sim.fail(`${node.name} had no reply to ${id} within ${TIMEOUT_MS} ms without any fault`)
      }
      return false
    }
  }

  /** RELAXED alone takes a late reply for the one it waits for, but only from the peer it asked. */
  #checkPeer(node: SimNode, id: number, server: Buffer | undefined): void {
    const asked = this.#ledger.hostsOf(id).filter((host) => host.startsWith('b'))
    if (this.#queued || server === undefined || asked.length === 0 || asked.includes(server.toString())) return
    this.#sim.fail(`${node.name} asked ${asked.join(', ')} and took a reply of ${server.toString()}`)
  }

  /** RFC 28: envelopes of any depth come back as they were. */
  async #askInEnvelope(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const dealer = new Dealer({ context: node.context, ...this.#options })
    node.sockets.push(dealer)
    for (const endpoint of this.#endpoints) this.#sim.connect(node, dealer, endpoint)
    this.#begin(node)
    while (this.#more(node)) {
      const { id, frames } = this.#ledger.message(node, node.name)
      const envelope = Array.from({ length: random.below(4) }, (_, i) => `${i} of ${id}`)
      await dealer.send([...envelope, '', ...frames])
      const timeout = this.#quiet ? TIMEOUT_MS : this.#timeout
      const reply = await dealer.receive({ timeout }).catch((error: unknown) => {
        if ((error as { code?: string }).code !== 'EAGAIN') throw error
      })
      if (reply === undefined) continue
      const end = reply.findIndex((frame) => frame.length === 0)
      const answered = this.#ledger.receive(node, reply.slice(end + 2), node.name)
      const wrong = reply.slice(0, end).some((frame, i) => frame.toString() !== `${i} of ${answered}`)
      if (end < 0 || wrong || (answered === id && end !== envelope.length)) {
        this.#sim.fail(`${node.name} received ${answered} back in another envelope: ${reply.slice(0, end + 1).join('|')}`)
      }
      this.#answered(node)
    }
  }

  /** RFC 28: EFSM out of turn. */
  #mustRefuse(node: SimNode, act: () => unknown): void {
    try {
      act()
    } catch (error) {
      if ((error as { code?: string }).code === 'EFSM') return
      throw error
    }
    this.#sim.fail(`${node.name} was not refused out of turn`)
  }

  crashed(node: SimNode): void {
    this.#left.delete(node.name)
  }

  healed(): void {
    this.#quiet = true
  }

  converged(): boolean {
    return [...this.#left.values()].every((left) => left === 0)
  }

  missing(): string {
    return [...this.#left].map(([name, left]) => `${name} waits for ${left} replies`).join(', ')
  }

  check(): void {
    this.#ledger.check()
  }
}
