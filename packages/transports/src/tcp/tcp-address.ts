/** tcp addresses: `host:port` to bind, also `source;host:port` to connect. No I/O; refuses what can never work. */
import type { Attempt } from '../attempt.ts'
import { formatHostPort, parseHostPort, type HostPort } from '../ip/host-port.ts'

/** Where to connect to, and from where. */
export interface TcpTarget {
  readonly peer: HostPort
  /** The local address and port to connect from. */
  readonly source?: HostPort
}

const BINDABLE = { bindable: true, port: true }
const CONNECTABLE = { bindable: false, port: true }

// libzmq looks over a connect() address before it keeps it: these characters, and a digit after the last colon.
const CONNECT_SHAPE = /^[A-Za-z0-9[:][A-Za-z0-9.\-:%;[\]_*]*$/

/** The address of a bind. Throws EINVAL. */
export function parseTcpBind(address: string, attempt: Attempt): HostPort {
  if (address.includes(';')) throw attempt.refuse('EINVAL', 'a source address belongs to a connect')
  return parseHostPort(address, BINDABLE, attempt)
}

/** The address of a connect. Throws EINVAL, also for port 0: nothing can listen there. */
export function parseTcpConnect(address: string, attempt: Attempt): TcpTarget {
  if (!CONNECT_SHAPE.test(address)) throw attempt.refuse('EINVAL', 'it must read host:port or source:port;host:port')
  const semicolon = address.lastIndexOf(';')
  const peer = parseHostPort(address.slice(semicolon + 1), CONNECTABLE, attempt)
  if (peer.port === 0) throw attempt.refuse('EINVAL', 'the port must be from 1 to 65535')
  if (semicolon < 0) return { peer }
  return { peer, source: parseHostPort(address.slice(0, semicolon), BINDABLE, attempt) }
}

/** The one way to write a target, for comparing two of them. */
export function formatTcpTarget({ peer, source }: TcpTarget): string {
  return source === undefined ? formatHostPort(peer) : `${formatHostPort(source)};${formatHostPort(peer)}`
}
