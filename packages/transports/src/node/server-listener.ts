/** The Listener of a listening net.Server. */
import type { Server } from 'node:net'
import type { Listener } from '../transport.ts'

/** A {@link Listener} that closes its net.Server. */
export class ServerListener implements Listener {
  readonly endpoint: string
  readonly #server: Server

  constructor(server: Server, endpoint: string) {
    this.#server = server
    this.endpoint = endpoint
  }

  // node:net closes the listening handle before close() returns, which frees the address. Its callback also waits for the connections,
  // which stay open.
  close(): Promise<void> {
    this.#server.close()
    return Promise.resolve()
  }

  ref(): void {
    this.#server.ref()
  }

  unref(): void {
    this.#server.unref()
  }
}
