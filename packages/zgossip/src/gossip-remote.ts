/**
 * A server that a node is a client of: a DEALER, and a link. It says HELLO on every new connection and whenever the server does not
 * know it, hears all the server has, and only then tells what it has itself.
 */
import { Dealer } from '@tszmq/sockets'
import type { Peer, SocketOptions } from '@tszmq/sockets'
import { encodeGossip } from './gossip-message.ts'
import type { GossipNode } from './gossip-node.ts'
import { Link } from './link.ts'
import { Reading } from './reading.ts'
import { decodeSaid } from './said.ts'
import type { Said } from './said.ts'
import { STAMP_PROPERTY } from './stamp.ts'

const HELLO = encodeGossip({ id: 'HELLO' })
const PING = encodeGossip({ id: 'PING' })

/** A server that says nothing for so many intervals of PING is taken for dead. */
const MAX_SILENCE = 30

/** A server of CZMQ whose PONG is late by so many intervals may have forgotten us meanwhile. */
const MAX_LATE = 3

export class GossipRemote {
  readonly #node: GossipNode
  readonly #dealer: Dealer
  readonly #log: (line: string) => void
  readonly #reading: Reading
  #link: Link | undefined = undefined
  /** Who answers there: another with every connection. */
  #server: Peer | undefined = undefined
  /** There was no room for HELLO, without which nothing else is heard. */
  #owesHello = false
  /** A server of CZMQ tells what it had before it knew us. */
  #joining = false
  /** PINGs that PONGs are to come for: with the last of them all has come that the server had. */
  #due = 0
  #ticked: number
  #heard = 0
  #ponged = 0

  /** Throws as `connect` of every socket. */
  constructor(node: GossipNode, endpoint: string, options: SocketOptions<Dealer>, log: (line: string) => void) {
    this.#node = node
    this.#log = log
    this.#ticked = node.now()
    this.#dealer = new Dealer({ ...options, linger: 0, immediate: true })
    this.#reading = new Reading(
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

  /** To be called several times in the time that a server of CZMQ lets a client be silent, which is a second. */
  tick(interval: number): void {
    const now = this.#node.now()
    const late = now - this.#ticked > 2 * interval
    this.#ticked = now
    this.#look()
    if (this.#link === undefined) return
    // What came while we stood still has not been read yet.
    if (late) this.#heard = now
    if (now - this.#heard > MAX_SILENCE * interval) {
      this.#log('a server does not answer: its connection is given up')
      return this.#server?.close()
    }
    // A server of CZMQ answers PING to everybody. If it did not forget us, it says that a second HELLO is invalid, and we join anew.
    const missed = late || now - this.#ponged > MAX_LATE * interval
    if (missed && !this.#link.stamped && !this.#joining && this.#dealer.trySend(HELLO)) this.#ponged = now
    this.#ping()
  }

  close(): void {
    this.#leave()
    this.#reading.stop()
    this.#dealer.close()
  }

  /** A socket has a new peer a moment before that is known. */
  #changed(): void {
    this.#look()
    if (this.#server === undefined && this.#dealer.peers.length > 0) this.#dealer.context.runtime.defer(() => this.#look())
  }

  /** With `immediate` nothing is sent to one server that was meant for the one before it. */
  #look(): void {
    const server = this.#dealer.peers.find(({ connected }) => connected)
    if (server !== this.#server) {
      this.#server = server
      this.#leave()
      this.#due = 0
      if (server !== undefined) this.#join(server)
    }
    if (this.#owesHello) this.#hello()
    if (!this.#joining) this.#link?.pump()
  }

  #join(server: Peer): void {
    this.#leave()
    const stamped = server.properties.has(STAMP_PROPERTY.toLowerCase())
    this.#link = new Link(this.#node.table, this.#node.now, stamped, (frames) => this.#mayTell && this.#dealer.trySend(frames))
    this.#node.add(this.#link)
    // Stamps say what it had before.
    this.#joining = !stamped
    this.#heard = this.#ponged = this.#node.now()
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
    if (!this.#owesHello && this.#dealer.trySend(PING)) this.#due++
  }

  get #mayTell(): boolean {
    return !this.#joining && !this.#owesHello
  }

  #receive(frames: Buffer[]): void {
    this.#heard = this.#node.now()
    const link = this.#link
    // It was sent by a connection that is gone.
    if (link === undefined) return
    try {
      this.#obey(decodeSaid(frames, link.stamped), link)
    } catch (error) {
      this.#log(`refused what a server sent: ${(error as Error).message}`)
    }
  }

  #obey({ message, stamp }: Said, link: Link): void {
    if (message.id === 'PUBLISH') {
      if (stamp !== undefined) return this.#node.hear(message, stamp, link)
      return this.#node.hearPlain(message, link, this.#joining)
    }
    if (message.id === 'INVALID') this.#invalid()
    if (message.id === 'PONG') this.#pong(link)
  }

  /** The server does not know us. While joining it is about what was sent before HELLO. */
  #invalid(): void {
    if (this.#mayTell && this.#server !== undefined) this.#join(this.#server)
  }

  #pong(link: Link): void {
    this.#ponged = this.#node.now()
    this.#due = Math.max(0, this.#due - 1)
    if (this.#due > 0 || !this.#joining) return
    this.#joining = false
    link.pump()
  }
}
