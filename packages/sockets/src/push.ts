/** The PUSH socket (RFC 30). */
import type { SocketOptions } from './options/socket-options.ts'
import { SendingSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { PushPattern } from './pattern/push-pattern.ts'

/** PUSH (RFC 30): sends each message to the next peer that has room. Cannot receive. */
export class Push extends SendingSocket {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean

  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<Push>) {
    super(Push, 'PUSH', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new PushPattern(this)
  }
}
