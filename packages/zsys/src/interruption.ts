/**
 * SIGINT and SIGTERM for a whole program: the first one aborts a signal, the second one ends the process at once. Listeners are installed with
 * the first `Interruption` and removed with the last. Worker threads get no signals: their owner ends them.
 */
import { setMaxListeners } from 'node:events'
import { constants } from 'node:os'
import { inspect } from 'node:util'
import { ZmqError } from '@tszmq/sockets'
import { logError } from './error-log.ts'
import type { ErrorLog } from './error-log.ts'

export type InterruptingSignal = 'SIGINT' | 'SIGTERM'

const SIGNALS: readonly InterruptingSignal[] = ['SIGINT', 'SIGTERM']

const users = new Set<AbortController>()
let first: ZmqError | undefined

function interrupt(signal: InterruptingSignal): void {
  // The exit code that a shell reports for a program which was ended by a signal.
  if (first !== undefined) process.exit(128 + constants.signals[signal])
  first = new ZmqError('EINTR', `the program was interrupted by ${signal}`)
  for (const user of users) user.abort(first)
}

/**
 * While there is at least one, ^C and SIGTERM do not end the process. There may be any number.
 *
 * ```ts
 * using interruption = new Interruption()
 * const message = await socket.receive({ signal: interruption.signal })
 * ```
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController()

  constructor() {
    // A whole program may wait with one signal, and Node warns of a leak beyond ten listeners.
    setMaxListeners(0, this.#controller.signal)
    if (first !== undefined) this.#controller.abort(first)
    if (users.size === 0) for (const signal of SIGNALS) process.on(signal, interrupt)
    users.add(this.#controller)
  }

  /** Aborted by the first SIGINT or SIGTERM, with EINTR as the reason, even if that came before this object was made. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** True if `signal` is aborted (zsys_interrupted). */
  get interrupted(): boolean {
    return this.#controller.signal.aborted
  }

  /** Ends the interruption. After the last one SIGINT and SIGTERM end the process again. `signal` keeps its state. */
  dispose(): void {
    if (!users.delete(this.#controller) || users.size > 0) return
    for (const signal of SIGNALS) process.off(signal, interrupt)
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

/**
 * Runs a program that ends gracefully. `main` gets a signal that aborts at the first SIGINT or SIGTERM, and may take any time to end then. If
 * `main` rejects with the reason of that signal, it has ended well. Any other error is logged, and the exit code is 1. Never rejects.
 */
export async function runProgram(main: (signal: AbortSignal) => void | Promise<void>, log: ErrorLog = console): Promise<void> {
  const interruption = new Interruption()
  try {
    await main(interruption.signal)
  } catch (error) {
    if (interruption.interrupted && error === interruption.signal.reason) return
    logError(log, inspect(error))
    process.exitCode = 1
  } finally {
    interruption.dispose()
  }
}
