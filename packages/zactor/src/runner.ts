/** Runs the function of an actor once: in the event loop of its owner, or in a worker thread. */
import type { Pair } from '@tszmq/sockets'
import type { RunResult } from './run-result.ts'

export interface Runner {
  /** The owner's end of the pipe. The actor's end is connected by `start`. */
  readonly pair: Pair
  /** Starts the function. `ended` is called once, in a later turn. Throws if it cannot start, and closes the pipe then. */
  start(ended: (result: RunResult) => void): void
  /** Asks the function to end: aborts `pipe.terminating`, and sends `$TERM` behind the messages that were sent before. */
  terminate(): void
  /** Lets a thread keep the process alive, since a caller waits for its end. */
  ref(): void
  /** Closes the pipe after the run has ended. Resolves when its thread has exited too. */
  close(): Promise<void>
}
