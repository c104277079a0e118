/** The tcp transport, over node:net. Nagle's algorithm is always off. */
import type { Server, Socket, TcpNetConnectOpts } from 'node:net'
import { AcceptFilter } from './accept-filter.ts'
import { Attempt } from '../attempt.ts'
import type { Conn } from '../conn.ts'
import { dial } from '../node/dial.ts'
import { formatEndpoint } from '../endpoint.ts'
import { formatHostPort, type HostPort } from '../ip/host-port.ts'
import { canonicalIp } from '../ip/ip-address.ts'
import { checkKind, listenTo } from '../node/inherited-socket.ts'
import { IpResolver, type IpAddress } from '../ip/ip-resolver.ts'
import { systemNames, type Names } from '../ip/names.ts'
import { openServer, type ServerPlan } from '../node/open-server.ts'
import { READS_INTO_BUFFER } from '../node/read-buffer.ts'
import { ServerListener } from '../node/server-listener.ts'
import { SocketConn, type ConnNames, type ReadTap } from '../node/socket-conn.ts'
import { SocksNegotiation } from '../socks/socks-negotiation.ts'
import { tcpOptionsOf, type TcpOptions } from './tcp-options.ts'
import { formatTcpTarget, parseTcpBind, parseTcpConnect, type TcpTarget } from './tcp-address.ts'
import type { ConnectOptions, Listener, ListenOptions, Transport, TransportOptions } from '../transport.ts'

/** Options of {@link TcpTransport}. Only tests need them. */
export interface TcpTransportOptions {
  /** Names of hosts and interfaces. Default: those of this system. */
  readonly names?: Names
  /** Read into one buffer that all connections share. Default: true if the runtime supports it (Node). */
  readonly intoBuffer?: boolean
}

type Connecting = ConnectOptions & TcpOptions
type Listening = ListenOptions & TcpOptions

/** The transport for `tcp://`. Connects through a SOCKS5 proxy (RFC 1928) if one is set. */
export class TcpTransport implements Transport<TcpOptions> {
  readonly scheme = 'tcp'
  readonly framing = 'stream'
  readonly optionsOf = tcpOptionsOf
  readonly #resolver: IpResolver
  readonly #intoBuffer: boolean

  constructor(options: TcpTransportOptions = {}) {
    this.#resolver = new IpResolver(options.names ?? systemNames)
    this.#intoBuffer = options.intoBuffer ?? READS_INTO_BUFFER
  }

  checkConnect(address: string): string {
    return formatTcpTarget(parseTcpConnect(address, connecting(address)))
  }

  checkBind(address: string): string {
    return formatHostPort(parseTcpBind(address, binding(address)))
  }

  async connect(address: string, options: Connecting): Promise<Conn> {
    const attempt = connecting(address)
    const target = parseTcpConnect(address, attempt)
    const { socksProxy, fd } = options
    if (fd !== undefined) {
      return dial({ port: target.peer.port }, this.#intoBuffer, attempt, options, (socket, tap) => tcpConn(socket, tap, options))
    }
    if (socksProxy === undefined) {
      return this.#reach(target, attempt, options, (route) =>
        dial(route, this.#intoBuffer, attempt, options, (socket, tap) => tcpConn(socket, tap, options)),
      )
    }
    const reaching = new Attempt(`cannot reach the SOCKS proxy ${socksProxy.address} for`, attempt.endpoint)
    const proxy = parseTcpConnect(socksProxy.address, reaching)
    // The source address applies to the connection that this side makes, which is the one to the proxy.
    const source = proxy.source ?? target.source
    return this.#reach({ peer: proxy.peer, ...(source && { source }) }, reaching, options, (route) => {
      const negotiation = new SocksNegotiation(target.peer, socksProxy, attempt)
      const make = (socket: Socket): Conn => proxiedConn(socket, target.peer, options)
      return dial(route, this.#intoBuffer, reaching, options, make, negotiation)
    })
  }

