/** What a poller and a reactor can watch: sockets that receive, and actors. Who watches it never receives from it. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { Context } from '../socket/context.ts'
import { ZmqError } from '../events/zmq-error.ts'

export interface Pollable {
  /** Whose time it lives in. */
  readonly context: Context
  /** Nothing will ever be received from it again. */
  readonly closed: boolean
  /** There is something to receive now. */
  readonly readable: boolean
  /** The next message if there is one now. */
  tryReceive(): Bytes[] | undefined
  /**
   * `changed` is called whenever it may have become readable, and when it was closed.
   * @internal
   */
  watch(changed: () => void): { stop(): void }
}

/** Throws TypeError for whatever else a program gives, EBADF for what is closed. */
export function checkPollable(what: Pollable): void {
  const { watch, tryReceive, closed } = (what as Partial<Pollable> | null | undefined) ?? {}
  if (typeof watch !== 'function' || typeof tryReceive !== 'function') {
    throw new TypeError(`what is polled is a socket that receives, or an actor, not ${nameOf(what)}`)
  }
  if (closed === true) throw new ZmqError('EBADF', 'what is closed cannot be polled')
}

function nameOf(what: unknown): string {
  if (typeof what !== 'object' || what === null) return String(what)
  const { constructor } = what as { constructor?: { name?: string } }
  return `a ${constructor?.name ?? 'plain object'}`
}
