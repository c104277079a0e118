/** The server of a node: a ROUTER, with a link for each client that has sent HELLO. It answers other peers and wrong messages with INVALID. */
import { Router } from '@tszmq/sockets'
import type { Pipe, SocketOptions } from '@tszmq/sockets/internal'
import { encodeGossip } from './gossip-message.ts'
import type { GossipNode } from './gossip-node.ts'
import { Link } from './link.ts'
import { SocketReader } from './socket-reader.ts'
import { decodeReceived } from './received.ts'
import type { Received } from './received.ts'
import { STAMP_PROPERTY } from './stamp.ts'

/** How long a client may be silent. */
export interface SilenceLimit {
  /** Milliseconds. */
  readonly ms: number
  /** True if the limit also holds for clients that have never sent PING. */
  readonly strict: boolean
}

interface Client {
  readonly link: Link
  lastMessage: number
  /** True if it has sent PING, and so must go on. CZMQ's own clients never do. */
  pings: boolean
}

const PONG = encodeGossip({ id: 'PONG' })
const INVALID = encodeGossip({ id: 'INVALID' })

export class GossipServer {
  readonly #timeout: () => SilenceLimit
  readonly #node: GossipNode
  readonly #router: Router
  readonly #log: (line: string) => void
  readonly #clients = new Map<Pipe, Client>()
  readonly #behind = new Set<Link>()
  readonly #reader: SocketReader

  constructor(node: GossipNode, options: SocketOptions<Router>, timeout: () => SilenceLimit, log: (line: string) => void) {
    this.#node = node
    this.#timeout = timeout
    this.#log = log
    this.#router = new Router({ ...options, mandatory: true, linger: 0 })
    this.#reader = new SocketReader(
      this.#router,
      (message, from) => this.#receive(message, from),
      () => this.#catchUp(),
    )
  }

  /** Resolves to the endpoint. Rejects as `bind` of a socket. */
  bind(endpoint: string): Promise<string> {
    return this.#router.bind(endpoint)
  }

  /** Called at intervals: forgets clients that are gone or silent. */
  tick(): void {
    const now = this.#node.now()
    const { ms, strict } = this.#timeout()
    for (const [pipe, { lastMessage, pings }] of this.#clients) {
      const silent = (pings || strict) && now - lastMessage > ms
      if (!pipe.open || silent) this.#forget(pipe)
    }
  }

  close(): void {
    for (const pipe of [...this.#clients.keys()]) this.#forget(pipe)
    this.#reader.stop()
    this.#router.close()
  }

  #receive(frames: Buffer[], from: Pipe): void {
    const client = this.#clients.get(from)
    if (client !== undefined) client.lastMessage = this.#node.now()
    try {
      this.#handle(decodeReceived(frames.slice(1), knowsStamps(from)), from, client)
    } catch (error) {
      this.#log(`refused a message of ${from.remote}: ${(error as Error).message}`)
      if ((error as { code?: unknown }).code !== 'ERR_ZGOSSIP_LIMIT') this.#invalid(from)
    }
  }

  #handle(received: Received, from: Pipe, client: Client | undefined): void {
    const { message, stamp } = received
    // A second HELLO asks for all tuples again.
    if (message.id === 'HELLO') return this.#welcome(from)
    if (client === undefined) return this.#invalid(from)
    if (message.id === 'PING') {
      client.pings = true
      this.#send(from, [PONG])
    } else if (message.id !== 'PUBLISH') this.#invalid(from)
    else if (stamp !== undefined) this.#node.receiveStamped(message, stamp, client.link)
    else this.#node.receivePlain(message, client.link, false)
  }

  #welcome(pipe: Pipe): void {
    this.#forget(pipe)
    const link: Link = new Link(this.#node.table, this.#node.now, knowsStamps(pipe), (frames) => {
      const sent = this.#send(pipe, frames)
      if (!sent) this.#behind.add(link)
      return sent
    })
    this.#clients.set(pipe, { link, lastMessage: this.#node.now(), pings: false })
    this.#node.add(link)
    this.#log(`client ${pipe.remote}`)
    link.pump()
  }

  #invalid(pipe: Pipe): void {
    this.#send(pipe, [INVALID])
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

  /** Returns false if there is no room. A message for a peer that is gone is dropped. */
  #send(pipe: Pipe, frames: readonly Buffer[]): boolean {
    try {
      return this.#router.trySend([Buffer.from(pipe.routingId ?? []), ...frames])
    } catch {
      return true
    }
  }

  #catchUp(): void {
    for (const link of [...this.#behind]) if (link.pump()) this.#behind.delete(link)
  }
}

function knowsStamps({ info }: Pipe): boolean {
  return info?.properties.has(STAMP_PROPERTY.toLowerCase()) === true
}
