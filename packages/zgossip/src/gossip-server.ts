/**
 * The server of a node: a ROUTER whose clients said HELLO, each a link. It answers INVALID to whoever did not, or says what no client
 * says, and forgets them.
 */
import { Router } from '@tszmq/sockets'
import type { Pipe, SocketOptions } from '@tszmq/sockets/internal'
import { decodeGossip, encodeGossip } from './gossip-message.ts'
import type { GossipMessage } from './gossip-message.ts'
import type { GossipNode } from './gossip-node.ts'
import { Link, TTL_PROPERTY } from './link.ts'
import type { Log } from './log.ts'
import { Reading } from './reading.ts'

interface Client {
  readonly link: Link
  heard: number
  /** It has sent PING, and is expected to go on. CZMQ's own clients never do. */
  pings: boolean
}

const PONG = encodeGossip({ id: 'PONG' })
const INVALID = encodeGossip({ id: 'INVALID' })

export class GossipServer {
  /** Milliseconds that a client may be silent; `strict`: also one that never sent PING. */
  timeout = { ms: 1000, strict: false }
  readonly #node: GossipNode
  readonly #router: Router
  readonly #log: Log
  readonly #clients = new Map<Pipe, Client>()
  readonly #behind = new Set<Link>()
  readonly #reading: Reading

  constructor(node: GossipNode, options: SocketOptions<Router>, log: Log) {
    this.#node = node
    this.#log = log
    this.#router = new Router({ ...options, mandatory: true, linger: 0 })
    this.#reading = new Reading(this.#router, (message, from) => this.#receive(message, from), () => this.#catchUp())
  }

  get clients(): number {
    return this.#clients.size
  }

  /** Rejects as every socket's `bind`. Resolves with the endpoint. */
  bind(endpoint: string): Promise<string> {
    return this.#router.bind(endpoint)
  }

  /** What the next `bind` is to be with. */
  secure(options: Pick<SocketOptions<Router>, 'curveServer' | 'curveSecretKey' | 'zapDomain'>): void {
    Object.assign(this.#router, options)
  }

  /** To be called now and then: forgets who is gone or silent. */
  tick(): void {
    const now = this.#node.now()
    for (const [pipe, { heard, pings }] of this.#clients) {
      const silent = (pings || this.timeout.strict) && now - heard > this.timeout.ms
      if (!pipe.open || silent) this.#forget(pipe)
    }
  }

  close(): void {
    for (const pipe of [...this.#clients.keys()]) this.#forget(pipe)
    this.#reading.stop()
    this.#router.close()
  }

  #receive(frames: Buffer[], from: Pipe): void {
    const client = this.#clients.get(from)
    if (client !== undefined) client.heard = this.#node.now()
    try {
      this.#obey(decodeGossip(frames.slice(1)), from, client)
    } catch (error) {
      this.#log(`refused what ${from.remote} sent: ${(error as Error).message}`)
      if ((error as { code?: unknown }).code !== 'ERR_ZGOSSIP_LIMIT') this.#invalid(from)
    }
  }

  #obey(message: GossipMessage, from: Pipe, client: Client | undefined): void {
    // CZMQ answers a PING to everybody, known or not.
    if (message.id === 'PING') {
      if (client !== undefined) client.pings = true
      this.#send(from, PONG)
    } else if (client === undefined && message.id === 'HELLO') this.#welcome(from)
    else if (client !== undefined && message.id === 'PUBLISH') this.#node.hear(message, client.link, false)
    else this.#invalid(from)
  }

  #welcome(pipe: Pipe): void {
    const knowsTtl = pipe.info?.properties.has(TTL_PROPERTY.toLowerCase()) === true
    const link: Link = new Link(this.#node.table, this.#node.now, knowsTtl, (frame) => {
      const sent = this.#send(pipe, frame)
      if (!sent) this.#behind.add(link)
      return sent
    })
    this.#clients.set(pipe, { link, heard: this.#node.now(), pings: false })
    this.#node.add(link)
    this.#log(`client ${pipe.remote}`)
    link.pump()
  }

  #invalid(pipe: Pipe): void {
    this.#send(pipe, INVALID)
    this.#forget(pipe)
  }

  #forget(pipe: Pipe): void {
    const client = this.#clients.get(pipe)
    if (client === undefined) return
    this.#clients.delete(pipe)
    this.#behind.delete(client.link)
    this.#node.remove(client.link)
    this.#log(`forgot client ${pipe.remote}`)
  }

  /** False: it has no room. What is for nobody is gone. */
  #send(pipe: Pipe, frame: Buffer): boolean {
    try {
      return this.#router.trySend([Buffer.from(pipe.routingId ?? []), frame])
    } catch {
      return true
    }
  }

  #catchUp(): void {
    for (const link of [...this.#behind]) if (link.pump()) this.#behind.delete(link)
  }
}
