/**
 * The table of all options of sockets and contexts. Constructors, accessors, checks, docstrings and `docs/options.md` follow it.
 * Numbers, names, defaults and ranges are libzmq's (zmq_setsockopt, zmq_ctx_set); property names are zeromq.js's.
 */
import type { SocketTypeName } from '@tszmq/zmtp-codec'

/** The kind of value that an option has. */
export type OptionKind = 'integer' | 'boolean' | 'text' | 'bytes' | 'choice' | 'choices' | 'properties' | 'key' | 'callback'

/**
 * When a change takes effect. `live`: at once. `next`: for endpoints that are bound or connected afterwards. `ignored`: never; the value
 * can be set and read back. `refused`: any value but the default throws ENOTSUP, since ignoring it would weaken security or misroute
 * messages.
 */
export type OptionEffect = 'live' | 'next' | 'ignored' | 'refused'

/** One option. */
export interface OptionRow {
  /** Name of the property, as in zeromq.js. */
  readonly name: string
  /** libzmq's constant, '' for an option of our own. */
  readonly constant: string
  /** libzmq's number, -1 for an option of our own. */
  readonly number: number
  readonly kind: OptionKind
  readonly default: number | boolean | string | null
  readonly unit: string
  readonly min?: number
  /** Maximum of a number, or maximum length of a text in bytes. */
  readonly max?: number
  readonly choices?: readonly (string | null)[]
  /** If true, its value is never printed. */
  readonly secret?: boolean
  /** Defaults of the socket types that have another one. */
  readonly defaults?: Partial<Record<SocketTypeName, number | boolean | string | null>>
  readonly sockets: readonly SocketTypeName[] | 'all'
  readonly effect: OptionEffect
  /** Why a refused option is refused. */
  readonly reason?: string
}

