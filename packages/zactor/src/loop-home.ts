/** The event loop of its owner as the home of an actor: its function is called when the running code is done. It cannot be killed. */
import type { Context, ZmqError } from '@tszmq/sockets'
import { Pair } from '@tszmq/sockets'
import { ActorPipe, TERM } from './actor-pipe.ts'
import type { Ending } from './ending.ts'
import { crashed, returned } from './ending.ts'
import type { Home } from './home.ts'

/** What an actor does. It signals `pipe` when it is ready, and returns when it reads `$TERM` from it. */
export type ActorFunction<A = undefined> = (pipe: ActorPipe, args: A) => Promise<void> | void

const GONE = Promise.resolve()

/** For the next pipe. A name is taken only until both ends are joined. */
let pipes = 0

export class LoopHome implements Home {
  readonly pair: Pair
  readonly #run: ActorFunction<never>
  readonly #args: unknown
  #far: Pair | undefined = undefined
  #pipe: ActorPipe | undefined = undefined

  /** Throws EMFILE, ETERM. */
  constructor(context: Context, run: ActorFunction<never>, args: unknown) {
    this.#run = run
    this.#args = args
    this.pair = new Pair({ context, linger: 0 })
  }

  start(ended: (ending: Ending) => void): void {
    const far = joined(this.pair)
    this.#far = far
    this.#pipe = ActorPipe.over(far)
    void this.#live(this.#pipe).then((ending) => {
      far.close()
      ended(ending)
    })
  }

  terminate(): void {
    this.#pipe?.terminate()
    this.pair.send(TERM).catch(() => undefined) // closed: the actor reads $TERM then, too
  }

  /** What it does in the loop does that anyway. */
  ref(): void {}

  leave(): Promise<void> {
    this.#far?.close()
    this.pair.close()
    return GONE
  }

  async #live(pipe: ActorPipe): Promise<Ending> {
    await GONE
    try {
      await this.#run(pipe, this.#args as never)
    } catch (error) {
      if (!pipe.endedBy(error)) return crashed(error)
    }
    return returned()
  }
}

/** The other end of the pipe, which nobody else can reach. Throws EMFILE, ETERM, and `own` is closed then. */
function joined(own: Pair): Pair {
  try {
    const far = new Pair({ context: own.context, linger: 0 })
    const endpoint = bindSomewhere(own)
    far.connect(endpoint)
    own.unbindSync(endpoint)
    return far
  } catch (error) {
    own.close()
    throw error
  }
}

/** Both builds of this package may count in one context, so a name may be taken. */
function bindSomewhere(pair: Pair): string {
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
