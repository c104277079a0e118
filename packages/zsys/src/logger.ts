/** Where something says what it does. */

/** `console` is one, a `Zlog` another. It is never told a password or a secret key. */
export interface Logger {
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

/** The same, but one that throws ends nothing and changes nothing: there is nobody left to tell. */
export function contained(log: Partial<Logger>): Logger {
  const call = (say: () => void): void => {
    try {
      say()
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

/** What came from a peer, so that it can do nothing to a log or to a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
