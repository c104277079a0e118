/** The pattern of ROUTER (RFC 28): routes by the first frame. Drops messages without a route, or throws with MANDATORY. */
import type { Message } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import type { Pattern, PatternHost } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { Ring } from '../pipe/ring.ts'
import { ZmqError } from '../events/zmq-error.ts'
import { FairQueue } from '../route/fair-queue.ts'
import { RoutingTable, printable, routingIdFrame } from '../route/routing-table.ts'

/** Options of a ROUTER, read when they are used. */
export interface RouterOptions {
  /** ZMQ_ROUTER_MANDATORY: throw EHOSTUNREACH for an unknown peer, and wait for one whose queue is full. */
  readonly mandatory: boolean
  /** ZMQ_ROUTER_HANDOVER: a new peer gets a routing id in use. */
  readonly handover: boolean
  /** ZMQ_PROBE_ROUTER: send an empty message to each new peer. */
  readonly probeRouter: boolean
  /** `owned`: each message gets a copy of the routing id. */
  readonly receiveMemory: 'pooled' | 'owned'
}

export class RouterPattern implements Pattern {
  readonly #host: PatternHost
  readonly #options: RouterOptions
  readonly #queue = new FairQueue()
  readonly #table: RoutingTable
  /** Connected peers that lost their routing id to a newer peer. Their messages are dropped until they get it back. */
  readonly #displaced = new Set<Pipe>()
  /** Messages that displaced peers had sent before, with their routing id. */
  readonly #inherited = new Ring<{ pipe: Pipe; message: Message }>()
  #inheritedFrom: Pipe | undefined = undefined

  constructor(host: PatternHost, options: RouterOptions, random: number) {
    this.#host = host
    this.#options = options
    this.#table = new RoutingTable(random)
  }

  get source(): Pipe | undefined {
    return this.#inheritedFrom ?? this.#queue.source
  }

  get readable(): boolean {
    return this.#inherited.size > 0 || this.#queue.readable
  }

  /** Always true, since messages without a route are dropped. With MANDATORY true if a peer has room. */
  get writable(): boolean {
    if (!this.#options.mandatory) return true
    for (const pipe of this.#table.pipes()) if (pipe.room()) return true
    return false
  }

  attach(pipe: Pipe): void {
    if (this.#options.probeRouter) pipe.write([EMPTY])
    // Without ZMQ_CONNECT_ROUTING_ID the handshake brings the routing id.
    if (pipe.routingId !== undefined) this.#table.add(pipe, pipe.routingId)
    if (pipe.info !== undefined) this.identified(pipe)
    else if (pipe.routingId !== undefined) this.#queue.activate(pipe)
  }

  claim(routingId: Uint8Array): void {
    this.#table.claim(routingId)
  }

  /** A pipe keeps its first routing id, also after a reconnect. */
  identified(pipe: Pipe): void {
    this.#assignId(pipe, pipe.info?.routingId ?? EMPTY, this.#options.handover)
  }

  #assignId(pipe: Pipe, wanted: Uint8Array, handover: boolean): void {
    if (pipe.routingId === undefined) {
      const holder = handover && wanted.length > 0 ? this.#table.find(wanted) : undefined
      if (holder !== undefined && holder !== pipe) this.#displace(holder, pipe)
      // The id is in use: as in libzmq, the new peer stays connected, and its messages are not received until the id is free.
      if (!this.#table.add(pipe, wanted)) return this.#host.routingIdTaken?.(pipe, wanted, this.#table.find(wanted) as Pipe)
      this.#displaced.delete(pipe)
    }
    this.#queue.activate(pipe)
    this.#host.wake()
  }

  detach(pipe: Pipe): void {
    const { routingId } = pipe
    const next = this.#table.remove(pipe)
    this.#displaced.delete(pipe)
    if (routingId === undefined) this.#host.dropped('unexpected', pipe.discard(), pipe)
    if (pipe.ended) this.#queue.detach(pipe)
    if (next !== undefined) this.#assignId(next, routingId as Uint8Array, false)
    this.#host.wake()
  }

  activateRead(pipe: Pipe): void {
    if (pipe.routingId !== undefined) this.#queue.activate(pipe)
    else if (this.#displaced.has(pipe)) this.#host.dropped('unexpected', pipe.discard(), pipe)
  }

  activateWrite(): void {}

  send(message: Message): boolean {
    const { mandatory } = this.#options
    if (message.length < 2) return this.#dropWithoutBody(mandatory)
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

  /** The message has only a routing id. libzmq drops it silently. */
  #dropWithoutBody(mandatory: boolean): boolean {
    if (mandatory) throw new ZmqError('EINVAL', 'a message of a ROUTER must have at least one frame after the routing id')
    this.#host.dropped('unroutable', 1)
    return true
  }

  receive(): Message | undefined {
    if (this.#inherited.size > 0) return this.#receiveInherited()
    this.#inheritedFrom = undefined
    const message = this.#queue.receive()
    if (message === undefined) return undefined
    message.unshift(routingIdFrame(this.#queue.source as Pipe, this.#options.receiveMemory))
    return message
  }

  #receiveInherited(): Message {
    const { pipe, message } = this.#inherited.take() as { pipe: Pipe; message: Message }
    this.#inheritedFrom = pipe
    return message
  }

  /**
   * Takes the routing id from `holder` for `newer`. As in libzmq, `holder` stays connected: if it were closed, it would connect again and
   * get the id back. Messages that it sent before are received first, with that id. Later ones are dropped and counted.
   */
  #displace(holder: Pipe, newer: Pipe): void {
    const routingId = holder.routingId as Uint8Array
    // Only messages that are there now: reading makes room, which may bring more.
    for (let left = holder.waiting; left > 0; left--) {
      const message = holder.read() as Message
      message.unshift(routingId)
      this.#inherited.push({ pipe: holder, message })
    }
    this.#table.displace(holder)
    this.#queue.detach(holder)
    if (!holder.open) return
    this.#displaced.add(holder)
    this.#host.dropped('unexpected', holder.discard(), holder)
    this.#host.displaced?.(holder, newer, routingId)
  }
}
