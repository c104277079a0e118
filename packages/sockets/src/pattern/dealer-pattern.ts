/** The pattern of DEALER (RFC 28): sends round robin, receives from a fair queue. Never drops messages. */
import type { Message } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import type { Pattern } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { FairQueue } from '../route/fair-queue.ts'
import { LoadBalancer } from '../route/load-balancer.ts'

/** Options of a DEALER, read when they are used. */
export interface DealerOptions {
  /** ZMQ_PROBE_ROUTER: send an empty message to each new peer, so that a ROUTER learns the routing id of this socket. */
  readonly probeRouter: boolean
}

export class DealerPattern implements Pattern {
  protected readonly balancer = new LoadBalancer()
  protected readonly queue = new FairQueue()
  readonly #options: DealerOptions

  constructor(options: DealerOptions) {
    this.#options = options
  }

  get source(): Pipe | undefined {
    return this.queue.source
  }

  get readable(): boolean {
    return this.queue.readable
  }

  get writable(): boolean {
    return this.balancer.writable
  }

  attach(pipe: Pipe): void {
    if (this.#options.probeRouter) pipe.write([EMPTY])
    this.balancer.activate(pipe)
    this.queue.activate(pipe)
  }

  detach(pipe: Pipe): void {
    this.balancer.detach(pipe)
    if (pipe.ended) this.queue.detach(pipe)
  }

  activateRead(pipe: Pipe): void {
    this.queue.activate(pipe)
  }

  activateWrite(pipe: Pipe): void {
    this.balancer.activate(pipe)
  }

  send(message: Message): boolean {
    return this.balancer.send(message)
  }

  receive(): Message | undefined {
    return this.queue.receive()
  }
}
