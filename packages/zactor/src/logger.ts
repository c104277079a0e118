/** The interface of a log, and helpers that make a log and its lines safe. */

/** Where an actor or a program writes its lines. `console` is one, a `Zlog` another. No password and no secret key is ever logged. */
export interface Logger {
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

/** Wraps `log`: an exception of it is swallowed, since there is no other place to report it to. A missing method does nothing. */
export function contained(log: Partial<Logger>): Logger {
  const call = (write: () => void): void => {
    try {
      write()
    } catch {
      return
    }
  }
  return {
    info: (line) => call(() => log.info?.(line)),
    warn: (line) => call(() => log.warn?.(line)),
    error: (line) => call(() => log.error?.(line)),
  }
}

/** Quotes text that came from a peer. The result has printable ASCII only, so it cannot harm a log or a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** As `quoted`, of the first 100 characters. */
export function excerpt(text: string): string {
  return quoted(text.slice(0, 100))
}
