/** The pattern of STREAM: routes raw bytes by the routing id in the first frame. Sending an empty second frame closes a connection. */
import type { Message } from '@tszmq/zmtp-codec'
import { allocate } from '@tszmq/zmtp-codec/internal'
import type { Pattern } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { ZmqError } from '../events/zmq-error.ts'
import { FairQueue } from '../route/fair-queue.ts'
import { RoutingTable, routingIdFrame } from '../route/routing-table.ts'

/** Options of a STREAM, read when they are used. */
export interface StreamOptions {
  readonly receiveMemory: 'pooled' | 'owned'
}

export class StreamPattern implements Pattern {
  readonly writable = true
  readonly #options: StreamOptions
  readonly #queue = new FairQueue()
  readonly #table: RoutingTable

  constructor(options: StreamOptions, random: number) {
    this.#options = options
    this.#table = new RoutingTable(random)
  }

  get source(): Pipe | undefined {
    return this.#queue.source
  }

  get readable(): boolean {
    return this.#queue.readable
  }

  attach(pipe: Pipe): void {
    this.#table.add(pipe, pipe.routingId)
    this.#queue.activate(pipe)
  }

  claim(routingId: Uint8Array): void {
    this.#table.claim(routingId)
  }

  detach(pipe: Pipe): void {
    this.#table.remove(pipe)
    if (pipe.ended) this.#queue.detach(pipe)
  }

  activateRead(pipe: Pipe): void {
    this.#queue.activate(pipe)
  }

  activateWrite(): void {}

  send(message: Message): boolean {
    const [routingId, data] = message
    if (routingId === undefined || data === undefined || message.length > 2) {
      throw new ZmqError('EINVAL', `a message of a STREAM must be a routing id and one frame, not ${message.length} frames`)
    }
    const pipe = this.#table.find(routingId)
    if (pipe === undefined || !pipe.open) throw new ZmqError('EHOSTUNREACH', 'no STREAM peer has that routing id')
    if (data.length > 0) return pipe.write([data])
    this.#table.remove(pipe)
    this.#queue.detach(pipe)
    pipe.close()
    return true
  }

  receive(): Message | undefined {
    const message = this.#queue.receive()
    if (message === undefined) return undefined
    const { receiveMemory } = this.#options
    // The empty frame of a notification is shared.
    if (receiveMemory === 'owned' && message[0]?.length === 0) message[0] = allocate(0)
    message.unshift(routingIdFrame(this.#queue.source as Pipe, receiveMemory))
    return message
  }
}
