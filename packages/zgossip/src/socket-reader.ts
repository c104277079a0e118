/** Reads a socket as messages come, at most 500 in a turn of the event loop, so that a flood does not starve other work. */
import type { Dealer, Router } from '@tszmq/sockets'
import type { Pipe } from '@tszmq/sockets/internal'

const MAX_PER_TURN = 500

export class SocketReader {
  readonly #socket: Router | Dealer
  readonly #receive: (message: Buffer[], from: Pipe) => void
  readonly #changed: () => void
  readonly #traffic: ReturnType<Router['watch']>
  #busy = false
  /** The socket changed while it was busy. */
  #missed = false
  #stopped = false

  /** `changed` is called when the socket changed, so when there may be room to send too. */
  constructor(socket: Router | Dealer, receive: (message: Buffer[], from: Pipe) => void, changed: () => void) {
    this.#socket = socket
    this.#receive = receive
    this.#changed = changed
    this.#traffic = socket.watch(() => this.#read())
  }

  stop(): void {
    this.#stopped = true
    this.#traffic.stop()
  }

  #read(): void {
    this.#missed = this.#busy
    if (this.#busy || this.#stopped) return
    this.#busy = true
    this.#changed()
    for (let i = 0; i < MAX_PER_TURN; i++) {
      const message = this.#next()
      if (message === undefined) {
        this.#busy = false
        if (this.#missed) this.#changed()
        return
      }
      this.#receive(message, this.#traffic.pattern.source as Pipe)
    }
    this.#socket.context.runtime.yield(() => {
      this.#busy = false
      this.#read()
    })
  }

  #next(): Buffer[] | undefined {
    return this.#stopped || this.#socket.closed ? undefined : this.#socket.tryReceive()
  }
}
