/** ROUTER (RFC 28): the first frame says to whom, or from whom. Drops what cannot be routed, or says so when MANDATORY. */
import type { Message } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import type { Pattern, PatternHost } from '../core/pattern.ts'
import type { Pipe } from '../core/pipe.ts'
import { ZmqError } from '../core/zmq-error.ts'
import { FairQueue } from '../route/fair-queue.ts'
import { RoutingTable, printable } from '../route/routing-table.ts'

/** Options of a ROUTER, read when they matter. */
export interface RouterOptions {
  /** ZMQ_ROUTER_MANDATORY: EHOSTUNREACH for an unknown peer; wait for a full one. */
  readonly mandatory: boolean
  /** ZMQ_ROUTER_HANDOVER: a newcomer takes over an id in use. */
  readonly handover: boolean
  /** ZMQ_PROBE_ROUTER */
  readonly probeRouter: boolean
}

export class RouterPattern implements Pattern {
  readonly #host: PatternHost
  readonly #options: RouterOptions
  readonly #queue = new FairQueue()
  readonly #table: RoutingTable

  constructor(host: PatternHost, options: RouterOptions, random: number) {
    this.#host = host
    this.#options = options
    this.#table = new RoutingTable(random)
  }

  get source(): Pipe | undefined {
    return this.#queue.source
  }

  get readable(): boolean {
    return this.#queue.readable
  }

  /** Always, since it drops what it cannot route; with MANDATORY only if some peer has room. */
  get writable(): boolean {
    if (!this.#options.mandatory) return true
    for (const pipe of this.#table.pipes()) if (pipe.room()) return true
    return false
  }

  attach(pipe: Pipe): void {
    if (this.#options.probeRouter) pipe.write([EMPTY])
    // ZMQ_CONNECT_ROUTING_ID names the peer before it is there; else its handshake does.
    if (pipe.routingId !== undefined) this.#table.add(pipe, pipe.routingId)
    if (pipe.info !== undefined) this.identified(pipe)
    else if (pipe.routingId !== undefined) this.#queue.activate(pipe)
  }

  claim(routingId: Uint8Array): void {
    this.#table.claim(routingId)
  }

  /** A pipe keeps the name it got first, also over a reconnect. */
  identified(pipe: Pipe): void {
    const wanted = pipe.info?.routingId ?? EMPTY
    if (pipe.routingId === undefined) {
      const holder = wanted.length > 0 && this.#options.handover ? this.#table.find(wanted) : undefined
      if (holder !== undefined && holder !== pipe) this.#evict(holder)
      // Somebody has that id: as in libzmq the newcomer stays connected, unheard until the id is free.
      if (!this.#table.add(pipe, wanted)) return
    }
    this.#queue.activate(pipe)
    this.#host.wake()
  }

  detach(pipe: Pipe): void {
    const next = this.#table.remove(pipe)
    if (pipe.ended || pipe.routingId === undefined) this.#queue.detach(pipe)
    if (next !== undefined) this.identified(next)
    this.#host.wake()
  }

  activateRead(pipe: Pipe): void {
    if (pipe.routingId !== undefined) this.#queue.activate(pipe)
  }

  activateWrite(): void {}

  send(message: Message): boolean {
    if (message.length < 2) throw new ZmqError('EINVAL', 'a ROUTER sends a routing id and at least one frame more')
    const { mandatory } = this.#options
    const pipe = this.#table.find(message[0] as Uint8Array)
    if (pipe === undefined || !pipe.open) {
      if (mandatory) throw new ZmqError('EHOSTUNREACH', `no peer has routing id ${printable(message[0] as Uint8Array)}`)
      this.#host.dropped('unroutable', 1)
      return true
    }
    if (pipe.write(message.slice(1))) return true
    if (mandatory) return false
    this.#host.dropped('high-water-mark', 1, pipe)
    return true
  }

  receive(): Message | undefined {
    const message = this.#queue.receive()
    if (message === undefined) return undefined
    message.unshift((this.#queue.source as Pipe).routingId as Uint8Array)
    return message
  }

  /** What the old holder had sent is still read, under a name of our own. */
  #evict(holder: Pipe): void {
    this.#table.rename(holder)
    holder.close(true)
  }
}
