/** Where one run of an actor is: in the loop of its owner, or in a thread. It starts once, and tells once how that ended. */
import type { Pair } from '@tszmq/sockets'
import type { Ending } from './ending.ts'

export interface Home {
  /** The owner's end of the pipe; nobody is at the other before the start. */
  readonly pair: Pair
  /** Begins. `ended` is called once, in a later turn. Throws what keeps it from beginning; nothing is left of it then. */
  start(ended: (ending: Ending) => void): void
  /** The owner wants the end: aborts what the actor waits on, and sends `$TERM` behind what was sent before. */
  terminate(): void
  /** Somebody waits for its end: what it does keeps the process alive. */
  ref(): void
  /** It has ended, and the owner is done with it: closes the pipe. Resolves when nothing is left, a thread included. */
  leave(): Promise<void>
}
