/** Where a beacon says what it does. `console` is one. */
export interface BeaconLog {
  /** Only after VERBOSE. */
  info(line: string): void
  warn(line: string): void
}

/** The same, but one that throws ends nothing. */
export function contained(log: BeaconLog): BeaconLog {
  const call = (say: (line: string) => void) => (line: string) => {
    try {
      say(line)
    } catch {
      return
    }
  }
  return { info: call((line) => log.info(line)), warn: call((line) => log.warn(line)) }
}
