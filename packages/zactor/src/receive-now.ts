/** What one end of a pipe has at this moment. It tells a closed end from an empty one, and throws for neither. */
import type { Pair } from '@tszmq/sockets'

/** The next message; undefined when there is none. A socket tells its watchers that it is closing before it says `closed`. */
export function receiveNow(pair: Pair): Buffer[] | 'closed' | undefined {
  try {
    return pair.tryReceive()
  } catch {
    return 'closed' // EBADF is all that a PAIR can throw
  }
}
