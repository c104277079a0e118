/**
 * The server of a node: a ROUTER whose clients said HELLO, each a link. It answers INVALID to whoever did not, or says what no client
 * says, and forgets them.
 */
import { Router } from '@tszmq/sockets'
import type { Pipe, SocketOptions } from '@tszmq/sockets/internal'
import { encodeGossip } from './gossip-message.ts'
import type { GossipNode } from './gossip-node.ts'
import { Link } from './link.ts'
import { Reading } from './reading.ts'
import { decodeSaid } from './said.ts'
import type { Said } from './said.ts'
import { STAMP_PROPERTY } from './stamp.ts'

/** Milliseconds that a client may be silent; `strict`: also one that never sent PING. */
export interface SilenceLimit {
  readonly ms: number
  readonly strict: boolean
}

interface Client {
  readonly link: Link
  heard: number
  /** It has sent PING, and is expected to go on. CZMQ's own clients never do. */
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
  readonly #reading: Reading

  constructor(node: GossipNode, options: SocketOptions<Router>, timeout: () => SilenceLimit, log: (line: string) => void) {
    this.#node = node
    this.#timeout = timeout
    this.#log = log
    this.#router = new Router({ ...options, mandatory: true, linger: 0 })
    this.#reading = new Reading(
      this.#router,
      (message, from) => this.#receive(message, from),
      () => this.#catchUp(),
    )
  }

  /** Rejects as every socket's `bind`. Resolves with the endpoint. */
  bind(endpoint: string): Promise<string> {
    return this.#router.bind(endpoint)
  }

  /** To be called now and then: forgets who is gone or silent. */
  tick(): void {
    const now = this.#node.now()
    const { ms, strict } = this.#timeout()
    for (const [pipe, { heard, pings }] of this.#clients) {
      const silent = (pings || strict) && now - heard > ms
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
      this.#obey(decodeSaid(frames.slice(1), knowsStamps(from)), from, client)
    } catch (error) {
      this.#log(`refused what ${from.remote} sent: ${(error as Error).message}`)
      if ((error as { code?: unknown }).code !== 'ERR_ZGOSSIP_LIMIT') this.#invalid(from)
    }
  }

  #obey(said: Said, from: Pipe, client: Client | undefined): void {
    const { message, stamp } = said
    // Whoever says it again wants all of it again.
    if (message.id === 'HELLO') return this.#welcome(from)
    if (client === undefined) return this.#invalid(from)
    if (message.id === 'PING') {
      client.pings = true
      this.#send(from, [PONG])
    } else if (message.id !== 'PUBLISH') this.#invalid(from)
    else if (stamp !== undefined) this.#node.hear(message, stamp, client.link)
    else this.#node.hearPlain(message, client.link, false)
  }

  #welcome(pipe: Pipe): void {
    this.#forget(pipe)
    const link: Link = new Link(this.#node.table, this.#node.now, knowsStamps(pipe), (frames) => {
      const sent = this.#send(pipe, frames)
      if (!sent) this.#behind.add(link)
      return sent
    })
    this.#clients.set(pipe, { link, heard: this.#node.now(), pings: false })
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

  /** False: it has no room. What is for nobody is gone. */
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
