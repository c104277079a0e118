/** DEALER (RFC 28): to its peers in turn, from its peers fairly, in any order. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { DealerPattern } from './pattern/dealer-pattern.ts'

export class Dealer extends DuplexSocket {
  declare routingId: string | Bytes | null
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
