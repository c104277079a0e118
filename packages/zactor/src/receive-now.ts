/** What one end of a pipe has at this moment. It tells a closed end from an empty one, and throws for neither. */
import type { Pair } from '@tszmq/sockets'

/** The next message; undefined when there is none. */
export function receiveNow(pair: Pair): Buffer[] | 'closed' | undefined {
  try {
    return pair.tryReceive()
  } catch {
    return 'closed' // EBADF is all that a PAIR can throw
  }
}
