/** The PAIR socket (RFC 31). */
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { PairPattern } from './pattern/pair-pattern.ts'

/** PAIR (RFC 31): sends to and receives from exactly one peer. A second peer is rejected while the first is connected. */
export class Pair extends DuplexSocket {
  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Pair>) {
    super(Pair, 'PAIR', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PairPattern()
  }
}
