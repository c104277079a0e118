/** The log of one actor: each line begins with the actor's name, and a fault that lasts is logged once. */
import { contained } from './logger.ts'
import type { Logger } from './logger.ts'

export class ActorLog {
  /** Set by VERBOSE: `info` writes its lines. */
  verbose = false
  /** The name of the actor, as in `zauth`. */
  readonly name: string
  readonly #log: Logger
  #lastFault = ''

  constructor(name: string, log: Partial<Logger> = globalThis.console) {
    this.name = name
    this.#log = contained(log)
  }

  /** Writes a line if the actor is verbose. `line` is not called otherwise. */
  info(line: () => string): void {
    if (this.verbose) this.#log.info(`${this.name}: ${line()}`)
  }

  warn(line: string): void {
    this.#log.warn(`${this.name}: ${line}`)
  }

  /** Warns, unless the last fault was the same and `recovered` was not called since. */
  warnOnce(fault: string, line = fault): void {
    if (fault !== this.#lastFault) this.warn(line)
    this.#lastFault = fault
  }

  /** The fault is over: if it comes back, it is logged again. */
  recovered(): void {
    this.#lastFault = ''
  }
}

/** Makes the log of the actor `name`. */
export function actorLog(name: string, log?: Partial<Logger>): ActorLog {
  return new ActorLog(name, log)
}
