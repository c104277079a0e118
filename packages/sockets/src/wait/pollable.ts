/** What a poller and a reactor can watch: sockets that receive, and actors. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { Context } from '../socket/context.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** A socket that receives, or an actor, to be watched by a poller or a reactor. They tell when it is readable and receive nothing from it. */
export interface Pollable {
  /** The context, whose clock and timers the watcher uses. */
  readonly context: Context
  /** True if nothing can be received from it any more. */
  readonly closed: boolean
  /** True if a message can be received now. */
  readonly readable: boolean
  /** Returns the next message, or undefined if there is none now. */
  tryReceive(): Bytes[] | undefined
  /**
   * Calls `changed` whenever it may have become readable, and when it is closed. `stop` ends that.
   * @internal
   */
  watch(changed: () => void): { stop(): void }
}

/** Throws TypeError if `value` is not a Pollable, and EBADF if it is closed. */
export function checkPollable(value: Pollable): void {
  const { watch, tryReceive, closed } = (value as Partial<Pollable> | null | undefined) ?? {}
  if (typeof watch !== 'function' || typeof tryReceive !== 'function') {
    throw new TypeError(`only a socket that receives, or an actor, can be polled, not ${nameOf(value)}`)
  }
  if (closed === true) throw new ZmqError('EBADF', 'a closed socket or actor cannot be polled')
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { constructor } = value as { constructor?: { name?: string } }
  return `a ${constructor?.name ?? 'plain object'}`
}
