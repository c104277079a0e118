/** PULL (RFC 30): messages of all peers, fairly. Cannot send. */
import type { SocketOptions } from './options/socket-options.ts'
import { ReceivingSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
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
