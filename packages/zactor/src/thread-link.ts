/** The channel beside the pipe by which the owner of a thread and the actor in it agree on the start and the end. */
import type * as WorkerThreads from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { ZmqError } from '@tszmq/sockets'

/** The key in `workerData`: the name of this library and the version of the link. */
export const LINK = 'tszmq.zactor.1'

export interface ThreadLink {
  /** The inproc name that the actor binds. */
  readonly name: string
  readonly args: unknown
  /** The owner sends `TERMINATE` and `OWNER_CLOSED`, the actor `RETURNED`. */
  readonly port: MessagePort
  /** One of the phases below. The side that is first sets it. */
  readonly phase: Int32Array
}

/** The function has returned. Messages that it sent may still be on their way. */
export const RETURNED = 'returned'

/** As `$TERM`, which may be behind other messages in the pipe. */
export const TERMINATE = 'terminate'

/** The owner has closed its end of the pipe, perhaps before the actor has connected. */
export const OWNER_CLOSED = 'owner-closed'

/** The module is loading. */
export const LOADING = 0

/** The module has called `Zactor.run`. */
export const BEGUN = 1

/** The owner has ended the thread before the module called `Zactor.run`. */
export const ABORTED = 2

/** Loads `node:worker_threads` on first use. Throws ENOTSUP if the runtime cannot connect threads. */
export function workerThreads(): typeof WorkerThreads {
  const { process } = globalThis as { process?: NodeJS.Process }
  const threads = process?.getBuiltinModule?.('node:worker_threads')
  if (typeof threads?.postMessageToThread === 'function') return threads
  throw new ZmqError('ENOTSUP', 'this runtime has no threads that can send each other ports: an actor in the loop does not need them')
}
