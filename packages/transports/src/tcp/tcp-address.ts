/** Parses tcp addresses: `host:port` to bind or connect, `source:port;host:port` to connect from a local address. No I/O. */
import type { Attempt } from '../attempt.ts'
import { formatHostPort, parseHostPort, type HostPort } from '../ip/host-port.ts'

/** A peer to connect to, and optionally the local address to connect from. */
export interface TcpTarget {
  readonly peer: HostPort
  /** The local address and port to connect from. */
  readonly source?: HostPort
}

const BINDABLE = { bindable: true, port: true }
const CONNECTABLE = { bindable: false, port: true }

// libzmq checks these characters in the address of a connect().
const CONNECT_SHAPE = /^[A-Za-z0-9[:][A-Za-z0-9.\-:%;[\]_*]*$/

/** Parses the address of a bind. Throws `EINVAL`. */
export function parseTcpBind(address: string, attempt: Attempt): HostPort {
  if (address.includes(';')) throw attempt.refuse('EINVAL', 'a source address is for connect only')
  return parseHostPort(address, BINDABLE, attempt)
}

/** Parses the address of a connect. Throws `EINVAL`, also for port 0, at which no process can listen. */
export function parseTcpConnect(address: string, attempt: Attempt): TcpTarget {
  if (!CONNECT_SHAPE.test(address)) throw attempt.refuse('EINVAL', 'it must read host:port or source:port;host:port')
  const semicolon = address.lastIndexOf(';')
  const peer = parseHostPort(address.slice(semicolon + 1), CONNECTABLE, attempt)
  if (peer.port === 0) throw attempt.refuse('EINVAL', 'the port must be from 1 to 65535')
  if (semicolon < 0) return { peer }
  return { peer, source: parseHostPort(address.slice(0, semicolon), BINDABLE, attempt) }
}

/** Formats a target in its normal form, to compare two of them. */
export function formatTcpTarget({ peer, source }: TcpTarget): string {
  return source === undefined ? formatHostPort(peer) : `${formatHostPort(source)};${formatHostPort(peer)}`
}
