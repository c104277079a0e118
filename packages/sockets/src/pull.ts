/** PULL (RFC 30): messages of all peers, fairly. Cannot send. */
import type { SocketOptions } from './core/socket-options.ts'
import { ReceivingSocket } from './core/duplex.ts'
import type { Pattern } from './core/pattern.ts'
import { PullPattern } from './pattern/pull-pattern.ts'

export class Pull extends ReceivingSocket {
  declare conflate: boolean

  constructor(options?: SocketOptions<Pull>) {
    super(Pull, 'PULL', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PullPattern()
  }
}
