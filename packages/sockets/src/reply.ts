/** REP (RFC 28): a request from any peer, then the reply to it. */
import type { SocketOptions } from './core/socket-options.ts'
import { DuplexSocket } from './core/duplex.ts'
import type { Pattern } from './core/pattern.ts'
import { RepPattern } from './pattern/rep-pattern.ts'

export class Reply extends DuplexSocket {
  declare routingId: string | Buffer | null

  constructor(options?: SocketOptions<Reply>) {
    super(Reply, 'REP', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new RepPattern(this)
  }
}
