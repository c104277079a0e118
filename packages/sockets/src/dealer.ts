/** DEALER (RFC 28): to its peers in turn, from its peers fairly, in any order. */
import type { SocketOptions } from './core/socket-options.ts'
import { DuplexSocket } from './core/duplex.ts'
import type { Pattern } from './core/pattern.ts'
import { DealerPattern } from './pattern/dealer-pattern.ts'

export class Dealer extends DuplexSocket {
  declare routingId: string | Buffer | null
  declare probeRouter: boolean
  declare conflate: boolean

  constructor(options?: SocketOptions<Dealer>) {
    super(Dealer, 'DEALER', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new DealerPattern(this.values)
  }
}
