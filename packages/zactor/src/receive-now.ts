/** Reads from one end of a pipe without waiting, and without throwing if it is closed. */
import type { Pair } from '@tszmq/sockets'

/** The next message; undefined if there is none, 'closed' if the end is closed. */
export function receiveNow(pair: Pair): Buffer[] | 'closed' | undefined {
  try {
    return pair.tryReceive()
  } catch {
    return 'closed' // EBADF is all that a PAIR can throw
  }
}
