/** PULL (RFC 30): messages of all peers, fairly. Cannot send. */
import type { SocketOptions } from './options/socket-options.ts'
import { ReceivingSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { PullPattern } from './pattern/pull-pattern.ts'

export class Pull extends ReceivingSocket {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean

  constructor(options?: SocketOptions<Pull>) {
    super(Pull, 'PULL', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PullPattern()
  }
}
