/** The pattern of PUSH (RFC 30): sends round robin to peers that have room. Never drops messages. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pattern, PatternHost } from './pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { LoadBalancer } from '../route/load-balancer.ts'

export class PushPattern implements Pattern {
  readonly source = undefined
  readonly readable = false
  readonly #host: PatternHost
  readonly #balancer = new LoadBalancer()

  constructor(host: PatternHost) {
    this.#host = host
  }

  get writable(): boolean {
    return this.#balancer.writable
  }

  attach(pipe: Pipe): void {
    this.#balancer.activate(pipe)
  }

  detach(pipe: Pipe): void {
    this.#balancer.detach(pipe)
  }

  /** A PULL does not send. Messages of a peer that sends nevertheless are dropped, so that they do not accumulate. */
  activateRead(pipe: Pipe): void {
    this.#host.dropped('unexpected', pipe.discard(), pipe)
  }

  activateWrite(pipe: Pipe): void {
    this.#balancer.activate(pipe)
  }

  send(message: Message): boolean {
    return this.#balancer.send(message)
  }

  receive(): undefined {
    return undefined
  }
}
