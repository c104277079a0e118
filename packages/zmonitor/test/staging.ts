/** Sockets whose events are monitored, and their end. */
import { Context, Dealer } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'

type Made<S extends Socket> = new (options: { context: Context; reconnectInterval?: number }) => S

export class Staging {
  readonly context = new Context({ blocky: false })
  readonly #sockets: Socket[] = []

  make<S extends Socket>(type: Made<S>, options: { reconnectInterval?: number } = {}): S {
    const socket = new type({ context: this.context, ...options })
    this.#sockets.push(socket)
    return socket
  }

  dealer(options: { reconnectInterval?: number } = {}): Dealer {
    return this.make(Dealer, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => socket[Symbol.asyncDispose]()))
    void this.context.terminate()
  }
}

/** How many peers of `socket` are there. */
export function connections(socket: Socket): number {
  return socket.peers.filter(({ connected }) => connected).length
}
