/** The clock, timers, deferral and random numbers of the library. A test can replace them and replay whole topologies. */

/** The clock, timers and random numbers that a context uses. All times are in milliseconds. */
export interface Runtime {
  /** Returns the time of a monotonic clock. */
  now(): number
  /** Returns the time of day, for people to read. Not for waiting, since the user of the machine may change it. */
  date(): Date
  /** Calls `fn` once after `ms`. Returns a function that cancels it. Does not keep the process alive. */
  after(ms: number, fn: () => void): () => void
  /** Calls `fn` when the running code is done, promises it awaits included, and before any I/O. */
  defer(fn: () => void): void
  /** Calls `fn` after pending I/O had its turn. */
  yield(fn: () => void): void
  /** Returns a random number, at least 0 and less than 1. */
  random(): number
  /** Keeps the process alive until the returned function is called. */
  hold(): () => void
  /** Calls `fn` each time that nothing else keeps the process alive. Returns a function that stops that. */
  beforeExit(fn: () => void): () => void
  /** Prints a warning for the user of the program. `code` has a heading in `docs/warnings.md`. */
  warn(text: string, code: string): void
  /** Calls `fn` when the process or worker thread exits, when the event loop has stopped. Returns a function that stops that. */
  atExit(fn: () => void): () => void
  /** Blocks the thread for `ms`. For `atExit` only. */
  block(ms: number): void
}
