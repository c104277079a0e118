/** The XSUB socket (RFC 29). */
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { XsubPattern } from './pattern/xsub-pattern.ts'

/** XSUB (RFC 29): a SUB that subscribes by sending `01 topic` and `00 topic`, and receives each message that a publisher sends to it. */
export class XSubscriber extends DuplexSocket {
  /** Throws TypeError for an unknown option, and ZmqError EINVAL, ENOTSUP, EMFILE or ETERM. */
  constructor(options?: SocketOptions<XSubscriber>) {
    super(XSubscriber, 'XSUB', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new XsubPattern(this)
  }
}
