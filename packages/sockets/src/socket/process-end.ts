/** The end of the process for one context: sends queued messages, for as long as the `linger` of each socket allows. */
import type { Flusher } from '../pipe/flusher.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Warnings } from '../events/warnings.ts'

/** A socket at the end of the process. It stays in the context until it is closed and its connections have ended. */
export interface EndingSocket {
  readonly closed: boolean
  readonly linger: number
  /** Number of messages that wait to be sent, by endpoint. */
  readonly unsent: ReadonlyMap<string, number>
  /** Sends queued messages without the event loop. Returns true if there may be room for more soon. */
  sendNow(): boolean
}

/** Longest delay of `process.exit()` for peers that read slowly. */
const EXIT_MS = 1000

/** How long queued messages keep the process alive before a warning says so. */
const WARN_MS = 1000

/** Longest time between two checks of the queues. */
const CHECK_MS = 50

export class ProcessEnd {
  readonly #runtime: Runtime
  readonly #flusher: Flusher
  readonly #warnings: Warnings
  readonly #sockets: ReadonlySet<EndingSocket>
  /** When the process first had nothing to do but to wait for this socket. */
  readonly #since = new Map<EndingSocket, number>()
  #stopWatching: (() => void) | undefined = undefined
  #stopWaiting: (() => void) | undefined = undefined

  constructor(runtime: Runtime, flusher: Flusher, warnings: Warnings, sockets: ReadonlySet<EndingSocket>) {
    this.#runtime = runtime
    this.#flusher = flusher
    this.#warnings = warnings
    this.#sockets = sockets
  }

  /** A socket was created. */
  watch(): void {
    if (this.#stopWatching !== undefined) return
    const stops = [this.#runtime.beforeExit(() => this.#idle()), this.#runtime.atExit(() => this.#exit())]
    this.#stopWatching = () => stops.forEach((stop) => stop())
  }

  /** The last socket has ended. */
  unwatch(): void {
    this.#stopWatching?.()
    this.#stopWatching = undefined
    this.#stopWaiting?.()
    this.#since.clear()
  }

  /** Waits for `closed`, keeps the process alive until then, and warns if queued messages take long. */
  async waitFor(closed: Promise<void>): Promise<void> {
    const release = this.#runtime.hold()
    const stopWarning = this.#runtime.after(WARN_MS, () => this.#warn())
    try {
      await closed
    } finally {
      stopWarning()
      release()
    }
  }

  /**
   * Nothing else keeps the process alive: keeps it alive while there are messages to send. Closes no socket, since other listeners of
   * `beforeExit` may give the program more to do.
   */
  #idle(): void {
    if (this.#stopWaiting !== undefined || !this.#mustWait()) return
    const release = this.#runtime.hold()
    const stopWarning = this.#runtime.after(WARN_MS, () => this.#warn())
    let interval = 1
    const check = (): void => {
      if (!this.#mustWait()) return this.#stopWaiting?.()
      interval = Math.min(2 * interval, CHECK_MS)
      cancelCheck = this.#runtime.after(interval, check)
    }
    let cancelCheck = this.#runtime.after(interval, check)
    this.#stopWaiting = () => {
      this.#stopWaiting = undefined
      cancelCheck()
      stopWarning()
      release()
    }
  }

  #mustWait(): boolean {
    let wait = false
    for (const socket of this.#sockets) if (this.#isWorthWaiting(socket)) wait = true
    return wait
  }

  #isWorthWaiting(socket: EndingSocket): boolean {
    // A closed socket applies its linger itself, and then leaves the context.
    if (socket.closed) return true
    if (socket.linger === 0 || socket.unsent.size === 0) {
      this.#since.delete(socket)
      return false
    }
    const now = this.#runtime.now()
    const since = this.#since.get(socket) ?? now
    this.#since.set(socket, since)
    return socket.linger < 0 || now - since < socket.linger
  }

  #warn(): void {
    for (const socket of this.#sockets) {
      for (const [endpoint, count] of socket.unsent) {
        const text = `${messages(count)} queued for ${endpoint} could not be sent yet, and may keep the process alive: the linger of the socket is ${socket.linger === -1 ? '-1, without a limit' : `${socket.linger} ms`}. Set linger, or close with close({ linger }).`
        this.#warnings.tell('ZMQ_QUEUED', endpoint, text)
      }
    }
  }

  /** The process exits: the event loop has stopped. Sends what existing connections accept. */
  #exit(): void {
    this.#flusher.flushAtOnce()
    const began = this.#runtime.now()
    let waiting = [...this.#sockets].filter((socket) => socket.sendNow())
    for (;;) {
      const passed = this.#runtime.now() - began
      if (passed >= EXIT_MS) break
      waiting = waiting.filter((socket) => (socket.linger < 0 || passed < socket.linger) && socket.sendNow())
      if (waiting.length === 0) break
      this.#runtime.block(1)
    }
    for (const socket of this.#sockets) if (socket.linger < 0) this.#warnLost(socket)
  }

  #warnLost(socket: EndingSocket): void {
    for (const [endpoint, count] of socket.unsent) {
      const text = `The process exited with ${messages(count)} queued for ${endpoint}. process.exit() and an uncaught exception do not wait for a connection: await context.terminate() before.`
      this.#warnings.tell('ZMQ_LOST_AT_EXIT', endpoint, text)
    }
  }
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`
}
