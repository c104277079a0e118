/** The short names of options, which are properties of a v5 socket. */
import * as zmq from './constants.ts'

/** libzmq's number of each option, by its short name. */
export const SHORT_OPTIONS = {
  _fd: zmq.ZMQ_FD,
  _ioevents: zmq.ZMQ_EVENTS,
  _receiveMore: zmq.ZMQ_RCVMORE,
  _subscribe: zmq.ZMQ_SUBSCRIBE,
  _unsubscribe: zmq.ZMQ_UNSUBSCRIBE,
  affinity: zmq.ZMQ_AFFINITY,
  backlog: zmq.ZMQ_BACKLOG,
  connect_timeout: zmq.ZMQ_CONNECT_TIMEOUT,
  curve_publickey: zmq.ZMQ_CURVE_PUBLICKEY,
  curve_secretkey: zmq.ZMQ_CURVE_SECRETKEY,
  curve_server: zmq.ZMQ_CURVE_SERVER,
  curve_serverkey: zmq.ZMQ_CURVE_SERVERKEY,
  heartbeat_ivl: zmq.ZMQ_HEARTBEAT_IVL,
  heartbeat_timeout: zmq.ZMQ_HEARTBEAT_TIMEOUT,
  heartbeat_ttl: zmq.ZMQ_HEARTBEAT_TTL,
  identity: zmq.ZMQ_IDENTITY,
  last_endpoint: zmq.ZMQ_LAST_ENDPOINT,
  linger: zmq.ZMQ_LINGER,
  mechanism: zmq.ZMQ_MECHANISM,
  plain_password: zmq.ZMQ_PLAIN_PASSWORD,
  plain_server: zmq.ZMQ_PLAIN_SERVER,
  plain_username: zmq.ZMQ_PLAIN_USERNAME,
  rate: zmq.ZMQ_RATE,
  rcvbuf: zmq.ZMQ_RCVBUF,
  reconnect_ivl: zmq.ZMQ_RECONNECT_IVL,
  recovery_ivl: zmq.ZMQ_RECOVERY_IVL,
  sndbuf: zmq.ZMQ_SNDBUF,
  zap_domain: zmq.ZMQ_ZAP_DOMAIN,
} as const

/** The short name of an option. */
export type ShortOption = keyof typeof SHORT_OPTIONS

/** Returns the number of an option that is given by its short name or by its number; undefined for an unknown name. */
export function optionNumber(option: number | string): number | undefined {
  if (typeof option === 'number') return option
  return Object.hasOwn(SHORT_OPTIONS, option) ? SHORT_OPTIONS[option as ShortOption] : undefined
}
