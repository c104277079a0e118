/** Time, deferral and chance, the only ones in the library: a test can put its own in place and replay whole topologies. */
/** What a context asks of the world it runs in. All times are milliseconds. */
export interface Runtime {
  /** A clock that never goes back and knows no time of day. */
  now(): number
  /** The time of day. The user of the machine may set it, so it is for people to read; nothing may wait by it. */
  date(): Date
  /** Calls `fn` once after `ms`; returns how to cancel it. It does not keep the process alive. */
  after(ms: number, fn: () => void): () => void
  /** Calls `fn` when the running code is done, promises it awaits included, and before any I/O. */
  defer(fn: () => void): void
  /** Calls `fn` after pending I/O had its turn. */
  yield(fn: () => void): void
  /** A number from 0 up to, not including, 1. */
  random(): number
  /** Keeps the process alive until the returned function is called. */
  hold(): () => void
  /** Calls `fn` each time that nothing else keeps the process alive; returns how to stop that. */
  beforeExit(fn: () => void): () => void
  /** Prints a warning for the user of the program. `code` has a heading in `docs/warnings.md`. */
  warn(text: string, code: string): void
  /** Calls `fn` when the process or the worker thread exits, after which no event loop turns; returns how to stop that. */
  atExit(fn: () => void): () => void
  /** Blocks the thread for `ms`. For `atExit` only. */
  block(ms: number): void
}
