/** Runs an actor in the event loop of its owner. Its function is called when the running code is done, and cannot be stopped by force. */
import type { Context, ZmqError } from '@tszmq/sockets'
import { Pair } from '@tszmq/sockets'
import { ActorPipe, TERM } from './actor-pipe.ts'
import type { RunResult } from './run-result.ts'
import { crashed, returned } from './run-result.ts'
import type { Runner } from './runner.ts'

/** The function of an actor. It calls `pipe.signal()` when it is ready, and returns when it reads `$TERM` from `pipe`. */
export type ActorFunction<A = undefined> = (pipe: ActorPipe, args: A) => Promise<void> | void

const DONE = Promise.resolve()

/** The number of the next pipe. Its name is in use only until both ends are connected. */
let pipes = 0

export class LoopRunner implements Runner {
  readonly pair: Pair
  readonly #run: ActorFunction<never>
  readonly #args: unknown
  #actorPair: Pair | undefined = undefined
  #pipe: ActorPipe | undefined = undefined

  /** Throws EMFILE, ETERM. */
  constructor(context: Context, run: ActorFunction<never>, args: unknown) {
    this.#run = run
    this.#args = args
    this.pair = new Pair({ context, linger: 0 })
  }

  start(ended: (result: RunResult) => void): void {
    const actorPair = connected(this.pair)
    this.#actorPair = actorPair
    this.#pipe = ActorPipe.over(actorPair)
    void this.#callFunction(this.#pipe).then((result) => {
      actorPair.close()
      ended(result)
    })
  }

  terminate(): void {
    this.#pipe?.terminate()
    this.pair.send(TERM).catch(() => undefined) // if it is closed, the actor reads $TERM anyway
  }

  /** No effect: the work of a function keeps the event loop alive by itself. */
  ref(): void {}

  close(): Promise<void> {
    this.#actorPair?.close()
    this.pair.close()
    return DONE
  }

  async #callFunction(pipe: ActorPipe): Promise<RunResult> {
    await DONE
    try {
      await this.#run(pipe, this.#args as never)
    } catch (error) {
      if (!pipe.endedBy(error)) return crashed(error)
    }
    return returned()
  }
}

/** The actor's end of the pipe, which no other socket can reach. Throws EMFILE, ETERM, and closes `own` then. */
function connected(own: Pair): Pair {
  try {
    const actorPair = new Pair({ context: own.context, linger: 0 })
    const endpoint = bindToFreeName(own)
    actorPair.connect(endpoint)
    own.unbindSync(endpoint)
    return actorPair
  } catch (error) {
    own.close()
    throw error
  }
}

/** The two builds of this package count separately, so a name may be in use. */
function bindToFreeName(pair: Pair): string {
  for (;;) {
    const endpoint = `inproc://zactor-${pipes++}`
    try {
      pair.bindSync(endpoint)
      return endpoint
    } catch (error) {
      if ((error as ZmqError).code !== 'EADDRINUSE') throw error
    }
  }
}
