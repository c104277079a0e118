/** Lines of a log to whoever subscribes, each a message of one frame, as those of CZMQ's log sender. Nobody is waited for. */
import type { Context } from '@tszmq/sockets'
import { context as defaultContext, Publisher } from '@tszmq/sockets'
import { attach } from '@tszmq/sockets/internal'
import type { LogSink } from './zlog.ts'

/** How long the last lines may take at the end, in milliseconds. */
const LINGER_MS = 1000

export class PublisherSink implements LogSink {
  /** What it is bound to. */
  readonly endpoints: readonly string[]
  readonly #socket: Publisher

  private constructor(socket: Publisher, endpoints: readonly string[]) {
    this.#socket = socket
    this.endpoints = endpoints
  }

  /**
   * A PUB at `endpoints`, separated by commas; each is bound, or connected to when it begins with `>`. `@` says bind too. Rejects as
   * `bind()` and `connect()` do, and with EINVAL where there is none.
   */
  static async open(endpoints: string, { context = defaultContext }: { context?: Context } = {}): Promise<PublisherSink> {
    const socket = new Publisher({ context, linger: LINGER_MS })
    try {
      const attached = await attach(socket, endpoints, true)
      return new PublisherSink(
        socket,
        attached.filter(({ connected }) => !connected).map(({ endpoint }) => endpoint),
      )
    } catch (error) {
      socket.close()
      throw error
    }
  }

  /** Nothing after `close()`. */
  write(line: string): void {
    if (!this.#socket.closed) this.#socket.trySend(line)
  }

  close(): void {
    this.#socket.close()
  }
}
