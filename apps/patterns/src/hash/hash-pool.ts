/** A pool of threads that hash files. Each takes a file when it is done with the last one, so that no thread has a queue. */
import { Zactor } from 'tszmq'

/** What becomes of a file. */
export interface Hashed {
  readonly path: string
  readonly digest?: string
  /** Why there is none. */
  readonly failure?: string
}

export interface HashPoolOptions {
  readonly threads: number
  /** Ends all of it. */
  readonly signal: AbortSignal
  /** So many bytes more have been hashed. */
  readonly progress: (bytes: number) => void
  /** A file is done. The thread that did it waits until this resolves. */
  readonly done: (file: Hashed) => Promise<void>
}

/** `actor`: the module of a thread. Rejects when a thread crashes, and with the reason of `signal`; no thread is left in any case. */
export async function hashFiles(actor: URL, paths: AsyncIterable<string>, options: HashPoolOptions): Promise<void> {
  const { threads, signal } = options
  // All take from one iterator, which is asked for the next path only when a thread has nothing to do.
  const rest = paths[Symbol.asyncIterator]()
  const quit = new AbortController()
  const ended = AbortSignal.any([signal, quit.signal])
  const work = async (): Promise<void> => {
    await using thread = await Zactor.thread(actor, undefined, { signal: ended })
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      await hashFile(thread, next.value, options)
    }
  }
  const working = Array.from({ length: threads }, () => work().catch((error: unknown) => quit.abort(error)))
  await Promise.all(working)
  ended.throwIfAborted()
}

async function hashFile(thread: Zactor, path: string, { progress, done }: HashPoolOptions): Promise<void> {
  await thread.send(path)
  for (;;) {
    const [what, value] = await thread.receive()
    if (String(what) === 'PROGRESS') progress(Number(value))
    else return done(String(what) === 'DONE' ? { path, digest: String(value) } : { path, failure: String(value) })
  }
}
