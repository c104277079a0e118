/** REQ (RFC 28): a request to one peer, then its reply. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { SocketOptions } from './options/socket-options.ts'
import { DuplexSocket } from './socket/duplex.ts'
import type { Pattern } from './pattern/pattern.ts'
import { ReqPattern } from './pattern/req-pattern.ts'

export class Request extends DuplexSocket {
  declare routingId: string | Bytes | null
  declare probeRouter: boolean
  declare correlate: boolean
  declare relaxed: boolean

  constructor(options?: SocketOptions<Request>) {
    super(Request, 'REQ', options)
  }

  /** @internal */
  protected makePattern(): Pattern {
    return new ReqPattern(this, this.values, Math.floor(this.runtime.random() * 0x100000000))
  }
}
