/** Publishes the lines of a log, each as a message of one frame, as CZMQ's log sender. It never waits for a subscriber. */
import type { Context } from '@tszmq/sockets'
import { context as defaultContext, Publisher } from '@tszmq/sockets'
import { attach } from '@tszmq/sockets/internal'
import type { LogSink } from './zlog.ts'

/** Milliseconds that the last lines may take after `close()`. */
const LINGER_MS = 1000

export class PublisherSink implements LogSink {
  /** The endpoints that it is bound to. */
  readonly endpoints: readonly string[]
  readonly #socket: Publisher

  private constructor(socket: Publisher, endpoints: readonly string[]) {
    this.#socket = socket
    this.endpoints = endpoints
  }

  /**
   * Opens a PUB at `endpoints`, which are separated by commas. Each is bound, also with `@`, or connected if it begins with `>`. Rejects as `bind()`
   * and `connect()`, and with EINVAL if there is no endpoint.
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

  /** Does nothing after `close()`. */
  write(line: string): void {
    if (!this.#socket.closed) this.#socket.trySend(line)
  }

  close(): void {
    this.#socket.close()
  }
}
