/** A bound ipc path: the listening server, and its socket file, which is removed at `close()` and when the process exits. */
import type { Server } from 'node:net'
import { onExit } from './exit-cleanup.ts'
import { ServerListener } from '../node/server-listener.ts'
import type { SocketFile } from './socket-file.ts'
import type { WildcardDirectory } from './wildcard-directory.ts'

/** The {@link Listener} of an ipc path. */
export class IpcListener extends ServerListener {
  readonly #server: Server
  readonly #file: SocketFile
  readonly #directory: WildcardDirectory | undefined
  readonly #forget: () => void
  #closed = false

  constructor(server: Server, endpoint: string, file: SocketFile, directory: WildcardDirectory | undefined) {
    super(server, endpoint)
    this.#server = server
    this.#file = file
    this.#directory = directory
    this.#forget = onExit(() => this.#leave(), { signal: directory !== undefined })
  }

  override close(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#closed = true
    this.#file.close(this.#server)
    this.#forget()
    this.#leave()
    return Promise.resolve()
  }

  #leave(): void {
    this.#file.remove()
    this.#directory?.remove()
  }
}
