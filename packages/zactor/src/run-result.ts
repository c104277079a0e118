/** How one run of an actor ended: its function returned, or it crashed. */
import { ZmqError } from '@tszmq/sockets'

export interface RunResult {
  /** The error with which waiting calls reject. */
  readonly error: ZmqError
  /** True if the function returned. */
  readonly ok: boolean
}

export function returned(): RunResult {
  return { error: new ZmqError('ERR_ZACTOR_ENDED', 'the actor has ended'), ok: true }
}

/** `cause` is what the function threw. */
export function crashed(cause: unknown): RunResult {
  return { error: crash(messageOf(cause), { cause }), ok: false }
}

/** Never throws, whatever was thrown: waiting calls must be rejected. */
function messageOf(cause: unknown): string {
  try {
    return cause instanceof Error ? String(cause.message) : String(cause)
  } catch {
    return 'the value that was thrown has no message'
  }
}

export function crash(why: string, options?: { cause: unknown }): ZmqError {
  return new ZmqError('ERR_ZACTOR_CRASHED', `the actor crashed: ${why}`, options)
}
