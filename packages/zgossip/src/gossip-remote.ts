/**
 * A node's connection to a server: a DEALER and a link. It sends HELLO on every new connection and whenever the server does not know it. It
 * receives all tuples of the server before it sends its own.
 */
import { Dealer } from '@tszmq/sockets'
import type { Peer, SocketOptions } from '@tszmq/sockets'
import { encodeGossip } from './gossip-message.ts'
import type { GossipNode } from './gossip-node.ts'
import { Link } from './link.ts'
import { SocketReader } from './socket-reader.ts'
import { decodeReceived } from './received.ts'
import type { Received } from './received.ts'
import { STAMP_PROPERTY } from './stamp.ts'

const HELLO = encodeGossip({ id: 'HELLO' })
const PING = encodeGossip({ id: 'PING' })

/** A server that sends nothing for so many intervals of PING is dead. */
const MAX_SILENCE = 30

/** If the PONG of a server of CZMQ is late by so many intervals, the server may have forgotten us. */
const MAX_LATE = 3

export class GossipRemote {
  readonly #node: GossipNode
  readonly #dealer: Dealer
  readonly #log: (line: string) => void
  readonly #reader: SocketReader
  #link: Link | undefined = undefined
  /** The peer of the current connection. */
  #server: Peer | undefined = undefined
  /** True if there was no room for HELLO. The server ignores everything before it. */
  #owesHello = false
  /** True while a server of CZMQ sends the tuples that it had before we connected. */
  #joining = false
  /** The number of PINGs without a PONG. The last PONG comes after all the tuples of the server. */
  #unansweredPings = 0
  #lastTick: number
  #lastMessage = 0
  #lastPong = 0

  /** Throws as `connect` of every socket. */
  constructor(node: GossipNode, endpoint: string, options: SocketOptions<Dealer>, log: (line: string) => void) {
    this.#node = node
    this.#log = log
    this.#lastTick = node.now()
    this.#dealer = new Dealer({ ...options, linger: 0, immediate: true })
    this.#reader = new SocketReader(
      this.#dealer,
      (message) => this.#receive(message),
      () => this.#changed(),
    )
    try {
      this.#dealer.connect(endpoint)
    } catch (error) {
      this.close()
      throw error
    }
    this.#look()
  }

  /** Called several times a second, since a server of CZMQ forgets a client that is silent for a second. */
  tick(interval: number): void {
    const now = this.#node.now()
    const late = now - this.#lastTick > 2 * interval
    this.#lastTick = now
    this.#look()
    if (this.#link === undefined) return
    // The process was suspended: messages that came meanwhile are not read yet.
    if (late) this.#lastMessage = now
    if (now - this.#lastMessage > MAX_SILENCE * interval) {
      this.#log('a server does not answer: its connection is closed')
      return this.#server?.close()
    }
    // A server of CZMQ answers PING even to a client that it does not know. A second HELLO makes it send INVALID if it knows us: we join again then.
    const missed = late || now - this.#lastPong > MAX_LATE * interval
    if (missed && !this.#link.stamped && !this.#joining && this.#dealer.trySend(HELLO)) this.#lastPong = now
    this.#ping()
  }

  close(): void {
    this.#leave()
    this.#reader.stop()
    this.#dealer.close()
  }

  /** A new peer is in `peers` a moment before it is `connected`. */
  #changed(): void {
    this.#look()
    if (this.#server === undefined && this.#dealer.peers.length > 0) this.#dealer.context.runtime.defer(() => this.#look())
  }

  /** With the option `immediate` no message for one server is sent to the next. */
  #look(): void {
    const server = this.#dealer.peers.find(({ connected }) => connected)
    if (server !== this.#server) {
      this.#server = server
      this.#leave()
      this.#unansweredPings = 0
      if (server !== undefined) this.#join(server)
    }
    if (this.#owesHello) this.#hello()
    if (!this.#joining) this.#link?.pump()
  }

  #join(server: Peer): void {
    this.#leave()
    const stamped = server.properties.has(STAMP_PROPERTY.toLowerCase())
    this.#link = new Link(this.#node.table, this.#node.now, stamped, (frames) => this.#maySend && this.#dealer.trySend(frames))
    this.#node.add(this.#link)
    // A server with stamps marks the tuples that it had before.
    this.#joining = !stamped
    this.#lastMessage = this.#lastPong = this.#node.now()
    this.#hello()
    this.#link.pump()
  }

  #leave(): void {
    if (this.#link !== undefined) this.#node.remove(this.#link)
    this.#link = undefined
    this.#joining = this.#owesHello = false
  }

  #hello(): void {
    this.#owesHello = !this.#dealer.trySend(HELLO)
    if (!this.#owesHello) this.#ping()
  }

  #ping(): void {
    if (!this.#owesHello && this.#dealer.trySend(PING)) this.#unansweredPings++
  }

  get #maySend(): boolean {
    return !this.#joining && !this.#owesHello
  }

  #receive(frames: Buffer[]): void {
    this.#lastMessage = this.#node.now()
    const link = this.#link
    // A message of a connection that is closed.
    if (link === undefined) return
    try {
      this.#handle(decodeReceived(frames, link.stamped), link)
    } catch (error) {
      this.#log(`refused a message of a server: ${(error as Error).message}`)
    }
  }

  #handle({ message, stamp }: Received, link: Link): void {
    if (message.id === 'PUBLISH') {
      if (stamp !== undefined) return this.#node.receiveStamped(message, stamp, link)
      return this.#node.receivePlain(message, link, this.#joining)
    }
    if (message.id === 'INVALID') this.#invalid()
    if (message.id === 'PONG') this.#pong(link)
  }

  /** The server does not know us. While joining, INVALID is the answer to a message before HELLO. */
  #invalid(): void {
    if (this.#maySend && this.#server !== undefined) this.#join(this.#server)
  }

  #pong(link: Link): void {
    this.#lastPong = this.#node.now()
    this.#unansweredPings = Math.max(0, this.#unansweredPings - 1)
    if (this.#unansweredPings > 0 || !this.#joining) return
    this.#joining = false
    link.pump()
  }
}
