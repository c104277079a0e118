/** REQ and REP in lockstep: each reply is the one of its request, and a request that is tried again is answered in the end. */
import { Reply, Request } from '@tszmq/sockets'
import { SimLedger } from './sim-ledger.ts'
import { survivorOptions } from './sim-options.ts'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const REQUESTS = 15
const TIMEOUT_MS = 2500

export class ReqRepWorkload implements Workload {
  readonly #sim: Simulation
  readonly #ledger: SimLedger
  readonly #options: ReturnType<typeof survivorOptions>
  readonly #servers: number
  /** Requests to be answered yet, by client. */
  readonly #left = new Map<string, number>()

  constructor(sim: Simulation) {
    this.#sim = sim
    this.#ledger = new SimLedger(sim)
    this.#options = survivorOptions(sim.world.random)
    this.#servers = 1 + sim.world.random.below(2)
  }

  start(): void {
    const { random } = this.#sim.world
    for (let i = 0; i < this.#servers; i++) this.#sim.boot(`b${i}`, (node) => this.#serve(node))
    for (let i = 1 + random.below(3); i > 0; i--) {
      const relaxed = random.once(2)
      this.#sim.boot(`c${i}`, (node) => (relaxed ? this.#askAgain(node) : this.#askAnew(node)))
    }
  }

  /** Answers each request with itself, behind the name of the server. */
  async #serve(node: SimNode): Promise<void> {
    const reply = new Reply({ context: node.context, ...this.#options })
    node.sockets.push(reply)
    await reply.bind(`tcp://${node.name}:5555`)
    while (!reply.closed) {
      const request = await reply.receive().catch((error: unknown) => {
        if (!reply.closed) throw error
      })
      if (request === undefined) return
      if (request.length === 1) this.#sim.fail(`${node.name} received a request without its client's name`)
      const client = (request[0] as Buffer).toString()
      this.#ledger.read(node, request, client)
      if (this.#sim.world.random.once(3)) await node.runtime.sleep(this.#sim.world.random.below(100))
      if (!reply.closed) await reply.send([node.name, ...request])
    }
  }

  /** One socket for all requests: RELAXED, so that it may ask again, and CORRELATE, so that late replies are known as such. */
  async #askAgain(node: SimNode): Promise<void> {
    const req = this.#request(node, true)
    this.#begin(node)
    while (this.#more(node)) await this.#ask(node, req)
  }

  /** A strict one, given up with its socket when there is no reply. */
  async #askAnew(node: SimNode): Promise<void> {
    let req = this.#request(node, false)
    this.#begin(node)
    while (this.#more(node)) {
      if (await this.#ask(node, req)) continue
      req.linger = 0
      await req[Symbol.asyncDispose]()
      node.sockets.splice(0)
      req = this.#request(node, false)
    }
  }

  #request(node: SimNode, relaxed: boolean): Request {
    const req = new Request({ context: node.context, relaxed, correlate: relaxed, ...this.#options })
    node.sockets.push(req)
    for (let i = 0; i < this.#servers; i++) req.connect(`tcp://b${i}:5555`)
    return req
  }

  #begin(node: SimNode): void {
    this.#left.set(node.name, REQUESTS)
  }

  #more(node: SimNode): boolean {
    return (this.#left.get(node.name) ?? 0) > 0
  }

  /** Whether there was a reply in time. */
  async #ask(node: SimNode, req: Request): Promise<boolean> {
    const { id, frames } = this.#ledger.message(node, node.name)
    this.#sim.world.log(`${node.name} asks ${id}`)
    try {
      await req.send(frames, { timeout: TIMEOUT_MS })
      const [server, ...body] = await req.receive({ timeout: TIMEOUT_MS })
      if (server === undefined || !/^b\d$/.test(server.toString())) this.#sim.fail(`${node.name} received a reply of nobody`)
      const answered = this.#ledger.receive(node, body, undefined, node.name)
      if (answered !== id) this.#sim.fail(`${node.name} asked ${id} and received the reply to ${answered}`)
      this.#left.set(node.name, (this.#left.get(node.name) as number) - 1)
      return true
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
      if (this.#sim.faults === 0) this.#sim.fail(`${node.name} had no reply to ${id} within ${TIMEOUT_MS} ms without any fault`)
      return false
    }
  }

  crashed(node: SimNode): void {
    this.#left.delete(node.name)
  }

  healed(): void {}

  converged(): boolean {
    return [...this.#left.values()].every((left) => left === 0)
  }

  missing(): string {
    return [...this.#left].map(([name, left]) => `${name} waits for ${left} replies`).join(', ')
  }

  check(): void {}
}
