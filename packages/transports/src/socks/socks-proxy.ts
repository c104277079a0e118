/** The SOCKS5 proxy that a socket's options name. */
import { Attempt } from '../attempt.ts'
import { parseTcpConnect } from '../tcp/tcp-address.ts'

/** A proxy and a login (ZMQ_SOCKS_PROXY, ZMQ_SOCKS_USERNAME, ZMQ_SOCKS_PASSWORD). */
export interface SocksProxy {
  /** `host:port`, or `source:port;host:port` to connect to the proxy from a local address. Resolved at each attempt. */
  readonly address: string
  /** 0 to 255 bytes of UTF-8. `''` means no login. */
  readonly username: string
  /** 0 to 255 bytes of UTF-8. Ignored without a user name. Sent to the proxy in clear text. */
  readonly password: string
}

/** Throws `EINVAL` if `address` is not the address of a proxy. */
export function checkSocksProxy(address: string): void {
  parseTcpConnect(address, new Attempt('cannot use the SOCKS proxy', address))
}
