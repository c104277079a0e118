/** Where this package reports an error that it has nobody to throw to. */

/** `console` is one, and so is a `Zlog`. */
export interface ErrorLog {
  error(line: string): void
}

/** Logs a line. An exception of the log is swallowed, since there is no other place to report it to. */
export function logError(log: ErrorLog, line: string): void {
  try {
    log.error(line)
  } catch {
    return
  }
}
