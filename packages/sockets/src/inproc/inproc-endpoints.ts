/** The inproc endpoints of one socket. A name is also registered in the directory of all threads of the process. */
import { parseEndpoint } from '@tszmq/transports'
import { Binder } from '../connection/binder.ts'
import type { EndpointFamily } from '../connection/endpoint-family.ts'
import { checkStream } from '../connection/stream-check.ts'
import { ZmqError } from '../events/zmq-error.ts'
import type { InprocSocket } from './inproc.ts'
import { InprocConnecter } from './inproc-connecter.ts'
import { threadOptions } from './thread-options.ts'
import type { Context } from '../socket/context.ts'
import type { EndpointHolder, SocketPort } from '../socket/socket-port.ts'

export class InprocEndpoints implements EndpointFamily {
  readonly ignoresSecondConnect = false
  readonly #port: SocketPort
  readonly #context: Context
  readonly #socket: InprocSocket
  readonly #onBound: (endpoint: string) => void
  /** Inproc names that other threads may connect to, each with its binder once one has. */
  readonly #registered = new Map<string, Binder | undefined>()

  /** `onBound` is called with the endpoint of each bind. */
  constructor(port: SocketPort, context: Context, socket: InprocSocket, onBound: (endpoint: string) => void) {
    this.#port = port
    this.#context = context
    this.#socket = socket
    this.#onBound = onBound
  }

  get bound(): string[] {
    return this.#context.inproc.namesOf(this.#socket).map((name) => `inproc://${name}`)
  }

  /** The binders of the threads that have connected. */
  get binders(): EndpointHolder[] {
    return [...this.#registered.values()].filter((binder) => binder !== undefined)
  }

  /** An inproc name has one spelling. */
  normalize(endpoint: string): string {
    return endpoint
  }

  bind(endpoint: string): Promise<string> {
    checkStream(this.#port, undefined, endpoint)
    const name = nameOf(endpoint)
    this.#context.inproc.bind(name, this.#socket)
    this.#register(name, endpoint)
    this.#onBound(endpoint)
    return Promise.resolve(endpoint)
  }

  unbind(endpoint: string): EndpointHolder[] {
    const name = nameOf(endpoint)
    this.#context.inproc.unbind(name, this.#socket)
    const binder = this.#registered.get(name)
    if (this.#registered.delete(name)) this.#context.threads?.unregister(name)
    return binder === undefined ? [] : [binder]
  }

  connect(endpoint: string, routingId: Uint8Array | undefined): EndpointHolder {
    checkStream(this.#port, undefined, endpoint)
    return new InprocConnecter(this.#port, this.#context, nameOf(endpoint), this.#socket, routingId)
  }

  stop(): void {
    for (const name of this.#registered.keys()) this.#context.threads?.unregister(name)
  }

  /** Lets other threads connect to an inproc name. Their connections are accepted by a binder, which is created for the first one. */
  #register(name: string, endpoint: string): void {
    const { threads } = this.#context
    if (threads === undefined) return
    this.#registered.set(name, undefined)
    threads.register(
      name,
      (conn) => {
        const known = this.#registered.get(name)
        const binder = known ?? new Binder(this.#port, endpoint, threadOptions(this.#port.options))
        if (known === undefined) this.#registered.set(name, binder)
        binder.accept(conn)
      },
      () => {
        const error = new ZmqError(
          'EADDRINUSE',
          `${endpoint} was bound by another thread before: only sockets of this thread can connect to this one`,
          {
            address: endpoint,
          },
        )
        this.#port.emit({ type: 'bind:error', address: endpoint, error })
      },
    )
  }
}

function nameOf(endpoint: string): string {
  return parseEndpoint(endpoint).address
}
