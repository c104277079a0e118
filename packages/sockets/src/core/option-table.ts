/**
 * Every option of a socket and of a context, in one table: it drives constructors, accessors, validation and `docs/options.md`.
 * Numbers, names, defaults and ranges are libzmq's (zmq_setsockopt, zmq_ctx_set); property names are zeromq.js's.
 */
import type { SocketTypeName } from '@tszmq/zmtp-codec'

/** What the value of an option is. */
export type OptionKind = 'integer' | 'boolean' | 'text' | 'bytes' | 'choice' | 'choices' | 'properties' | 'key' | 'callback'

/**
 * When a change counts: `live` at once, `next` for endpoints that are bound or connected from then on. `ignored`: kept and readable, without any
 * effect. `refused`: any value but the default is ENOTSUP, because to ignore it would weaken security or misroute messages.
 */
export type OptionEffect = 'live' | 'next' | 'ignored' | 'refused'

export interface OptionRow {
  /** The property, as zeromq.js calls it. */
  readonly name: string
  /** libzmq's constant, '' for an option of our own. */
  readonly constant: string
  /** libzmq's number, -1 for an option of our own. */
  readonly number: number
  readonly kind: OptionKind
  readonly default: number | boolean | string | null
  readonly unit: string
  readonly min?: number
  /** Greatest number, or most bytes of a text. */
  readonly max?: number
  readonly choices?: readonly (string | null)[]
  /** Printed by nothing: it can only be read by its name. */
  readonly secret?: boolean
  /** Defaults of some socket types that differ. */
  readonly defaults?: Partial<Record<SocketTypeName, number | boolean | string | null>>
  readonly sockets: readonly SocketTypeName[] | 'all'
  readonly effect: OptionEffect
  readonly description: string
}

