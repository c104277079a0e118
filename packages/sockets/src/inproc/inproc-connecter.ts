/** One `connect()` over inproc: a pipe whose other end waits until the name is bound, in this thread or another. Connects only once. */
import type { Context } from '../socket/context.ts'
import type { Inproc, InprocSocket } from './inproc.ts'
import { STALLED_MS } from '../connection/connecter.ts'
import { checkName } from './inproc.ts'
import type { Pipe } from '../pipe/pipe.ts'
import type { EndpointHolder, SocketPort } from '../socket/socket-port.ts'
import { ThreadConnecter } from './thread-connecter.ts'
import { ZmqError } from '../events/zmq-error.ts'

export class InprocConnecter implements EndpointHolder {
  readonly endpoint: string
  readonly #port: SocketPort
  readonly #inproc: Inproc
  readonly #name: string
  /** The end for the other socket, or for the session to another thread. */
  readonly #remoteEnd: Pipe
  readonly #thread: ThreadConnecter | undefined
  #closing = false
  readonly #cancelStalled: (() => void) | undefined

  /** `routingId` is the routing id of the peer (ZMQ_CONNECT_ROUTING_ID). Throws EINVAL. */
  constructor(port: SocketPort, context: Context, name: string, socket: InprocSocket, routingId: Uint8Array | undefined) {
    checkName(name)
    this.endpoint = `inproc://${name}`
    this.#port = port
    const { inproc } = context
    this.#inproc = inproc
    this.#name = name
    this.#remoteEnd = port.makePipe(this.endpoint, false)
    const socketEnd = this.#remoteEnd.peer
    if (routingId !== undefined) socketEnd.routingId = routingId
    port.attach(socketEnd)
    const connected = inproc.connect(name, socket, this.#remoteEnd, () => {
      this.#cancelStalled?.()
      this.#thread?.stop()
    })
    if (!connected) this.#cancelStalled = port.runtime.after(STALLED_MS, () => this.#stalled())
    const threads = connected ? undefined : context.threads
    if (threads !== undefined) this.#thread = new ThreadConnecter(port, inproc, threads, name, socket, this.#remoteEnd)
  }

  /** Messages for another thread. Those for a name of this thread do not count: no code is left to bind it when the process ends. */
  get unsent(): number {
    return this.#thread?.unsent ?? 0
  }

  sendNow(): boolean {
    return this.#thread?.sendNow() ?? false
  }

  close(linger: number): Promise<void> {
    this.#cancelStalled?.()
    const socketEnd = this.#remoteEnd.peer
    if (!this.#closing) this.#port.detach(socketEnd)
    this.#closing = true
    if (this.#thread?.connected === true) return this.#thread.close(linger)
    const giveUp = (): void => {
      void this.#thread?.close(0)
      this.#port.dropped('lost', this.#inproc.forget(this.#name, this.#remoteEnd), socketEnd)
      socketEnd.close(true)
    }
    if (linger === 0 || !this.#inproc.abandon(this.#name, this.#remoteEnd)) giveUp()
    else {
      if (linger > 0) this.#port.runtime.after(linger, giveUp)
      if (this.#thread !== undefined) return this.#thread.abandon()
    }
    return Promise.resolve()
  }

  #stalled(): void {
    if (this.#thread?.connected === true) return
    const event = { type: 'connect:stalled' as const, address: this.endpoint, waiting: this.#remoteEnd.waiting }
    if (!this.#inproc.isBoundElsewhere(this.#name)) return this.#port.emit(event)
    const error = new ZmqError('ECONNREFUSED', 'the name is bound in another context, and inproc connects only sockets of one context')
    this.#port.emit({ ...event, error })
  }
}
