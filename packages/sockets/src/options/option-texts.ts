/**
 * What each option does, for `docs/options.md`. Kept apart from the option table, so that programs do not load it. Of a refused option the
 * table has the reason.
 */

const VMCI = 'VMCI needs a native transport.'
const MULTICAST = 'Multicast transports (pgm, norm) need native code.'

/** Texts of socket options. */
export const SOCKET_OPTION_TEXTS: Readonly<Record<string, string>> = {
  affinity: 'I/O threads to use. There are none to choose from.',
  routingId: 'The name a ROUTER knows this socket by. Text or bytes; must not begin with a zero byte.',
  rate: MULTICAST,
  recoveryInterval: MULTICAST,
  sendBufferSize: 'Kernel send buffer. node:net cannot set it; the system chooses.',
  receiveBufferSize: 'Kernel receive buffer. node:net cannot set it; the system chooses.',
  linger:
    'How long unsent messages are kept after close() or disconnect(): -1 until they are sent, 0 not at all. New sockets of a context with blocky = false start with 0.',
  reconnectInterval: 'First wait before connecting again, with jitter; -1 never connects again.',
  backlog: 'Connections the system keeps waiting for a listener.',
  reconnectMaxInterval: 'The wait doubles up to this; 0 keeps it at reconnectInterval.',
  maxMessageSize: 'Largest message to receive, over all its frames; a larger one ends the connection. -1 is no limit.',
  sendHighWaterMark: 'Messages that may wait for one peer; 0 is no limit.',
  receiveHighWaterMark: 'Messages of one peer that may wait to be received; 0 is no limit.',
  multicastHops: MULTICAST,
  receiveTimeout: 'receive() rejects with EAGAIN after this; -1 is no limit, 0 does not wait.',
  sendTimeout: 'send() rejects with EAGAIN after this; -1 is no limit, 0 does not wait.',
  mandatory: 'send() to an unknown peer is EHOSTUNREACH, and to a full one waits; otherwise both are dropped.',
  tcpKeepalive: 'TCP keep-alive probes: 1 on, 0 off, -1 as the system has it.',
  tcpKeepaliveCount: 'node:net cannot set the number of probes.',
  tcpKeepaliveIdle: 'Idle time before the first probe; -1 as the system has it.',
  tcpKeepaliveInterval: 'node:net cannot set the time between probes.',
  tcpAcceptFilter: 'Addresses to accept, as CIDR. Each assignment adds one; null accepts all again.',
  immediate: 'Queue only for peers that are connected: connect() makes its pipe after the handshake.',
  ipv6: 'Use IPv6 too. Starts as the context has it.',
  plainServer:
    'Speak PLAIN (RFC 24) as the server. A ZAP handler or `authenticate` decides which passwords are right; without either, every peer is refused.',
  plainUsername: 'Speak PLAIN as a client with this name. An empty name is a name; null takes it back.',
  plainPassword: 'Speak PLAIN as a client with this password. It crosses the wire in clear text.',
  curveServer: 'Speak CURVE (RFC 26) as the server, with `curveSecretKey`.',
  curvePublicKey: 'Our long-term public key. May be left out: it follows from the secret one, to which it must belong.',
  curveSecretKey: 'Our long-term secret key, from `curveKeyPair()`.',
  curveServerKey: 'Speak CURVE as a client of the server whose public key this is.',
  probeRouter: 'Send an empty message to every new peer, so that a ROUTER gets to know this socket.',
  correlate: 'Number the requests, and take only the reply with the same number.',
  relaxed: 'A second send() abandons the request that waits for its reply.',
  conflate: 'Keep only the last message of each queue, whatever the high-water mark.',
  zapDomain: 'The domain in requests to ZAP handlers (RFC 27). If it is set, handlers decide about NULL peers too.',
  handover:
    'A newer peer takes over a routing id in use; the older one stays connected, and is not heard until the newer one leaves. False: the older peer keeps its id, and the newer one is not heard.',
  typeOfService: 'node:net cannot set it.',
  handshakeInterval: 'A handshake must be done within this, from the first byte to the last; 0 is no limit.',
  socksProxy: 'SOCKS5 proxy that every connect() over tcp goes through; it gets host names unresolved. IPv6 addresses in brackets.',
  noDrop: 'Wait, or refuse with EAGAIN, while one of the subscribers is full, instead of dropping for it.',
  manual: 'The application decides with subscribe() and unsubscribe() what each notification becomes.',
  welcomeMessage: 'The first message for every subscriber; it must have subscribed to it.',
  notify: 'An empty frame when a peer comes and when it goes.',
  invertMatching: 'Everything that does not match. Must be the same at both ends.',
  heartbeatInterval: 'Time between PINGs; 0 sends none.',
  heartbeatTimeToLive: 'How long the peer may take our silence; told in tenths of a second. libzmq misreads more than 65,500.',
  heartbeatTimeout:
    'The connection to a peer that is silent for this long after a PING is closed; -1 is heartbeatInterval. The time starts again with each byte that the system takes of what waits to be sent.',
  verbosity: 'Pass on duplicate subscriptions too, and also duplicate unsubscriptions.',
  connectTimeout: 'One attempt to connect is given up after this; 0 leaves it to the system.',
  tcpMaxRetransmitTimeout: 'node:net cannot set it; heartbeats find dead peers.',
  multicastMaxTransportDataUnit: MULTICAST,
  vmciBufferSize: VMCI,
  vmciBufferMinSize: VMCI,
  vmciBufferMaxSize: VMCI,
  vmciConnectTimeout: VMCI,
  useFd:
    'Descriptor of a socket that another process opened, as systemd hands it over: the next bind() serves it instead of binding, and the next connect() takes it over as its first connection. Each descriptor can be used once, so the option is -1 again afterwards. tcp and ipc.',
  zapEnforceDomain:
    'If true, peers are refused when ZAP should be asked and has no handler. If false, as in libzmq, NULL and CURVE peers are then admitted. Needs a `zapDomain`.',
  loopbackFastPath: 'A setting of old Windows versions.',
  metadata: 'Properties of the application that the handshake sends to peers: names that begin with X-, and Latin-1 text.',
  socksUsername: 'User name for the SOCKS proxy (RFC 1929). Without it, only a proxy that asks for none can be used.',
  socksPassword: 'What proves it. It travels as it is, for all on the way to the proxy to read.',
  reconnectStop: 'When to give up: 1 refused, 2 handshake failed, 4 after disconnect(), whatever waits to be sent.',
  maxMessageParts: 'Most frames of one message; one with more ends the connection.',
  maxHandshakeSize: 'Most a peer may send before its handshake is done.',
  maxPendingHandshakes:
    'Connections of one bound endpoint that may be in their handshake; beyond it the oldest that loses nothing by it is given up.',
  maxPeers: 'Connections one bound endpoint accepts; 0 leaves it to the system.',
  securityMechanisms: 'What a bound socket lets its peers choose from, in the role of the server. None: only `securityMechanism`.',
  authenticate:
    'Called for each peer before it is admitted, whatever its mechanism; it may return a promise, within handshakeInterval. `true`, `{ userId }` or `{ status: 200 }` admits the peer, `undefined` asks the ZAP handler, anything else refuses the peer. null does not open endpoints that exist.',
  stopWhenRefused:
    'Never connect again once a peer has refused our credentials (ERROR 400). False: it is tried again, with waits that grow to half a minute.',
  maxTopicLength: 'Longest topic a subscriber may send; a longer one ends its connection.',
  maxSubscriptionsPerPeer: 'Most subscriptions of one subscriber; one more ends its connection.',
  receiveMemory:
    "What received frames are views of. 'pooled': memory that frames share, which cannot be transferred. 'owned': each frame has memory of its own, aligned to 8 bytes, of which `buffer` holds the frame and nothing else.",
}

/** Texts of context options. */
export const CONTEXT_OPTION_TEXTS: Readonly<Record<string, string>> = {
  ioThreads: 'There are no I/O threads.',
  maxSockets: 'Open sockets at a time; one more is EMFILE.',
  threadPriority: 'There are no I/O threads.',
  threadSchedulingPolicy: 'There are no I/O threads.',
  maxMessageSize: 'libzmq bounds a return value with it, and no message. What is received is bounded by maxMessageSize of the socket.',
  ipv6: 'What the ipv6 option of new sockets starts with.',
  blocky: 'False: new sockets start with linger 0.',
}
