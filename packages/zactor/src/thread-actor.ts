/** The thread's side of an actor in a worker thread: connects the pipe, calls the function, and ends the thread. */
import { context, Pair, ZmqError } from '@tszmq/sockets'
import { ActorPipe } from './actor-pipe.ts'
import type { ActorFunction } from './loop-runner.ts'
import { BEGUN, LINK, LOADING, OWNER_CLOSED, RETURNED, TERMINATE, workerThreads } from './thread-link.ts'
import type { ThreadLink } from './thread-link.ts'

/** The linger of the pipe after a crash, in milliseconds: short, so that the owner learns of the crash soon. */
const CRASH_LINGER_MS = 500

/** Throws ERR_ZACTOR_NO_THREAD outside a thread of `Zactor.thread`, and at a second call. */
export function runThreadActor(run: ActorFunction<never>): void {
  const link = claimLink()
  // If the owner was destroyed while the module was loading, it ends the thread.
  if (Atomics.compareExchange(link.phase, 0, LOADING, BEGUN) === LOADING) void live(link, run)
}

/** Returns the link to the first caller, since a thread has one actor. */
function claimLink(): ThreadLink {
  const threads = workerThreads()
  const data = threads.workerData as Record<string, ThreadLink | undefined> | null | undefined
  const link = threads.isMainThread ? undefined : data?.[LINK]
  if (data === null || data === undefined || link === undefined) {
    throw new ZmqError('ERR_ZACTOR_NO_THREAD', 'Zactor.run() is called once, in a module that Zactor.thread() has started')
  }
  data[LINK] = undefined
  return link
}

async function live({ name, args, port }: ThreadLink, run: ActorFunction<never>): Promise<void> {
  // Keeps the thread alive until its function ends.
  context.runtime.hold()
  const pair = new Pair({ linger: CRASH_LINGER_MS })
  const pipe = ActorPipe.over(pair)
  watchOwner(pair, pipe)
  port.on('message', (message: unknown) => {
    if (message === TERMINATE) pipe.terminate()
    if (message === OWNER_CLOSED && pair.peers.length === 0) pipe.ownerGone()
  })
  port.unref()
  pair.bindSync(`inproc://${name}`)
  try {
    await run(pipe, args as never)
  } catch (error) {
    if (!pipe.endedBy(error)) return crash(pair, error)
  }
  port.postMessage(RETURNED)
  if (!pair.closed) pair.linger = -1
  await context.terminate()
  process.exit(0)
}

/** Tells the pipe once the owner has closed its end: no owner will connect again. */
function watchOwner(pair: Pair, pipe: ActorPipe): void {
  let connected = false
  pair.watch(() => {
    const alone = pair.peers.length === 0
    if (connected && alone) pipe.ownerGone()
    connected ||= !alone
  })
}

/** Throws the error outside any handler, so that the owner gets it as the error of the thread. Exits even if this thread has listeners for it. */
async function crash(pair: Pair, error: unknown): Promise<void> {
  await pair[Symbol.asyncDispose]()
  context.runtime.defer(() => {
    throw error
  })
  context.runtime.yield(() => process.exit(1))
}
