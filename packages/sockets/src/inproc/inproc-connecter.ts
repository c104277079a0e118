/**
 * One `connect()` over inproc: a pipe whose far end waits in the context until the name is bound, here or in another thread. It never
 * connects twice.
 */
import type { Context } from '../socket/context.ts'
import type { Inproc, InprocSocket } from './inproc.ts'
import { STALLED_MS } from '../connection/connecter.ts'
import { checkName } from './inproc.ts'
import type { Pipe } from '../pipe/pipe.ts'
import type { EndpointHolder, SocketPort } from '../socket/socket-port.ts'
import { ThreadReach } from './thread-reach.ts'
import { ZmqError } from '../events/zmq-error.ts'

export class InprocConnecter implements EndpointHolder {
  readonly endpoint: string
  readonly #port: SocketPort
  readonly #inproc: Inproc
  readonly #name: string
  readonly #far: Pipe
  readonly #reach: ThreadReach | undefined
  #closing = false
  readonly #cancelStalled: (() => void) | undefined

  /** Throws EINVAL. `routingId`: what the socket calls its peer. */
  constructor(port: SocketPort, context: Context, name: string, socket: InprocSocket, routingId: Uint8Array | undefined) {
    checkName(name)
    this.endpoint = `inproc://${name}`
    this.#port = port
    const { inproc } = context
    this.#inproc = inproc
    this.#name = name
    this.#far = port.makePipe(this.endpoint, false)
    const own = this.#far.peer
    if (routingId !== undefined) own.routingId = routingId
    port.attach(own)
    const joined = inproc.connect(name, socket, this.#far, () => {
      this.#cancelStalled?.()
      this.#reach?.stop()
    })
    if (!joined) this.#cancelStalled = port.runtime.after(STALLED_MS, () => this.#stalled())
    const threads = joined ? undefined : context.threads
    if (threads !== undefined) this.#reach = new ThreadReach(port, inproc, threads, name, socket, this.#far)
  }

  /** What waits for a name in this thread does not count: nobody is left to bind it when the process ends. */
  get unsent(): number {
    return this.#reach?.unsent ?? 0
  }

  sendNow(): boolean {
    return this.#reach?.sendNow() ?? false
  }

  close(linger: number): Promise<void> {
    this.#cancelStalled?.()
    const own = this.#far.peer
    if (!this.#closing) this.#port.detach(own)
    this.#closing = true
    if (this.#reach?.reached === true) return this.#reach.close(linger)
    const giveUp = (): void => {
      void this.#reach?.close(0)
      this.#port.dropped('lost', this.#inproc.forget(this.#name, this.#far), own)
      own.close(true)
    }
    if (linger === 0 || !this.#inproc.leave(this.#name, this.#far)) giveUp()
    else {
      if (linger > 0) this.#port.runtime.after(linger, giveUp)
      if (this.#reach !== undefined) return this.#reach.leave()
    }
    return Promise.resolve()
  }

  #stalled(): void {
    if (this.#reach?.reached === true) return
    const event = { type: 'connect:stalled' as const, address: this.endpoint, waiting: this.#far.waiting }
    if (!this.#inproc.isBoundElsewhere(this.#name)) return this.#port.emit(event)
    const error = new ZmqError('ECONNREFUSED', 'the name is bound in another context, and inproc joins sockets of one context only')
    this.#port.emit({ ...event, error })
  }
}
