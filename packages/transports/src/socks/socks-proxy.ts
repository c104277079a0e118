/** A SOCKS5 proxy as a socket's options name it. No I/O; refuses an address that can never be one. */
import { Attempt } from '../attempt.ts'
import { parseTcpConnect } from '../tcp/tcp-address.ts'

/** Who connects for us (ZMQ_SOCKS_PROXY, ZMQ_SOCKS_USERNAME, ZMQ_SOCKS_PASSWORD). */
export interface SocksProxy {
  /** `host:port`, or `source:port;host:port` to come to it from an address of one's own. Looked up at each attempt. */
  readonly address: string
  /** 0 to 255 bytes of UTF-8. '': nothing is said of who we are. */
  readonly username: string
  /** 0 to 255 bytes of UTF-8; of no account without a user name. It goes to the proxy as it is, for all to read. */
  readonly password: string
}

/** Throws a TransportError EINVAL for what is no address of a proxy. */
export function checkSocksProxy(address: string): void {
  parseTcpConnect(address, new Attempt('cannot use the SOCKS proxy', address))
}
