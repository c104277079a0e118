/**
 * SIGINT and SIGTERM for a whole program: the first asks it to end, the second ends it at once. Nothing is installed before somebody
 * asks, and nothing stays when the last one has gone. Worker threads hear no signals: their owner ends them.
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
  // What a shell says of a program that a signal ended.
  if (first !== undefined) process.exit(128 + constants.signals[signal])
  first = new ZmqError('EINTR', `the program was told to end by ${signal}`)
  for (const user of users) user.abort(first)
}

/**
 * While there is one, ^C and SIGTERM do not end the process. There may be any number.
 *
 * ```ts
 * using interruption = new Interruption()
 * const message = await socket.receive({ signal: interruption.signal })
 * ```
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController()

  constructor() {
    // A whole program may wait with one signal. Node takes more than ten listeners for a leak.
    setMaxListeners(0, this.#controller.signal)
    if (first !== undefined) this.#controller.abort(first)
    if (users.size === 0) for (const signal of SIGNALS) process.on(signal, interrupt)
    users.add(this.#controller)
  }

  /** Aborted by the first of the two signals, with an EINTR as reason, also if that was before this was made. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether it was; zsys_interrupted. */
  get interrupted(): boolean {
    return this.#controller.signal.aborted
  }

  /** Leaves the signals to the others, or to the system when there are none. The signal stays as it is. */
  dispose(): void {
    if (!users.delete(this.#controller) || users.size > 0) return
    for (const signal of SIGNALS) process.off(signal, interrupt)
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

/**
 * Runs a program that ends gracefully: `main` is given a signal, and has the time it likes to end when that aborts. What it rejects
 * with then, because of the interruption, is its end. Any other error is told the log and makes the exit code 1. Never rejects.
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
