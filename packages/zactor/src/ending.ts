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
  return { error: crash(cause instanceof Error ? cause.message : String(cause), { cause }), well: false }
}

export function crash(why: string, options?: { cause: unknown }): ZmqError {
  return new ZmqError('ERR_ZACTOR_CRASHED', `the actor crashed: ${why}`, options)
}
