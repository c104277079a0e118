/** Where an authenticator says what it does. `console` is one. It is never told a password. */
export interface Logger {
  /** Only after VERBOSE. */
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

/** The same, but one that throws changes nothing of what is decided: there is nobody left to tell. */
export function contained(log: Logger): Logger {
  const call = (say: (line: string) => void) => (line: string) => {
    try {
      say(line)
    } catch {
      return
    }
  }
  return { info: call((line) => log.info(line)), warn: call((line) => log.warn(line)), error: call((line) => log.error(line)) }
}

/** What came from a peer, so that it can do nothing to a log or to a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
