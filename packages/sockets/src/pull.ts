/** The PULL socket (RFC 30). */
import type { SocketOptions } from './options/socket-options.ts'
import { ReceivingSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { PullPattern } from './pattern/pull-pattern.ts'

/** PULL (RFC 30): receives from all peers in turn. Cannot send. */
export class Pull extends ReceivingSocket {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Pull>) {
    super(Pull, 'PULL', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PullPattern()
  }
}
