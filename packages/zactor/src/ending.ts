/** How a run of an actor ended: it returned, or it crashed. There is no third way. */
import { ZmqError } from '@tszmq/sockets'

export interface Ending {
  /** What whoever waits on it is told. */
  readonly error: ZmqError
  /** It returned. */
  readonly well: boolean
}

export function returned(): Ending {
  return { error: new ZmqError('ERR_ZACTOR_ENDED', 'the actor has ended'), well: true }
}

/** `cause`: what it threw. */
export function crashed(cause: unknown): Ending {
  return { error: crash(inWords(cause), { cause }), well: false }
}

/** Whatever it is: a crash that cannot be told of would leave everybody waiting. */
function inWords(cause: unknown): string {
  try {
    return cause instanceof Error ? String(cause.message) : String(cause)
  } catch {
    return 'what it threw has no words'
  }
}

export function crash(why: string, options?: { cause: unknown }): ZmqError {
  return new ZmqError('ERR_ZACTOR_CRASHED', `the actor crashed: ${why}`, options)
}
