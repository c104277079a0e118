/** A listening net.Server as a Listener. It accepts nothing itself. */
import type { Server } from 'node:net'
import type { Listener } from '../transport.ts'

export class ServerListener implements Listener {
  readonly endpoint: string
  readonly #server: Server

  constructor(server: Server, endpoint: string) {
    this.#server = server
    this.endpoint = endpoint
  }

  // node:net closes the listening handle, and so frees the address, before close() returns; its callback waits for the
  // connections too, which live on here.
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