  async listen(address: string, accept: (conn: Conn) => void, options: Listening): Promise<Listener> {
    const attempt = binding(address)
    const filter = new AcceptFilter(options.acceptFilter)
    const { fd, backlog } = options
    if (fd !== undefined) {
      const server = await openServer(
        this.#plan((server) => listenTo(server, fd, backlog), filter, accept, options),
        options,
        attempt,
      )
      checkKind(server, fd, 'tcp', attempt)
      return new ServerListener(server, boundEndpoint(server, ''))
    }
    const [at] = await this.#resolver.resolve(
      parseTcpBind(address, attempt),
      { bindable: true, interfaces: true, dns: true, ipv6: options.ipv6 },
      attempt,
    )
    const { address: host, port } = at as IpAddress
    // exclusive: otherwise the workers of a node:cluster share the port, and one gets the peers of another.
    const listen = (server: Server): unknown => server.listen({ host, port, backlog, exclusive: true })
    const server = await openServer(this.#plan(listen, filter, accept, options), options, attempt)
    return new ServerListener(server, boundEndpoint(server, host))
  }

  #plan(listen: (server: Server) => unknown, filter: AcceptFilter, accept: (conn: Conn) => void, options: Listening): ServerPlan {
    return {
      intoBuffer: this.#intoBuffer,
      listen,
      // A peer that has closed already has no address.
      accepts: (socket) => socket.remoteAddress !== undefined && filter.accepts(socket.remoteAddress),
      make: (socket, tap) => tcpConn(socket, tap, options),
      accept,
    }
  }

  /** Tries all addresses of the target in order. */
  async #reach(
    target: TcpTarget,
    attempt: Attempt,
    options: Connecting,
    connect: (route: TcpNetConnectOpts) => Promise<Conn>,
  ): Promise<Conn> {
    const from = await this.#source(target, options, attempt)
    const local = from === undefined ? {} : { localAddress: from.address, localPort: from.port }
    const addresses = await abortable(
      this.#resolver.resolve(target.peer, { bindable: false, interfaces: false, dns: true, ipv6: options.ipv6 }, attempt),
      options.signal,
    )
    let failure: unknown
    for (const { address, port, family } of addresses) {
      try {
        return await connect({ host: address, port, family, ...local })
      } catch (error) {
        options.signal.throwIfAborted()
        failure = error
      }
    }
    throw failure
  }

  async #source({ source }: TcpTarget, options: Connecting, attempt: Attempt): Promise<IpAddress | undefined> {
    if (source === undefined) return undefined
    const how = { bindable: true, interfaces: true, dns: false, ipv6: options.ipv6 }
    return (await this.#resolver.resolve(source, how, attempt))[0]
  }
}

function tcpConn(socket: Socket, tap: ReadTap | undefined, options: TransportOptions & TcpOptions): Conn {
  return tuned(socket, connNames(socket), tap, options)
}

// Behind a proxy the peer is known by the requested name only. Its address cannot be verified, so there is none.
function proxiedConn(socket: Socket, peer: HostPort, options: TransportOptions & TcpOptions): Conn {
  const remote = formatEndpoint('tcp', formatHostPort(peer))
  return tuned(socket, { ...connNames(socket), remote, peerAddress: '' }, undefined, options)
}

function tuned(socket: Socket, names: ConnNames, tap: ReadTap | undefined, options: TransportOptions & TcpOptions): Conn {
  socket.setNoDelay(true)
  if (options.keepalive >= 0) {
    socket.setKeepAlive(options.keepalive === 1, Math.max(options.keepaliveIdle, 0) * 1000)
  }
  return new SocketConn(socket, names, options.timers, tap)
}

function connecting(address: string): Attempt {
  return new Attempt('cannot connect to', formatEndpoint('tcp', address))
}

function binding(address: string): Attempt {
  return new Attempt('cannot bind', formatEndpoint('tcp', address))
}

function connNames(socket: Socket): ConnNames {
  return {
    local: tcpEndpoint(socket.localAddress, socket.localPort),
    remote: tcpEndpoint(socket.remoteAddress, socket.remotePort),
    peerAddress: canonicalIp(socket.remoteAddress ?? ''),
  }
}

function tcpEndpoint(address = '', port = 0): string {
  return formatEndpoint('tcp', formatHostPort({ host: canonicalIp(address), zone: '', port }))
}

// The system returns the address without its zone, which a link-local address needs.
function boundEndpoint(server: Server, host: string): string {
  const { address, port } = server.address() as { address: string; port: number }
  const zone = host.split('%')[1] ?? ''
  const numeric: HostPort = { host: address.split('%')[0] as string, zone, port }
  return formatEndpoint('tcp', formatHostPort(numeric))
}

/** Settles with `work`, or rejects with the reason of the signal if it aborts first. The work itself, a name lookup, goes on. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason as Error)
    if (signal.aborted) aborted()
    signal.addEventListener('abort', aborted)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted))
  })
}
