/**
 * A server that a node is a client of: a DEALER, and a link. It says HELLO on every new connection and whenever the server does not
 * know it, hears all the server has, and only then tells what it has itself.
 */
import { Dealer } from '@tszmq/sockets'
import type { Peer, SocketOptions } from '@tszmq/sockets'
import { decodeGossip, encodeGossip } from './gossip-message.ts'
import type { GossipMessage } from './gossip-message.ts'
import type { GossipNode } from './gossip-node.ts'
import { Link, TTL_PROPERTY } from './link.ts'
import type { Log } from './log.ts'
import { Reading } from './reading.ts'

const HELLO = encodeGossip({ id: 'HELLO' })
const PING = encodeGossip({ id: 'PING' })

/** PINGs without an answer after which the connection is taken for dead. */
const MAX_UNANSWERED = 30

export class GossipRemote {
  readonly #node: GossipNode
  readonly #dealer: Dealer
  readonly #log: Log
  readonly #reading: Reading
  #link: Link | undefined = undefined
  /** Who answers there: another with every connection. */
  #server: Peer | undefined = undefined
  /** PINGs that PONGs are to come for. After HELLO the last of them says that all the server had has come. */
  #unanswered = 0
  #joining = false
  #ticked: number

  /** Throws as `connect` of every socket. */
  constructor(node: GossipNode, endpoint: string, options: SocketOptions<Dealer>, log: Log) {
    this.#node = node
    this.#log = log
    this.#ticked = node.now()
    this.#dealer = new Dealer({ ...options, linger: 0, immediate: true })
    this.#reading = new Reading(this.#dealer, (message) => this.#receive(message), () => this.#look())
    try {
      this.#dealer.connect(endpoint)
    } catch (error) {
      this.close()
      throw error
    }
    this.#look()
  }

  /** To be called several times in the time that a server of CZMQ lets a client be silent, which is a second. */
  tick(interval: number): void {
    const now = this.#node.now()
    const late = now - this.#ticked > 2 * interval
    this.#ticked = now
    this.#look()
    if (this.#link === undefined) return
    if (this.#unanswered >= MAX_UNANSWERED) {
      this.#log('a server does not answer: its connection is given up')
      this.#server?.close()
      return
    }
    // We were silent ourselves, perhaps for so long that it forgot us. If it did not, it says that a second HELLO is invalid.
    if (late && !this.#joining) this.#dealer.trySend(HELLO)
    this.#ping()
  }

  close(): void {
    this.#leave()
    this.#reading.stop()
    this.#dealer.close()
  }

  /** With `immediate` nothing is sent to one server that was meant for the one before it. */
  #look(): void {
    const server = this.#dealer.peers.find(({ connected }) => connected)
    if (server !== this.#server) {
      this.#server = server
      this.#leave()
      this.#unanswered = 0
      if (server !== undefined) this.#join(server)
    }
    if (!this.#joining) this.#link?.pump()
  }

  #join(server: Peer): void {
    const knowsTtl = server.properties.has(TTL_PROPERTY.toLowerCase())
    this.#leave()
    this.#link = new Link(this.#node.table, this.#node.now, knowsTtl, (frame) => !this.#joining && this.#dealer.trySend(frame))
    this.#node.add(this.#link)
    this.#joining = true
    this.#dealer.trySend(HELLO)
    this.#ping()
  }

  #leave(): void {
    if (this.#link !== undefined) this.#node.remove(this.#link)
    this.#link = undefined
    this.#joining = false
  }

  #ping(): void {
    if (this.#dealer.trySend(PING)) this.#unanswered++
  }

  #receive(frames: Buffer[]): void {
    try {
      this.#obey(decodeGossip(frames))
    } catch (error) {
      this.#log(`refused what a server sent: ${(error as Error).message}`)
    }
  }

  #obey(message: GossipMessage): void {
    const link = this.#link
    if (link === undefined || this.#server === undefined) return
    if (message.id === 'PUBLISH') return this.#node.hear(message, link, this.#joining)
    // While joining it is about what was sent before HELLO.
    if (message.id === 'INVALID' && !this.#joining) return this.#join(this.#server)
    if (message.id !== 'PONG') return
    this.#unanswered = Math.max(0, this.#unanswered - 1)
    if (this.#unanswered > 0 || !this.#joining) return
    this.#joining = false
    link.pump()
  }
}
