/** PAIR (RFC 31): one peer, both ways. A second peer is refused while the first is there. */
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { PairPattern } from './pattern/pair-pattern.ts'

export class Pair extends DuplexSocket {
  constructor(options?: SocketOptions<Pair>) {
    super(Pair, 'PAIR', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PairPattern()
  }
}
