/** XSUB (RFC 29): a SUB that subscribes by sending `01 topic` and `00 topic`, and receives all that comes. */
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { XsubPattern } from './pattern/xsub-pattern.ts'

export class XSubscriber extends DuplexSocket {
  constructor(options?: SocketOptions<XSubscriber>) {
    super(XSubscriber, 'XSUB', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new XsubPattern(this)
  }
}