const INT_MAX = 0x7fffffff
/** 2 to the 64th, the number nearest to the greatest uint64. */
const UINT64_MAX = 2 ** 64
const WRITABLE: readonly SocketTypeName[] = ['PAIR', 'PUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PUSH', 'XPUB', 'XSUB', 'STREAM']
const READABLE: readonly SocketTypeName[] = ['PAIR', 'SUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'XPUB', 'XSUB', 'STREAM']
const ROUTED: readonly SocketTypeName[] = ['REQ', 'REP', 'ROUTER', 'DEALER']
const CONFLATABLE: readonly SocketTypeName[] = ['PULL', 'PUSH', 'SUB', 'PUB', 'DEALER']
const PUBLISHING: readonly SocketTypeName[] = ['PUB', 'XPUB']

type Common = Pick<OptionRow, 'name' | 'constant' | 'number' | 'sockets' | 'effect' | 'reason'>

function integer(
  row: Common & { default: number; unit: string; min?: number; max?: number; defaults?: Partial<Record<SocketTypeName, number>> },
): OptionRow {
  return { kind: 'integer', min: -1, max: INT_MAX, ...row }
}

function boolean(row: Common & { default?: boolean }): OptionRow {
  return { kind: 'boolean', default: false, unit: '', ...row }
}

function text(row: Common & { unit?: string; max?: number; secret?: boolean }): OptionRow {
  return { kind: 'text', default: null, unit: '', ...row }
}

function key(row: Common & { secret?: boolean }): OptionRow {
  return { kind: 'key', default: null, unit: '40 characters of Z85, or 32 bytes', ...row }
}

function choice(row: Common & { choices: readonly (string | null)[]; default: string | null }): OptionRow {
  return { kind: 'choice', unit: '', ...row }
}

const GSSAPI = 'GSSAPI needs a native Kerberos library.'

/** Socket options in the order of libzmq's numbers, then our own. */
export const SOCKET_OPTIONS: readonly OptionRow[] = [
  integer({
    name: 'affinity',
    constant: 'ZMQ_AFFINITY',
    number: 4,
    sockets: 'all',
    default: 0,
    min: 0,
    max: UINT64_MAX,
    unit: 'bitmap',
    effect: 'ignored',
  }),
  {
    name: 'routingId',
    constant: 'ZMQ_ROUTING_ID',
    number: 5,
    kind: 'bytes',
    default: null,
    unit: '1 to 255 bytes',
    sockets: ROUTED,
    effect: 'next',
  },
  integer({ name: 'rate', constant: 'ZMQ_RATE', number: 8, sockets: 'all', default: 100, min: 1, unit: 'kbit/s', effect: 'ignored' }),
  integer({
    name: 'recoveryInterval',
    constant: 'ZMQ_RECOVERY_IVL',
    number: 9,
    sockets: 'all',
    default: 10_000,
    min: 0,
    unit: 'ms',
    effect: 'ignored',
  }),
  integer({ name: 'sendBufferSize', constant: 'ZMQ_SNDBUF', number: 11, sockets: WRITABLE, default: -1, unit: 'bytes', effect: 'ignored' }),
  integer({
    name: 'receiveBufferSize',
    constant: 'ZMQ_RCVBUF',
    number: 12,
    sockets: READABLE,
    default: -1,
    unit: 'bytes',
    effect: 'ignored',
  }),
  integer({
    name: 'linger',
    constant: 'ZMQ_LINGER',
    number: 17,
    sockets: 'all',
    default: -1,
    unit: 'ms',
    defaults: { SUB: 0, XSUB: 0 },
    effect: 'live',
  }),
  integer({
    name: 'reconnectInterval',
    constant: 'ZMQ_RECONNECT_IVL',
    number: 18,
    sockets: 'all',
    default: 100,
    unit: 'ms',
    effect: 'next',
  }),
  integer({
    name: 'backlog',
    constant: 'ZMQ_BACKLOG',
    number: 19,
    sockets: 'all',
    default: 100,
    min: 0,
    unit: 'connections',
    effect: 'next',
  }),
  integer({
    name: 'reconnectMaxInterval',
    constant: 'ZMQ_RECONNECT_IVL_MAX',
    number: 21,
    sockets: 'all',
    default: 0,
    min: 0,
    unit: 'ms',
    effect: 'next',
  }),
  integer({
    name: 'maxMessageSize',
    constant: 'ZMQ_MAXMSGSIZE',
    number: 22,
    sockets: 'all',
    default: 67_108_864,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'bytes',
    effect: 'next',
  }),
  integer({
    name: 'sendHighWaterMark',
    constant: 'ZMQ_SNDHWM',
    number: 23,
    sockets: WRITABLE,
    default: 1000,
    min: 0,
    unit: 'messages',
    effect: 'live',
  }),
  integer({
    name: 'receiveHighWaterMark',
    constant: 'ZMQ_RCVHWM',
    number: 24,
    sockets: READABLE,
    default: 1000,
    min: 0,
    unit: 'messages',
    effect: 'live',
  }),
  integer({
    name: 'multicastHops',
    constant: 'ZMQ_MULTICAST_HOPS',
    number: 25,
    sockets: WRITABLE,
    default: 1,
    min: 1,
    unit: 'hops',
    effect: 'ignored',
  }),
  integer({ name: 'receiveTimeout', constant: 'ZMQ_RCVTIMEO', number: 27, sockets: READABLE, default: -1, unit: 'ms', effect: 'live' }),
  integer({ name: 'sendTimeout', constant: 'ZMQ_SNDTIMEO', number: 28, sockets: WRITABLE, default: -1, unit: 'ms', effect: 'live' }),
  boolean({ name: 'mandatory', constant: 'ZMQ_ROUTER_MANDATORY', number: 33, sockets: ['ROUTER'], effect: 'live' }),
  integer({
    name: 'tcpKeepalive',
    constant: 'ZMQ_TCP_KEEPALIVE',
    number: 34,
    sockets: 'all',
    default: -1,
    max: 1,
    unit: '',
    effect: 'next',
  }),
  integer({
    name: 'tcpKeepaliveCount',
    constant: 'ZMQ_TCP_KEEPALIVE_CNT',
    number: 35,
    sockets: 'all',
    default: -1,
    unit: 'probes',
    effect: 'ignored',
  }),
  integer({
    name: 'tcpKeepaliveIdle',
    constant: 'ZMQ_TCP_KEEPALIVE_IDLE',
    number: 36,
    sockets: 'all',
    default: -1,
    unit: 's',
    effect: 'next',
  }),
  integer({
    name: 'tcpKeepaliveInterval',
    constant: 'ZMQ_TCP_KEEPALIVE_INTVL',
    number: 37,
    sockets: 'all',
    default: -1,
    unit: 's',
    effect: 'ignored',
  }),
  text({ name: 'tcpAcceptFilter', constant: 'ZMQ_TCP_ACCEPT_FILTER', number: 38, sockets: 'all', effect: 'next' }),
  boolean({ name: 'immediate', constant: 'ZMQ_IMMEDIATE', number: 39, sockets: 'all', effect: 'next' }),
  boolean({ name: 'ipv6', constant: 'ZMQ_IPV6', number: 42, sockets: 'all', effect: 'next' }),
  boolean({ name: 'plainServer', constant: 'ZMQ_PLAIN_SERVER', number: 44, sockets: 'all', effect: 'next' }),
  text({
    name: 'plainUsername',
    constant: 'ZMQ_PLAIN_USERNAME',
    number: 45,
    sockets: 'all',
    max: 255,
    unit: 'at most 255 bytes',
    effect: 'next',
  }),
  text({
    name: 'plainPassword',
    constant: 'ZMQ_PLAIN_PASSWORD',
    number: 46,
    sockets: 'all',
    max: 255,
    unit: 'at most 255 bytes',
    secret: true,
    effect: 'next',
  }),
  boolean({ name: 'curveServer', constant: 'ZMQ_CURVE_SERVER', number: 47, sockets: 'all', effect: 'next' }),
  key({ name: 'curvePublicKey', constant: 'ZMQ_CURVE_PUBLICKEY', number: 48, sockets: 'all', effect: 'next' }),
  key({ name: 'curveSecretKey', constant: 'ZMQ_CURVE_SECRETKEY', number: 49, sockets: 'all', secret: true, effect: 'next' }),
  key({ name: 'curveServerKey', constant: 'ZMQ_CURVE_SERVERKEY', number: 50, sockets: 'all', effect: 'next' }),
  boolean({ name: 'probeRouter', constant: 'ZMQ_PROBE_ROUTER', number: 51, sockets: ['ROUTER', 'DEALER', 'REQ'], effect: 'next' }),
  boolean({ name: 'correlate', constant: 'ZMQ_REQ_CORRELATE', number: 52, sockets: ['REQ'], effect: 'live' }),
  boolean({ name: 'relaxed', constant: 'ZMQ_REQ_RELAXED', number: 53, sockets: ['REQ'], effect: 'live' }),
  boolean({ name: 'conflate', constant: 'ZMQ_CONFLATE', number: 54, sockets: CONFLATABLE, effect: 'next' }),
  text({ name: 'zapDomain', constant: 'ZMQ_ZAP_DOMAIN', number: 55, sockets: 'all', max: 254, unit: 'at most 254 bytes', effect: 'next' }),
  boolean({ name: 'handover', constant: 'ZMQ_ROUTER_HANDOVER', number: 56, sockets: ['ROUTER'], effect: 'live' }),
  integer({
    name: 'typeOfService',
    constant: 'ZMQ_TOS',
    number: 57,
    sockets: 'all',
    default: 0,
    min: 0,
    max: 255,
    unit: '',
    effect: 'ignored',
  }),
  boolean({ name: 'gssapiServer', constant: 'ZMQ_GSSAPI_SERVER', number: 62, sockets: 'all', effect: 'refused', reason: GSSAPI }),
  text({ name: 'gssapiPrincipal', constant: 'ZMQ_GSSAPI_PRINCIPAL', number: 63, sockets: 'all', effect: 'refused', reason: GSSAPI }),
  text({
    name: 'gssapiServicePrincipal',
    constant: 'ZMQ_GSSAPI_SERVICE_PRINCIPAL',
    number: 64,
    sockets: 'all',
    effect: 'refused',
    reason: GSSAPI,
  }),
  boolean({ name: 'gssapiPlainText', constant: 'ZMQ_GSSAPI_PLAINTEXT', number: 65, sockets: 'all', effect: 'refused', reason: GSSAPI }),
  integer({
    name: 'handshakeInterval',
    constant: 'ZMQ_HANDSHAKE_IVL',
    number: 66,
    sockets: 'all',
    default: 30_000,
    min: 0,
    unit: 'ms',
    effect: 'next',
  }),
  text({ name: 'socksProxy', constant: 'ZMQ_SOCKS_PROXY', number: 68, sockets: 'all', unit: 'host:port', effect: 'next' }),
  boolean({ name: 'noDrop', constant: 'ZMQ_XPUB_NODROP', number: 69, sockets: PUBLISHING, effect: 'live' }),
  boolean({ name: 'manual', constant: 'ZMQ_XPUB_MANUAL', number: 71, sockets: ['XPUB'], effect: 'next' }),
  {
    name: 'welcomeMessage',
    constant: 'ZMQ_XPUB_WELCOME_MSG',
    number: 72,
    kind: 'bytes',
    default: null,
    unit: 'bytes',
    sockets: ['XPUB'],
    effect: 'next',
  },
  boolean({ name: 'notify', constant: 'ZMQ_STREAM_NOTIFY', number: 73, sockets: ['STREAM'], default: true, effect: 'next' }),
  boolean({ name: 'invertMatching', constant: 'ZMQ_INVERT_MATCHING', number: 74, sockets: ['PUB', 'SUB', 'XPUB'], effect: 'live' }),
  integer({
    name: 'heartbeatInterval',
    constant: 'ZMQ_HEARTBEAT_IVL',
    number: 75,
    sockets: 'all',
    default: 0,
    min: 0,
    unit: 'ms',
    effect: 'next',
  }),
  integer({
    name: 'heartbeatTimeToLive',
    constant: 'ZMQ_HEARTBEAT_TTL',
    number: 76,
    sockets: 'all',
    default: 0,
    min: 0,
    max: 6_553_599,
    unit: 'ms',
    effect: 'next',
  }),
  integer({
    name: 'heartbeatTimeout',
    constant: 'ZMQ_HEARTBEAT_TIMEOUT',
    number: 77,
    sockets: 'all',
    default: -1,
    unit: 'ms',
    effect: 'next',
  }),
  choice({
    name: 'verbosity',
    constant: 'ZMQ_XPUB_VERBOSE, ZMQ_XPUB_VERBOSER',
    number: 40,
    sockets: ['XPUB'],
    choices: [null, 'allSubs', 'allSubsUnsubs'],
    default: null,
    effect: 'live',
  }),
  integer({
    name: 'connectTimeout',
    constant: 'ZMQ_CONNECT_TIMEOUT',
    number: 79,
    sockets: 'all',
    default: 0,
    min: 0,
    unit: 'ms',
    effect: 'next',
  }),
  integer({
    name: 'tcpMaxRetransmitTimeout',
    constant: 'ZMQ_TCP_MAXRT',
    number: 80,
    sockets: 'all',
    default: 0,
    min: 0,
    unit: 'ms',
    effect: 'ignored',
  }),
  integer({
    name: 'multicastMaxTransportDataUnit',
    constant: 'ZMQ_MULTICAST_MAXTPDU',
    number: 84,
    sockets: 'all',
    default: 1500,
    min: 1,
    unit: 'bytes',
    effect: 'ignored',
  }),
  integer({
    name: 'vmciBufferSize',
    constant: 'ZMQ_VMCI_BUFFER_SIZE',
    number: 85,
    sockets: 'all',
    default: 65_546,
    min: 0,
    max: UINT64_MAX,
    unit: 'bytes',
    effect: 'ignored',
  }),
  integer({
    name: 'vmciBufferMinSize',
    constant: 'ZMQ_VMCI_BUFFER_MIN_SIZE',
    number: 86,
    sockets: 'all',
    default: 128,
    min: 0,
    max: UINT64_MAX,
    unit: 'bytes',
    effect: 'ignored',
  }),
  integer({
    name: 'vmciBufferMaxSize',
    constant: 'ZMQ_VMCI_BUFFER_MAX_SIZE',
    number: 87,
    sockets: 'all',
    default: 262_144,
    min: 0,
    max: UINT64_MAX,
    unit: 'bytes',
    effect: 'ignored',
  }),
  integer({
    name: 'vmciConnectTimeout',
    constant: 'ZMQ_VMCI_CONNECT_TIMEOUT',
    number: 88,
    sockets: 'all',
    default: -1,
    unit: 'ms',
    effect: 'ignored',
  }),
  integer({ name: 'useFd', constant: 'ZMQ_USE_FD', number: 89, sockets: 'all', default: -1, unit: 'file descriptor', effect: 'next' }),
  choice({
    name: 'gssapiPrincipalNameType',
    constant: 'ZMQ_GSSAPI_PRINCIPAL_NAMETYPE',
    number: 90,
    sockets: 'all',
    choices: ['hostBased', 'userName', 'krb5Principal'],
    default: 'hostBased',
    effect: 'refused',
    reason: GSSAPI,
  }),
  choice({
    name: 'gssapiServicePrincipalNameType',
    constant: 'ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE',
    number: 91,
    sockets: 'all',
    choices: ['hostBased', 'userName', 'krb5Principal'],
    default: 'hostBased',
    effect: 'refused',
    reason: GSSAPI,
  }),
  text({
    name: 'interface',
    constant: 'ZMQ_BINDTODEVICE',
    number: 92,
    sockets: 'all',
    effect: 'refused',
    reason: 'node:net cannot bind to a device; an interface name in the endpoint can be used instead.',
  }),
  boolean({ name: 'zapEnforceDomain', constant: 'ZMQ_ZAP_ENFORCE_DOMAIN', number: 93, sockets: 'all', effect: 'next' }),
  boolean({ name: 'loopbackFastPath', constant: 'ZMQ_LOOPBACK_FASTPATH', number: 94, sockets: 'all', effect: 'ignored' }),
  { name: 'metadata', constant: 'ZMQ_METADATA', number: 95, kind: 'properties', default: null, unit: '', sockets: 'all', effect: 'next' },
  text({
    name: 'socksUsername',
    constant: 'ZMQ_SOCKS_USERNAME',
    number: 99,
    sockets: 'all',
    unit: 'bytes, up to 255',
    max: 255,
    effect: 'next',
  }),
  text({
    name: 'socksPassword',
    constant: 'ZMQ_SOCKS_PASSWORD',
    number: 100,
    sockets: 'all',
    unit: 'bytes, up to 255',
    max: 255,
    secret: true,
    effect: 'next',
  }),
  integer({
    name: 'reconnectStop',
    constant: 'ZMQ_RECONNECT_STOP',
    number: 109,
    sockets: 'all',
    default: 0,
    min: 0,
    max: 7,
    unit: 'bits',
    effect: 'next',
  }),
  integer({ name: 'maxMessageParts', constant: '', number: -1, sockets: 'all', default: 65_536, min: 1, unit: 'frames', effect: 'next' }),
  integer({ name: 'maxHandshakeSize', constant: '', number: -1, sockets: 'all', default: 8192, min: 512, unit: 'bytes', effect: 'next' }),
  integer({
    name: 'maxPendingHandshakes',
    constant: '',
    number: -1,
    sockets: 'all',
    default: 1024,
    min: 1,
    unit: 'connections',
    effect: 'next',
  }),
  integer({ name: 'maxPeers', constant: '', number: -1, sockets: 'all', default: 0, min: 0, unit: 'connections', effect: 'next' }),
  {
    name: 'securityMechanisms',
    constant: '',
    number: -1,
    kind: 'choices',
    default: null,
    unit: 'list of mechanisms',
    choices: ['null', 'plain', 'curve'],
    sockets: 'all',
    effect: 'next',
  },
  { name: 'authenticate', constant: '', number: -1, kind: 'callback', default: null, unit: '', sockets: 'all', effect: 'live' },
  boolean({ name: 'stopWhenRefused', constant: '', number: -1, sockets: 'all', effect: 'next' }),
  integer({
    name: 'maxTopicLength',
    constant: '',
    number: -1,
    sockets: PUBLISHING,
    default: 65_536,
    min: 1,
    unit: 'bytes',
    effect: 'next',
  }),
  integer({
    name: 'maxSubscriptionsPerPeer',
    constant: '',
    number: -1,
    sockets: PUBLISHING,
    default: 100_000,
    min: 1,
    unit: 'topics',
    effect: 'next',
  }),
  choice({
    name: 'receiveMemory',
    constant: '',
    number: -1,
    sockets: READABLE,
    choices: ['pooled', 'owned'],
    default: 'pooled',
    effect: 'next',
  }),
]

/** Context options. */
export const CONTEXT_OPTIONS: readonly OptionRow[] = [
  integer({
    name: 'ioThreads',
    constant: 'ZMQ_IO_THREADS',
    number: 1,
    sockets: 'all',
    default: 1,
    min: 0,
    unit: 'threads',
    effect: 'ignored',
  }),
  integer({
    name: 'maxSockets',
    constant: 'ZMQ_MAX_SOCKETS',
    number: 2,
    sockets: 'all',
    default: 1023,
    min: 1,
    unit: 'sockets',
    effect: 'live',
  }),
  integer({ name: 'threadPriority', constant: 'ZMQ_THREAD_PRIORITY', number: 3, sockets: 'all', default: -1, unit: '', effect: 'ignored' }),
  integer({
    name: 'threadSchedulingPolicy',
    constant: 'ZMQ_THREAD_SCHED_POLICY',
    number: 4,
    sockets: 'all',
    default: -1,
    unit: '',
    effect: 'ignored',
  }),
  integer({
    name: 'maxMessageSize',
    constant: 'ZMQ_MAX_MSGSZ',
    number: 5,
    sockets: 'all',
    default: INT_MAX,
    min: 0,
    unit: 'bytes',
    effect: 'ignored',
  }),
  boolean({ name: 'ipv6', constant: 'ZMQ_IPV6', number: 42, sockets: 'all', effect: 'live' }),
  boolean({ name: 'blocky', constant: 'ZMQ_BLOCKY', number: 70, sockets: 'all', default: true, effect: 'live' }),
]
