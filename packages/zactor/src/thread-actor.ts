/** An actor in the thread that was made for it: its pipe, its function, and its end, which is the end of the thread. */
import { context, Pair, ZmqError } from '@tszmq/sockets'
import { ActorPipe } from './actor-pipe.ts'
import type { ActorFunction } from './loop-home.ts'
import { BEGUN, LINK, LOADING, ORPHANED, RETURNED, TERMINATE, workerThreads } from './thread-link.ts'
import type { ThreadLink } from './thread-link.ts'

/** Milliseconds that what an actor sent before it crashed may take: the crash is to be known soon. */
const LAST_WORDS_MS = 500

/** Throws ERR_ZACTOR_NO_THREAD where no `Zactor.thread` waits for it. */
export function runThreadActor(run: ActorFunction<never>): void {
  const link = takeLink()
  // The owner gave it up while its module was loading, and ends the thread.
  if (Atomics.compareExchange(link.phase, 0, LOADING, BEGUN) === LOADING) void live(link, run)
}

/** A thread has one actor, so the link is there for the first who asks. */
function takeLink(): ThreadLink {
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
  // The thread lives as long as its function.
  context.runtime.hold()
  const pair = new Pair({ linger: LAST_WORDS_MS })
  const pipe = ActorPipe.over(pair)
  leaveWithOwner(pair, pipe)
  port.on('message', (word: unknown) => {
    if (word === TERMINATE) pipe.terminate()
    if (word === ORPHANED && pair.peers.length === 0) pipe.end()
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

/** When the owner has closed its end nobody will be at it again. */
function leaveWithOwner(pair: Pair, pipe: ActorPipe): void {
  let met = false
  pair.watch(() => {
    const alone = pair.peers.length === 0
    if (met && alone) pipe.end()
    met ||= !alone
  })
}

/** As every thread crashes, so that the owner gets what was thrown; and for sure, whatever listeners this thread has. */
async function crash(pair: Pair, error: unknown): Promise<void> {
  await pair[Symbol.asyncDispose]()
  context.runtime.defer(() => {
    throw error
  })
  context.runtime.yield(() => process.exit(1))
}
