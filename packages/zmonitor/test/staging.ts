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
    this.context.terminate()
  }
}

/** Waits, a turn of the event loop at a time, until `condition` holds. The test's own time limit is the only one. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn()
}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** How many peers of `socket` are there. */
export function connections(socket: Socket): number {
  return socket.peers.filter(({ connected }) => connected).length
}
