/** Reads and writes options of a v5 socket by number, with 0 and 1 for booleans. */
import type { Socket } from '../socket.ts'
import * as zmq from './constants.ts'

/** The property of an option. A `flag` is 0 or 1 for a v5 program. */
interface OptionProperty {
  readonly name: string
  readonly flag?: boolean
}

const flag = (name: string): OptionProperty => ({ name, flag: true })
const plain = (name: string): OptionProperty => ({ name })

const PROPERTIES: ReadonlyMap<number, OptionProperty> = new Map([
  [zmq.ZMQ_AFFINITY, plain('affinity')],
  [zmq.ZMQ_IDENTITY, plain('routingId')],
  [zmq.ZMQ_RATE, plain('rate')],
  [zmq.ZMQ_RECOVERY_IVL, plain('recoveryInterval')],
  [zmq.ZMQ_SNDBUF, plain('sendBufferSize')],
  [zmq.ZMQ_RCVBUF, plain('receiveBufferSize')],
  [zmq.ZMQ_LINGER, plain('linger')],
  [zmq.ZMQ_RECONNECT_IVL, plain('reconnectInterval')],
  [zmq.ZMQ_BACKLOG, plain('backlog')],
  [zmq.ZMQ_RECONNECT_IVL_MAX, plain('reconnectMaxInterval')],
  [zmq.ZMQ_MAXMSGSIZE, plain('maxMessageSize')],
  [zmq.ZMQ_SNDHWM, plain('sendHighWaterMark')],
  [zmq.ZMQ_RCVHWM, plain('receiveHighWaterMark')],
  [zmq.ZMQ_MULTICAST_HOPS, plain('multicastHops')],
  [zmq.ZMQ_RCVTIMEO, plain('receiveTimeout')],
  [zmq.ZMQ_SNDTIMEO, plain('sendTimeout')],
  [zmq.ZMQ_ROUTER_MANDATORY, flag('mandatory')],
  [zmq.ZMQ_ROUTER_HANDOVER, flag('handover')],
  [zmq.ZMQ_TCP_KEEPALIVE, plain('tcpKeepalive')],
  [zmq.ZMQ_TCP_KEEPALIVE_CNT, plain('tcpKeepaliveCount')],
  [zmq.ZMQ_TCP_KEEPALIVE_IDLE, plain('tcpKeepaliveIdle')],
  [zmq.ZMQ_TCP_KEEPALIVE_INTVL, plain('tcpKeepaliveInterval')],
  [zmq.ZMQ_TCP_ACCEPT_FILTER, plain('tcpAcceptFilter')],
  [zmq.ZMQ_DELAY_ATTACH_ON_CONNECT, flag('immediate')],
  [zmq.ZMQ_IPV6, flag('ipv6')],
  [zmq.ZMQ_PLAIN_SERVER, flag('plainServer')],
  [zmq.ZMQ_PLAIN_USERNAME, plain('plainUsername')],
  [zmq.ZMQ_PLAIN_PASSWORD, plain('plainPassword')],
  [zmq.ZMQ_CURVE_SERVER, flag('curveServer')],
  [zmq.ZMQ_CURVE_PUBLICKEY, plain('curvePublicKey')],
  [zmq.ZMQ_CURVE_SECRETKEY, plain('curveSecretKey')],
  [zmq.ZMQ_CURVE_SERVERKEY, plain('curveServerKey')],
  [zmq.ZMQ_ZAP_DOMAIN, plain('zapDomain')],
  [zmq.ZMQ_HEARTBEAT_IVL, plain('heartbeatInterval')],
  [zmq.ZMQ_HEARTBEAT_TTL, plain('heartbeatTimeToLive')],
  [zmq.ZMQ_HEARTBEAT_TIMEOUT, plain('heartbeatTimeout')],
  [zmq.ZMQ_CONNECT_TIMEOUT, plain('connectTimeout')],
])

/** Write only, as in version 6. */
const UNREADABLE: readonly number[] = [zmq.ZMQ_ROUTER_HANDOVER, zmq.ZMQ_TCP_ACCEPT_FILTER]

/** Options that compatibility mode does not have, with the text of the error. */
const NOT_SUPPORTED: ReadonlyMap<number, string> = new Map([
  [zmq.ZMQ_RCVMORE, 'ZMQ_RCVMORE is not supported in compatibility mode'],
  [zmq.ZMQ_FD, 'ZMQ_FD is not supported in compatibility mode'],
  [zmq.ZMQ_ROUTER_RAW, 'ZMQ_ROUTER_RAW is not supported in compatibility mode'],
])

const MECHANISMS = [null, 'plain', 'curve', 'gssapi']

/** An option that is not simply a property. */
interface SpecialOption {
  readonly read?: (socket: Socket) => unknown
  readonly write?: (socket: Socket, value: unknown) => void
}

interface Subscribing {
  subscribe(topic: string | Buffer): void
  unsubscribe(topic: string | Buffer): void
}

const SPECIAL: ReadonlyMap<number, SpecialOption> = new Map<number, SpecialOption>([
  [zmq.ZMQ_SUBSCRIBE, { write: (socket, topic) => (socket as unknown as Subscribing).subscribe(topic as string) }],
  [zmq.ZMQ_UNSUBSCRIBE, { write: (socket, topic) => (socket as unknown as Subscribing).unsubscribe(topic as string) }],
  [zmq.ZMQ_EVENTS, { read: ({ readable, writable }) => (readable ? zmq.ZMQ_POLLIN : 0) | (writable ? zmq.ZMQ_POLLOUT : 0) }],
  [zmq.ZMQ_TYPE, { read: ({ type }) => type }],
  [zmq.ZMQ_LAST_ENDPOINT, { read: ({ lastEndpoint }) => lastEndpoint }],
  [zmq.ZMQ_MECHANISM, { read: ({ securityMechanism }) => MECHANISMS.indexOf(securityMechanism) }],
  [zmq.ZMQ_IPV4ONLY, { read: ({ ipv6 }) => !ipv6, write: (socket, value) => void (socket.ipv6 = !value) }],
  [
    zmq.ZMQ_XPUB_VERBOSE,
    {
      read: () => {
        throw new Error('Reading ZMQ_XPUB_VERBOSE is not supported')
      },
      write: (socket, value) => void ((socket as unknown as { verbosity: unknown }).verbosity = value ? 'allSubs' : null),
    },
  ],
])

function unknownOption(number: number | undefined): Error {
  return new Error((number === undefined ? undefined : NOT_SUPPORTED.get(number)) ?? 'Unknown option')
}

/** Throws an Error for an unknown number. */
export function readV5Option(socket: Socket, number: number | undefined): unknown {
  const special = number === undefined ? undefined : SPECIAL.get(number)
  if (special?.read !== undefined) return special.read(socket)
  const property = number === undefined || UNREADABLE.includes(number) ? undefined : PROPERTIES.get(number)
  if (property === undefined) throw unknownOption(number)
  const value = (socket as unknown as Record<string, unknown>)[property.name]
  return property.flag === true ? Number(value) : value
}

/** Throws an Error for an unknown number. */
export function writeV5Option(socket: Socket, number: number | undefined, value: unknown): void {
  const special = number === undefined ? undefined : SPECIAL.get(number)
  if (special?.write !== undefined) return special.write(socket, value)
  const property = number === undefined ? undefined : PROPERTIES.get(number)
  if (property === undefined) throw unknownOption(number)
  const kept = property.flag === true ? Boolean(value) : value
  ;(socket as unknown as Record<string, unknown>)[property.name] = kept
}
