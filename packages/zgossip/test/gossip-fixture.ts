/** Nodes, raw clients and raw servers for tests, with a manual clock. All are closed at the end. */
import { Context, Dealer, Router } from '@tszmq/sockets'
import type { SocketOptions } from '@tszmq/sockets'
import { ManualRuntime } from '@tszmq/testkit'
import { decodeGossip, encodeGossip } from '../src/gossip-message.ts'
import type { GossipMessage } from '../src/gossip-message.ts'
import { Zgossip } from '../src/index.ts'
import type { ZgossipOptions } from '../src/index.ts'

export const HELLO: GossipMessage = { id: 'HELLO' }
export const PING: GossipMessage = { id: 'PING' }
export const PONG: GossipMessage = { id: 'PONG' }
export const INVALID: GossipMessage = { id: 'INVALID' }

export function publish(key: string, value: string, ttl = 0): GossipMessage {
  return { id: 'PUBLISH', key, value, ttl }
}

export class GossipFixture {
  readonly runtime = new ManualRuntime()
  readonly context = new Context({ runtime: this.runtime })
  readonly #all: { [Symbol.asyncDispose](): Promise<void> }[] = []

  async node(options: ZgossipOptions = {}): Promise<Zgossip> {
    const node = await Zgossip.start({ context: this.context, ...options })
    this.#all.push(node)
    return node
  }

  /** One that others can connect to. */
  async hub(options: ZgossipOptions = {}): Promise<{ hub: Zgossip; endpoint: string }> {
    const hub = await this.node(options)
    return { hub, endpoint: `tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}` }
  }

  /** As CZMQ's nodes are, which know no stamps. */
  client(endpoint: string, options: SocketOptions<Dealer> = {}): PlainClient {
    const client = new PlainClient(new Dealer({ context: this.context, linger: 0, ...options }), endpoint)
    this.#all.push(client)
    return client
  }

  async server(): Promise<PlainServer> {
    const router = new Router({ context: this.context, linger: 0 })
    const server = new PlainServer(router, await router.bind('tcp://127.0.0.1:*'))
    this.#all.push(server)
    return server
  }

  /** Moves the clock on, a little each turn of the event loop, until `what` has come. */
  async passing<T>(what: Promise<T>): Promise<T> {
    let over = false
    const end = (): void => void (over = true)
    what.then(end, end)
    while (!over) {
      this.runtime.advance(10)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return what
  }

  /** Moves the clock on by `ms` in so small steps that what is sent meanwhile arrives. */
  async pass(ms: number): Promise<void> {
    for (const end = this.runtime.now() + ms; this.runtime.now() < end;) {
      this.runtime.advance(10)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async end(): Promise<void> {
    for (const each of this.#all.splice(0)) await each[Symbol.asyncDispose]()
  }
}

export class PlainClient {
  readonly dealer: Dealer

  constructor(dealer: Dealer, endpoint: string) {
    this.dealer = dealer
    dealer.connect(endpoint)
  }

  async say(...messages: (GossipMessage | Buffer | Buffer[])[]): Promise<void> {
    for (const message of messages)
      await this.dealer.send(Array.isArray(message) || Buffer.isBuffer(message) ? message : encodeGossip(message))
  }

  async next(): Promise<GossipMessage> {
    return decodeGossip(await this.dealer.receive())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dealer[Symbol.asyncDispose]()
  }
}

export class PlainServer {
  readonly router: Router
  readonly endpoint: string

  constructor(router: Router, endpoint: string) {
    this.router = router
    this.endpoint = endpoint
  }

  /** The next message of anybody, and who it is. */
  async next(): Promise<{ from: Buffer; message: GossipMessage }> {
    const [from, ...frames] = await this.router.receive()
    return { from: from!, message: decodeGossip(frames) }
  }

  async say(to: Buffer, ...messages: GossipMessage[]): Promise<void> {
    for (const message of messages) await this.router.send([to, encodeGossip(message)])
  }

  /** Takes a client as CZMQ does, which has sent HELLO and PING, and had `before`. */
  async welcome(...before: GossipMessage[]): Promise<Buffer> {
    const { from, message } = await this.next()
    expect([message, (await this.next()).message]).toEqual([HELLO, PING])
    await this.say(from, ...before, PONG)
    return from
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.router[Symbol.asyncDispose]()
  }
}

/** Reads the next `count` tuples of a node. */
export async function tuples(node: Zgossip, count: number): Promise<Record<string, string | undefined>> {
  const all: Record<string, string | undefined> = {}
  for await (const { key, value } of node) {
    all[key] = value
    if (--count === 0) break
  }
  return all
}

/** The code of the error with which a promise rejects. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}
