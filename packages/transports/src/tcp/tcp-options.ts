/** The options of the tcp transport, and how they follow from the options of a socket. */
import type { SocksProxy } from '../socks/socks-proxy.ts'

/** Options of tcp. Those that are not used by `connect`, or by `listen`, have no effect there. */
export interface TcpOptions {
  /** Whether to resolve, connect and bind IPv6 addresses too (ZMQ_IPV6). */
  readonly ipv6: boolean
  /** TCP keep-alive: -1 for the system's default, 0 for off, 1 for on (ZMQ_TCP_KEEPALIVE). */
  readonly keepalive: number
  /** Idle time in seconds before the first keep-alive probe (ZMQ_TCP_KEEPALIVE_IDLE). -1 for the system's default. */
  readonly keepaliveIdle: number
  /** Number of connections that the system queues before they are accepted (ZMQ_BACKLOG). For `listen`. */
  readonly backlog: number
  /** CIDR blocks of the peers that are accepted (ZMQ_TCP_ACCEPT_FILTER). Empty: all peers. Others are closed before `accept`. For `listen`. */
  readonly acceptFilter: readonly string[]
  /** The SOCKS5 proxy to connect through (ZMQ_SOCKS_PROXY), which resolves the host name. For `connect`. */
  readonly socksProxy?: SocksProxy
  /**
   * The file descriptor of a socket to use (ZMQ_USE_FD). `connect` uses a connected socket instead of connecting; then there is no proxy.
   * `listen` uses a bound socket instead of binding.
   */
  readonly fd?: number
}

/** The socket options that tcp reads. */
export interface TcpSocketOptions {
  readonly ipv6: boolean
  readonly tcpKeepalive: number
  readonly tcpKeepaliveIdle: number
  readonly backlog: number
  readonly tcpAcceptFilter: readonly string[]
  readonly socksProxy: string | null
  readonly socksUsername: string | null
  readonly socksPassword: { reveal(): Uint8Array } | null
  /** -1 for none. */
  readonly useFd: number
}

/** Makes the options of tcp of the options of a socket. */
export function tcpOptionsOf(socket: TcpSocketOptions): TcpOptions {
  const options: TcpOptions = {
    ipv6: socket.ipv6,
    keepalive: socket.tcpKeepalive,
    keepaliveIdle: socket.tcpKeepaliveIdle,
    backlog: socket.backlog,
    acceptFilter: socket.tcpAcceptFilter,
  }
  if (socket.useFd >= 0) return { ...options, fd: socket.useFd }
  if (socket.socksProxy === null) return options
  const password = new TextDecoder('utf-8', { ignoreBOM: true }).decode(socket.socksPassword?.reveal())
  return { ...options, socksProxy: { address: socket.socksProxy, username: socket.socksUsername ?? '', password } }
}
