/** What the owner of a thread and the actor in it say to each other beside their pipe: who is whose, the begin and the end. */
import type * as WorkerThreads from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { ZmqError } from '@tszmq/sockets'

/** In the data of a worker: of this library and this form of it. */
export const LINK = 'tszmq.zactor.1'

export interface ThreadLink {
  /** The actor binds it. */
  readonly name: string
  readonly args: unknown
  /** `TERMINATE` and `ORPHANED` this way, `RETURNED` the other. */
  readonly port: MessagePort
  /** One of the phases below, set by who is first. */
  readonly phase: Int32Array
}

/** The function has returned; what it sent may still be on its way. */
export const RETURNED = 'returned'

/** As `$TERM`, which may have to wait in the pipe. */
export const TERMINATE = 'terminate'

/** The owner has closed its end, perhaps before there was anybody at the other. */
export const ORPHANED = 'orphaned'

/** The module is loading. */
export const LOADING = 0

/** It has called `Zactor.run`. */
export const BEGUN = 1

/** The owner did not wait for that: there will be no actor. */
export const GIVEN_UP = 2

/** Loaded with the first actor in a thread, and by it. Throws ENOTSUP where threads cannot find each other. */
export function workerThreads(): typeof WorkerThreads {
  const { process } = globalThis as { process?: NodeJS.Process }
  const threads = process?.getBuiltinModule?.('node:worker_threads')
  if (typeof threads?.postMessageToThread === 'function') return threads
  throw new ZmqError('ENOTSUP', 'this runtime has no threads that can send each other ports: an actor in the loop does not need them')
}