const INT_MAX = 0x7fffffff
/** As near as a number comes to it: 2 to the 64th. */
const UINT64_MAX = 2 ** 64
const WRITABLE: readonly SocketTypeName[] = ['PAIR', 'PUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PUSH', 'XPUB', 'XSUB', 'STREAM']
const READABLE: readonly SocketTypeName[] = ['PAIR', 'SUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'XPUB', 'XSUB', 'STREAM']
const ROUTED: readonly SocketTypeName[] = ['REQ', 'REP', 'ROUTER', 'DEALER']
const CONFLATABLE: readonly SocketTypeName[] = ['PULL', 'PUSH', 'SUB', 'PUB', 'DEALER']
const PUBLISHING: readonly SocketTypeName[] = ['PUB', 'XPUB']

type Common = Pick<OptionRow, 'name' | 'constant' | 'number' | 'sockets' | 'effect' | 'description'>

function integer(row: Common & { default: number; unit: string; min?: number; max?: number; defaults?: Partial<Record<SocketTypeName, number>> }): OptionRow {
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
const VMCI = 'VMCI needs a native transport.'
const MULTICAST = 'Multicast transports (pgm, norm) need native code.'

/** Socket options in the order of libzmq's numbers, then our own. */
export const SOCKET_OPTIONS: readonly OptionRow[] = [
  integer({ name: 'affinity', constant: 'ZMQ_AFFINITY', number: 4, sockets: 'all', default: 0, min: 0, max: UINT64_MAX, unit: 'bitmap', effect: 'ignored', description: 'I/O threads to use. There are none to choose from.' }),
  { name: 'routingId', constant: 'ZMQ_ROUTING_ID', number: 5, kind: 'bytes', default: null, unit: '1 to 255 bytes', sockets: ROUTED, effect: 'next', description: 'The name a ROUTER knows this socket by. Text or bytes; must not begin with a zero byte.' },
  integer({ name: 'rate', constant: 'ZMQ_RATE', number: 8, sockets: 'all', default: 100, min: 1, unit: 'kbit/s', effect: 'ignored', description: MULTICAST }),
  integer({ name: 'recoveryInterval', constant: 'ZMQ_RECOVERY_IVL', number: 9, sockets: 'all', default: 10_000, min: 0, unit: 'ms', effect: 'ignored', description: MULTICAST }),
  integer({ name: 'sendBufferSize', constant: 'ZMQ_SNDBUF', number: 11, sockets: WRITABLE, default: -1, unit: 'bytes', effect: 'ignored', description: 'Kernel send buffer. node:net cannot set it; the system chooses.' }),
  integer({ name: 'receiveBufferSize', constant: 'ZMQ_RCVBUF', number: 12, sockets: READABLE, default: -1, unit: 'bytes', effect: 'ignored', description: 'Kernel receive buffer. node:net cannot set it; the system chooses.' }),
  integer({ name: 'linger', constant: 'ZMQ_LINGER', number: 17, sockets: 'all', default: -1, unit: 'ms', defaults: { SUB: 0, XSUB: 0 }, effect: 'live', description: 'How long unsent messages are kept after close() or disconnect(): -1 until they are sent, 0 not at all. New sockets of a context with blocky = false start with 0.' }),
  integer({ name: 'reconnectInterval', constant: 'ZMQ_RECONNECT_IVL', number: 18, sockets: 'all', default: 100, unit: 'ms', effect: 'next', description: 'First wait before connecting again, with jitter; -1 never connects again.' }),
  integer({ name: 'backlog', constant: 'ZMQ_BACKLOG', number: 19, sockets: 'all', default: 100, min: 0, unit: 'connections', effect: 'next', description: 'Connections the system keeps waiting for a listener.' }),
  integer({ name: 'reconnectMaxInterval', constant: 'ZMQ_RECONNECT_IVL_MAX', number: 21, sockets: 'all', default: 0, min: 0, unit: 'ms', effect: 'next', description: 'The wait doubles up to this; 0 keeps it at reconnectInterval.' }),
  integer({ name: 'maxMessageSize', constant: 'ZMQ_MAXMSGSIZE', number: 22, sockets: 'all', default: 67_108_864, max: Number.MAX_SAFE_INTEGER, unit: 'bytes', effect: 'next', description: 'Largest message to receive, over all its frames; a larger one ends the connection. -1 is no limit.' }),
  integer({ name: 'sendHighWaterMark', constant: 'ZMQ_SNDHWM', number: 23, sockets: WRITABLE, default: 1000, min: 0, unit: 'messages', effect: 'live', description: 'Messages that may wait for one peer; 0 is no limit.' }),
  integer({ name: 'receiveHighWaterMark', constant: 'ZMQ_RCVHWM', number: 24, sockets: READABLE, default: 1000, min: 0, unit: 'messages', effect: 'live', description: 'Messages of one peer that may wait to be received; 0 is no limit.' }),
  integer({ name: 'multicastHops', constant: 'ZMQ_MULTICAST_HOPS', number: 25, sockets: WRITABLE, default: 1, min: 1, unit: 'hops', effect: 'ignored', description: MULTICAST }),
  integer({ name: 'receiveTimeout', constant: 'ZMQ_RCVTIMEO', number: 27, sockets: READABLE, default: -1, unit: 'ms', effect: 'live', description: 'receive() rejects with EAGAIN after this; -1 waits for ever, 0 does not wait.' }),
  integer({ name: 'sendTimeout', constant: 'ZMQ_SNDTIMEO', number: 28, sockets: WRITABLE, default: -1, unit: 'ms', effect: 'live', description: 'send() rejects with EAGAIN after this; -1 waits for ever, 0 does not wait.' }),
  boolean({ name: 'mandatory', constant: 'ZMQ_ROUTER_MANDATORY', number: 33, sockets: ['ROUTER'], effect: 'live', description: 'send() to an unknown peer is EHOSTUNREACH, and to a full one waits; otherwise both are dropped.' }),
  integer({ name: 'tcpKeepalive', constant: 'ZMQ_TCP_KEEPALIVE', number: 34, sockets: 'all', default: -1, max: 1, unit: '', effect: 'next', description: 'TCP keep-alive probes: 1 on, 0 off, -1 as the system has it.' }),
  integer({ name: 'tcpKeepaliveCount', constant: 'ZMQ_TCP_KEEPALIVE_CNT', number: 35, sockets: 'all', default: -1, unit: 'probes', effect: 'ignored', description: 'node:net cannot set the number of probes.' }),
  integer({ name: 'tcpKeepaliveIdle', constant: 'ZMQ_TCP_KEEPALIVE_IDLE', number: 36, sockets: 'all', default: -1, unit: 's', effect: 'next', description: 'Idle time before the first probe; -1 as the system has it.' }),
  integer({ name: 'tcpKeepaliveInterval', constant: 'ZMQ_TCP_KEEPALIVE_INTVL', number: 37, sockets: 'all', default: -1, unit: 's', effect: 'ignored', description: 'node:net cannot set the time between probes.' }),
  text({ name: 'tcpAcceptFilter', constant: 'ZMQ_TCP_ACCEPT_FILTER', number: 38, sockets: 'all', effect: 'next', description: 'Addresses to accept, as CIDR. Each assignment adds one; null accepts all again.' }),
  boolean({ name: 'immediate', constant: 'ZMQ_IMMEDIATE', number: 39, sockets: 'all', effect: 'next', description: 'Queue only for peers that are connected: connect() makes its pipe after the handshake.' }),
  boolean({ name: 'ipv6', constant: 'ZMQ_IPV6', number: 42, sockets: 'all', effect: 'next', description: 'Use IPv6 too. Starts as the context has it.' }),
  boolean({ name: 'plainServer', constant: 'ZMQ_PLAIN_SERVER', number: 44, sockets: 'all', effect: 'next', description: 'Speak PLAIN (RFC 24) as the server: somebody must say which passwords are right, a ZAP handler or `authenticate`; without either every peer is refused.' }),
  text({ name: 'plainUsername', constant: 'ZMQ_PLAIN_USERNAME', number: 45, sockets: 'all', max: 255, unit: 'at most 255 bytes', effect: 'next', description: 'Speak PLAIN as a client with this name. An empty name is a name; null takes it back.' }),
  text({ name: 'plainPassword', constant: 'ZMQ_PLAIN_PASSWORD', number: 46, sockets: 'all', max: 255, unit: 'at most 255 bytes', secret: true, effect: 'next', description: 'Speak PLAIN as a client with this password. It crosses the wire in clear text.' }),
  boolean({ name: 'curveServer', constant: 'ZMQ_CURVE_SERVER', number: 47, sockets: 'all', effect: 'next', description: 'Speak CURVE (RFC 26) as the server, with `curveSecretKey`.' }),
  key({ name: 'curvePublicKey', constant: 'ZMQ_CURVE_PUBLICKEY', number: 48, sockets: 'all', effect: 'next', description: 'Our long-term public key. May be left out: it follows from the secret one, to which it must belong.' }),
  key({ name: 'curveSecretKey', constant: 'ZMQ_CURVE_SECRETKEY', number: 49, sockets: 'all', secret: true, effect: 'next', description: 'Our long-term secret key, from `curveKeyPair()`.' }),
  key({ name: 'curveServerKey', constant: 'ZMQ_CURVE_SERVERKEY', number: 50, sockets: 'all', effect: 'next', description: 'Speak CURVE as a client of the server whose public key this is.' }),
  boolean({ name: 'probeRouter', constant: 'ZMQ_PROBE_ROUTER', number: 51, sockets: ['ROUTER', 'DEALER', 'REQ'], effect: 'next', description: 'Send an empty message to every new peer, so that a ROUTER gets to know this socket.' }),
  boolean({ name: 'correlate', constant: 'ZMQ_REQ_CORRELATE', number: 52, sockets: ['REQ'], effect: 'live', description: 'Number the requests, and take only the reply with the same number.' }),
  boolean({ name: 'relaxed', constant: 'ZMQ_REQ_RELAXED', number: 53, sockets: ['REQ'], effect: 'live', description: 'A second send() abandons the request that waits for its reply.' }),
  boolean({ name: 'conflate', constant: 'ZMQ_CONFLATE', number: 54, sockets: CONFLATABLE, effect: 'next', description: 'Keep only the last message of each queue, whatever the high-water mark.' }),
  text({ name: 'zapDomain', constant: 'ZMQ_ZAP_DOMAIN', number: 55, sockets: 'all', max: 254, unit: 'at most 254 bytes', effect: 'next', description: 'What ZAP handlers are told the peer asks for (RFC 27). With a domain NULL peers are asked about too.' }),
  boolean({ name: 'handover', constant: 'ZMQ_ROUTER_HANDOVER', number: 56, sockets: ['ROUTER'], effect: 'live', description: 'A newer peer takes over a routing id in use; the older one stays connected, and is not heard until the newer one leaves. False: the older peer keeps its id, and the newer one is not heard.' }),
  integer({ name: 'typeOfService', constant: 'ZMQ_TOS', number: 57, sockets: 'all', default: 0, min: 0, max: 255, unit: '', effect: 'ignored', description: 'node:net cannot set it.' }),
  boolean({ name: 'gssapiServer', constant: 'ZMQ_GSSAPI_SERVER', number: 62, sockets: 'all', effect: 'refused', description: GSSAPI }),
  text({ name: 'gssapiPrincipal', constant: 'ZMQ_GSSAPI_PRINCIPAL', number: 63, sockets: 'all', effect: 'refused', description: GSSAPI }),
  text({ name: 'gssapiServicePrincipal', constant: 'ZMQ_GSSAPI_SERVICE_PRINCIPAL', number: 64, sockets: 'all', effect: 'refused', description: GSSAPI }),
  boolean({ name: 'gssapiPlainText', constant: 'ZMQ_GSSAPI_PLAINTEXT', number: 65, sockets: 'all', effect: 'refused', description: GSSAPI }),
  integer({ name: 'handshakeInterval', constant: 'ZMQ_HANDSHAKE_IVL', number: 66, sockets: 'all', default: 30_000, min: 0, unit: 'ms', effect: 'next', description: 'A handshake must be done within this, from the first byte to the last; 0 is no limit.' }),
  text({ name: 'socksProxy', constant: 'ZMQ_SOCKS_PROXY', number: 68, sockets: 'all', unit: 'host:port', effect: 'next', description: 'SOCKS5 proxy that every connect() over tcp goes through; it is told names as they are. IPv6 addresses in brackets.' }),
  boolean({ name: 'noDrop', constant: 'ZMQ_XPUB_NODROP', number: 69, sockets: PUBLISHING, effect: 'live', description: 'Wait, or refuse with EAGAIN, while one of the subscribers is full, instead of dropping for it.' }),
  boolean({ name: 'manual', constant: 'ZMQ_XPUB_MANUAL', number: 71, sockets: ['XPUB'], effect: 'next', description: 'The application decides with subscribe() and unsubscribe() what each notification becomes.' }),
  { name: 'welcomeMessage', constant: 'ZMQ_XPUB_WELCOME_MSG', number: 72, kind: 'bytes', default: null, unit: 'bytes', sockets: ['XPUB'], effect: 'next', description: 'The first message for every subscriber; it must have subscribed to it.' },
  boolean({ name: 'notify', constant: 'ZMQ_STREAM_NOTIFY', number: 73, sockets: ['STREAM'], default: true, effect: 'next', description: 'An empty frame when a peer comes and when it goes.' }),
  boolean({ name: 'invertMatching', constant: 'ZMQ_INVERT_MATCHING', number: 74, sockets: ['PUB', 'SUB', 'XPUB'], effect: 'live', description: 'Everything that does not match. Must be the same at both ends.' }),
  integer({ name: 'heartbeatInterval', constant: 'ZMQ_HEARTBEAT_IVL', number: 75, sockets: 'all', default: 0, min: 0, unit: 'ms', effect: 'next', description: 'Time between PINGs; 0 sends none.' }),
  integer({ name: 'heartbeatTimeToLive', constant: 'ZMQ_HEARTBEAT_TTL', number: 76, sockets: 'all', default: 0, min: 0, max: 6_553_599, unit: 'ms', effect: 'next', description: 'How long the peer may take our silence; told in tenths of a second. libzmq misreads more than 65,500.' }),
  integer({ name: 'heartbeatTimeout', constant: 'ZMQ_HEARTBEAT_TIMEOUT', number: 77, sockets: 'all', default: -1, unit: 'ms', effect: 'next', description: 'A peer silent for this long after a PING is left; -1 is heartbeatInterval. While messages wait for the system, each byte that it takes begins the time anew, and so does the moment when it has taken all.' }),
  choice({ name: 'verbosity', constant: 'ZMQ_XPUB_VERBOSE, ZMQ_XPUB_VERBOSER', number: 40, sockets: ['XPUB'], choices: [null, 'allSubs', 'allSubsUnsubs'], default: null, effect: 'live', description: 'Pass on duplicate subscriptions too, and also duplicate unsubscriptions.' }),
  integer({ name: 'connectTimeout', constant: 'ZMQ_CONNECT_TIMEOUT', number: 79, sockets: 'all', default: 0, min: 0, unit: 'ms', effect: 'next', description: 'One attempt to connect is given up after this; 0 leaves it to the system.' }),
  integer({ name: 'tcpMaxRetransmitTimeout', constant: 'ZMQ_TCP_MAXRT', number: 80, sockets: 'all', default: 0, min: 0, unit: 'ms', effect: 'ignored', description: 'node:net cannot set it; heartbeats find dead peers.' }),
  integer({ name: 'multicastMaxTransportDataUnit', constant: 'ZMQ_MULTICAST_MAXTPDU', number: 84, sockets: 'all', default: 1500, min: 1, unit: 'bytes', effect: 'ignored', description: MULTICAST }),
  integer({ name: 'vmciBufferSize', constant: 'ZMQ_VMCI_BUFFER_SIZE', number: 85, sockets: 'all', default: 65_546, min: 0, max: UINT64_MAX, unit: 'bytes', effect: 'ignored', description: VMCI }),
  integer({ name: 'vmciBufferMinSize', constant: 'ZMQ_VMCI_BUFFER_MIN_SIZE', number: 86, sockets: 'all', default: 128, min: 0, max: UINT64_MAX, unit: 'bytes', effect: 'ignored', description: VMCI }),
  integer({ name: 'vmciBufferMaxSize', constant: 'ZMQ_VMCI_BUFFER_MAX_SIZE', number: 87, sockets: 'all', default: 262_144, min: 0, max: UINT64_MAX, unit: 'bytes', effect: 'ignored', description: VMCI }),
  integer({ name: 'vmciConnectTimeout', constant: 'ZMQ_VMCI_CONNECT_TIMEOUT', number: 88, sockets: 'all', default: -1, unit: 'ms', effect: 'ignored', description: VMCI }),
  integer({ name: 'useFd', constant: 'ZMQ_USE_FD', number: 89, sockets: 'all', default: -1, unit: 'file descriptor', effect: 'next', description: 'Descriptor of a socket that another process opened, as systemd hands it over: the next bind() serves it instead of binding, and the next connect() takes it over as its first connection. Each descriptor can be used once, so the option is -1 again afterwards. tcp and ipc.' }),
  choice({ name: 'gssapiPrincipalNameType', constant: 'ZMQ_GSSAPI_PRINCIPAL_NAMETYPE', number: 90, sockets: 'all', choices: ['hostBased', 'userName', 'krb5Principal'], default: 'hostBased', effect: 'refused', description: GSSAPI }),
  choice({ name: 'gssapiServicePrincipalNameType', constant: 'ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE', number: 91, sockets: 'all', choices: ['hostBased', 'userName', 'krb5Principal'], default: 'hostBased', effect: 'refused', description: GSSAPI }),
  text({ name: 'interface', constant: 'ZMQ_BINDTODEVICE', number: 92, sockets: 'all', effect: 'refused', description: 'node:net cannot bind to a device; an interface name in the endpoint can be used instead.' }),
  boolean({ name: 'zapEnforceDomain', constant: 'ZMQ_ZAP_ENFORCE_DOMAIN', number: 93, sockets: 'all', effect: 'next', description: 'True: where ZAP should be asked and nobody answers to it, peers are refused. False, as in libzmq: NULL and CURVE peers are let in then. Needs a `zapDomain`.' }),
  boolean({ name: 'loopbackFastPath', constant: 'ZMQ_LOOPBACK_FASTPATH', number: 94, sockets: 'all', effect: 'ignored', description: 'A setting of old Windows versions.' }),
  { name: 'metadata', constant: 'ZMQ_METADATA', number: 95, kind: 'properties', default: null, unit: '', sockets: 'all', effect: 'next', description: 'Properties of the application that peers are told in the handshake: names that begin with X-, and Latin-1 text.' },
  text({ name: 'socksUsername', constant: 'ZMQ_SOCKS_USERNAME', number: 99, sockets: 'all', unit: 'bytes, up to 255', max: 255, effect: 'next', description: 'Who we are to the SOCKS proxy, should it ask (RFC 1929); without it we are nobody.' }),
  text({ name: 'socksPassword', constant: 'ZMQ_SOCKS_PASSWORD', number: 100, sockets: 'all', unit: 'bytes, up to 255', max: 255, secret: true, effect: 'next', description: 'What proves it. It travels as it is, for all on the way to the proxy to read.' }),
  integer({ name: 'reconnectStop', constant: 'ZMQ_RECONNECT_STOP', number: 109, sockets: 'all', default: 0, min: 0, max: 7, unit: 'bits', effect: 'next', description: 'When to give up: 1 refused, 2 handshake failed, 4 after disconnect(), whatever waits to be sent.' }),
  integer({ name: 'maxMessageParts', constant: '', number: -1, sockets: 'all', default: 65_536, min: 1, unit: 'frames', effect: 'next', description: 'Most frames of one message; one with more ends the connection.' }),
  integer({ name: 'maxHandshakeSize', constant: '', number: -1, sockets: 'all', default: 8192, min: 512, unit: 'bytes', effect: 'next', description: 'Most a peer may send before its handshake is done.' }),
  integer({ name: 'maxPendingHandshakes', constant: '', number: -1, sockets: 'all', default: 1024, min: 1, unit: 'connections', effect: 'next', description: 'Connections of one bound endpoint that may be in their handshake; beyond it the oldest that loses nothing by it is given up.' }),
  integer({ name: 'maxPeers', constant: '', number: -1, sockets: 'all', default: 0, min: 0, unit: 'connections', effect: 'next', description: 'Connections one bound endpoint accepts; 0 leaves it to the system.' }),
  { name: 'securityMechanisms', constant: '', number: -1, kind: 'choices', default: null, unit: 'list of mechanisms', choices: ['null', 'plain', 'curve'], sockets: 'all', effect: 'next', description: 'What a bound socket lets its peers choose from, in the role of the server. None: only `securityMechanism`.' },
  { name: 'authenticate', constant: '', number: -1, kind: 'callback', default: null, unit: '', sockets: 'all', effect: 'live', description: 'Called for each peer before it is admitted, whatever its mechanism; it may return a promise, within handshakeInterval. `true`, `{ userId }` or `{ status: 200 }` admits the peer, `undefined` asks the ZAP handler, anything else refuses the peer. null does not open endpoints that exist.' },
  boolean({ name: 'stopWhenRefused', constant: '', number: -1, sockets: 'all', effect: 'next', description: 'Never connect again once a peer has refused our credentials (ERROR 400). False: it is tried again, with waits that grow to half a minute.' }),
  integer({ name: 'maxTopicLength', constant: '', number: -1, sockets: PUBLISHING, default: 65_536, min: 1, unit: 'bytes', effect: 'next', description: 'Longest topic a subscriber may send; a longer one ends its connection.' }),
  integer({ name: 'maxSubscriptionsPerPeer', constant: '', number: -1, sockets: PUBLISHING, default: 100_000, min: 1, unit: 'topics', effect: 'next', description: 'Most subscriptions of one subscriber; one more ends its connection.' }),
  choice({ name: 'receiveMemory', constant: '', number: -1, sockets: READABLE, choices: ['pooled', 'owned'], default: 'pooled', effect: 'next', description: "What received frames are views of. 'pooled': memory that frames share, which cannot be transferred. 'owned': each frame has memory of its own, aligned to 8 bytes, of which `buffer` holds the frame and nothing else." }),
]

/** Context options. */
export const CONTEXT_OPTIONS: readonly OptionRow[] = [
  integer({ name: 'ioThreads', constant: 'ZMQ_IO_THREADS', number: 1, sockets: 'all', default: 1, min: 0, unit: 'threads', effect: 'ignored', description: 'There are no I/O threads.' }),
  integer({ name: 'maxSockets', constant: 'ZMQ_MAX_SOCKETS', number: 2, sockets: 'all', default: 1023, min: 1, unit: 'sockets', effect: 'live', description: 'Open sockets at a time; one more is EMFILE.' }),
  integer({ name: 'threadPriority', constant: 'ZMQ_THREAD_PRIORITY', number: 3, sockets: 'all', default: -1, unit: '', effect: 'ignored', description: 'There are no I/O threads.' }),
  integer({ name: 'threadSchedulingPolicy', constant: 'ZMQ_THREAD_SCHED_POLICY', number: 4, sockets: 'all', default: -1, unit: '', effect: 'ignored', description: 'There are no I/O threads.' }),
  integer({ name: 'maxMessageSize', constant: 'ZMQ_MAX_MSGSZ', number: 5, sockets: 'all', default: INT_MAX, min: 0, unit: 'bytes', effect: 'ignored', description: 'libzmq bounds a return value with it, and no message. What is received is bounded by maxMessageSize of the socket.' }),
  boolean({ name: 'ipv6', constant: 'ZMQ_IPV6', number: 42, sockets: 'all', effect: 'live', description: 'What the ipv6 option of new sockets starts with.' }),
  boolean({ name: 'blocky', constant: 'ZMQ_BLOCKY', number: 70, sockets: 'all', default: true, effect: 'live', description: 'False: new sockets start with linger 0.' }),
]

