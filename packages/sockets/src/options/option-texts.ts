/**
 * What each option does, in sentences: for `docs/options.md` and for the docstrings of the declared properties, which
 * `scripts/option-docs.mjs` writes. Kept apart from the option table, so that programs do not load it.
 */

const VMCI = 'Needs a native transport (vmci).'
const MULTICAST = 'Needs a native multicast transport (pgm, norm).'

/** Texts of socket options. */
export const SOCKET_OPTION_TEXTS: Readonly<Record<string, string>> = {
  affinity: 'Bitmap of the I/O threads that serve new connections. This library has no I/O threads.',
  routingId: 'Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte.',
  rate: `Maximum multicast data rate. ${MULTICAST}`,
  recoveryInterval: `How long a multicast receiver can recover lost data. ${MULTICAST}`,
  sendBufferSize: 'Size of the kernel send buffer. node:net cannot set it; the system chooses.',
  receiveBufferSize: 'Size of the kernel receive buffer. node:net cannot set it; the system chooses.',
  linger:
    'How long unsent messages are kept after `close()` or `disconnect()`. `-1` keeps them until they are sent, `0` discards them at once. New sockets of a context with `blocky = false` start with 0.',
  reconnectInterval: 'First wait before a lost connection is made again, with jitter. `-1` never reconnects.',
  backlog: 'Maximum number of connections that the system queues for a listener.',
  reconnectMaxInterval:
    'Maximum wait between two attempts to connect. The wait doubles up to it. `0` keeps the wait at `reconnectInterval`.',
  maxMessageSize: 'Maximum size of a received message, over all its frames. A larger one closes the connection. `-1` means no limit.',
  sendHighWaterMark: 'Maximum number of messages queued for one peer. `0` means no limit.',
  receiveHighWaterMark: 'Maximum number of messages of one peer that wait to be received. `0` means no limit.',
  multicastHops: `Time to live of multicast packets. ${MULTICAST}`,
  receiveTimeout: '`receive()` rejects with `EAGAIN` after this time. `-1` waits without a limit, `0` does not wait.',
  sendTimeout: '`send()` rejects with `EAGAIN` after this time. `-1` waits without a limit, `0` does not wait.',
  mandatory:
    'If true, `send()` to an unknown peer rejects with `EHOSTUNREACH`, and `send()` to a peer whose queue is full waits. If false, such messages are dropped.',
  tcpKeepalive: 'TCP keep-alive probes. `1` turns them on, `0` off; `-1` leaves them to the system.',
  tcpKeepaliveCount: 'Number of TCP keep-alive probes before the connection counts as dead. node:net cannot set it.',
  tcpKeepaliveIdle: 'Idle time before the first TCP keep-alive probe. `-1` leaves it to the system.',
  tcpKeepaliveInterval: 'Time between TCP keep-alive probes. node:net cannot set it.',
  tcpAcceptFilter:
    'Addresses from which a bound endpoint accepts connections, in CIDR notation. Each assignment adds one. `null` accepts all again.',
  immediate: 'If true, messages are queued only for peers whose handshake is done. If false, `connect()` creates the queue at once.',
  ipv6: 'If true, IPv6 is used too. Starts with the value of the context.',
  plainServer:
    'If true, this socket is a PLAIN server (RFC 24). A ZAP handler or `authenticate` checks the passwords. Without either, every peer is rejected.',
  plainUsername: 'User name of a PLAIN client. Setting it selects PLAIN, even if it is empty; `null` undoes that.',
  plainPassword: 'Password of a PLAIN client. Setting it selects PLAIN. PLAIN sends it in clear text.',
  curveServer: 'If true, this socket is a CURVE server (RFC 26) with `curveSecretKey`.',
  curvePublicKey: 'Own long-term public key. If it is not set, it is computed from `curveSecretKey`. If it is set, it must match that key.',
  curveSecretKey: 'Own long-term secret key, as from `curveKeyPair()`.',
  curveServerKey: 'Public key of the server. Setting it makes this socket a CURVE client (RFC 26).',
  probeRouter: 'If true, an empty message is sent to each new peer, so that a ROUTER learns the routing id of this socket.',
  correlate: 'If true, each request carries a number, and only the reply with that number is received.',
  relaxed: 'If true, a second `send()` abandons the request that waits for its reply.',
  conflate: 'If true, each queue keeps only its last message, and the high-water marks have no effect.',
  zapDomain: 'Domain in requests to the ZAP handler (RFC 27). If it is set, the handler is asked about NULL peers too.',
  handover:
    'What happens if a new peer has the routing id of a connected one. If true, the new peer gets the id; the old one stays connected, and is not heard until the new one leaves. If false, the old peer keeps the id and the new one is not heard.',
  typeOfService: 'IP type of service. node:net cannot set it.',
  gssapiServer: 'If true, this socket is a GSSAPI server.',
  gssapiPrincipal: 'Own GSSAPI principal.',
  gssapiServicePrincipal: 'GSSAPI principal of the server.',
  gssapiPlainText: 'If true, GSSAPI authenticates and does not encrypt.',
  handshakeInterval: 'Maximum duration of a handshake, from its first byte to its last. `0` means no limit.',
  socksProxy:
    'SOCKS5 proxy for each `connect()` over tcp, as `host:port`. The proxy resolves the host names. IPv6 addresses are written in brackets.',
  noDrop: 'If true, sending waits while the queue of one of the subscribers is full. If false, messages are dropped for that subscriber.',
  manual: 'If true, subscriptions take effect only when the application calls `subscribe()` and `unsubscribe()`.',
  welcomeMessage: 'First message to each new subscriber. A subscriber receives it only if it has subscribed to it.',
  notify: 'If true, an empty frame is received when a peer connects and when it disconnects.',
  invertMatching: 'If true, a subscriber gets the messages that do not match its subscriptions. Both ends need the same value.',
  heartbeatInterval: 'Time between PINGs to each peer. `0` sends none.',
  heartbeatTimeToLive:
    'Time after which a silent connection is dead, as each PING tells the peer, in steps of 100 ms. libzmq misreads values above 65,500.',
  heartbeatTimeout:
    'Closes the connection if the peer sends nothing for this time after a PING. `-1` means `heartbeatInterval`. The time restarts whenever the system accepts bytes that wait to be sent.',
  verbosity: 'Which repeated notifications are received: none, duplicate subscriptions, or duplicate unsubscriptions too.',
  connectTimeout: 'Maximum duration of one attempt to connect. `0` leaves it to the system.',
  tcpMaxRetransmitTimeout: 'Maximum time that TCP retransmits. node:net cannot set it; heartbeats find dead peers.',
  multicastMaxTransportDataUnit: `Maximum size of a multicast packet. ${MULTICAST}`,
  vmciBufferSize: `Size of the VMCI buffer. ${VMCI}`,
  vmciBufferMinSize: `Minimum size of the VMCI buffer. ${VMCI}`,
  vmciBufferMaxSize: `Maximum size of the VMCI buffer. ${VMCI}`,
  vmciConnectTimeout: `Maximum duration of an attempt to connect over VMCI. ${VMCI}`,
  useFd:
    'Descriptor of a socket that another process opened, for example systemd. The next `bind()` listens on it; the next `connect()` uses it as its first connection. Then the option is -1 again. For tcp and ipc.',
  gssapiPrincipalNameType: 'Kind of name that `gssapiPrincipal` is.',
  gssapiServicePrincipalNameType: 'Kind of name that `gssapiServicePrincipal` is.',
  interface: 'Network interface that connections are bound to.',
  zapEnforceDomain:
    'If true, peers are rejected if the ZAP handler has to be asked and there is none; needs `zapDomain`. If false, as in libzmq, NULL and CURVE peers are then admitted.',
  loopbackFastPath: 'Faster loopback connections of old Windows versions.',
  metadata: 'Properties of the application that the handshake sends to peers. Names begin with `X-`; values are Latin-1 text.',
  socksUsername: 'User name for the SOCKS proxy (RFC 1929). Without it only proxies without authentication can be used.',
  socksPassword: 'Password for the SOCKS proxy. It is sent to the proxy in clear text.',
  reconnectStop:
    'When to stop reconnecting, as a sum: 1 connection refused, 2 handshake failed, 4 after `disconnect()`, even if messages wait.',
  maxMessageParts: 'Maximum number of frames of a received message. A message with more closes the connection.',
  maxHandshakeSize: 'Maximum number of bytes that a peer may send before its handshake is done.',
  maxPendingHandshakes:
    'Maximum number of handshakes at one bound endpoint. If one more starts, the oldest peer that cannot have sent a message yet is disconnected.',
  maxPeers: 'Maximum number of connections of one bound endpoint. `0` leaves it to the system.',
  securityMechanisms: 'Mechanisms that a bound socket offers as the server; each peer chooses one. `null` offers only `securityMechanism`.',
  authenticate:
    'Function that is called for each peer before it is admitted, whatever its mechanism. May return a promise, which must settle within `handshakeInterval`. `true`, `{ userId }` or `{ status: 200 }` admits the peer; `undefined` asks the ZAP handler; any other value rejects the peer. Setting `null` does not open existing endpoints.',
  stopWhenRefused:
    'If true, the socket never connects again to a peer that has rejected its credentials (ERROR 400). If false, it tries again, with waits that grow to 30 seconds.',
  maxTopicLength: 'Maximum length of a topic that a subscriber sends. A longer one closes its connection.',
  maxSubscriptionsPerPeer: 'Maximum number of subscriptions of one subscriber. One more closes its connection.',
  receiveMemory:
    "Memory of received frames. `'pooled'`: frames share memory, which cannot be transferred to another thread. `'owned'`: each frame has memory of its own, aligned to 8 bytes, and its `buffer` holds nothing else.",
}

/** Texts of context options. */
export const CONTEXT_OPTION_TEXTS: Readonly<Record<string, string>> = {
  ioThreads: 'Number of I/O threads. This library has none.',
  maxSockets: 'Maximum number of open sockets. Creating one more throws `EMFILE`.',
  threadPriority: 'Priority of I/O threads. This library has none.',
  threadSchedulingPolicy: 'Scheduling policy of I/O threads. This library has none.',
  maxMessageSize: 'In libzmq, a bound of a return value. Received messages are limited by `maxMessageSize` of the socket.',
  ipv6: 'Value of the option `ipv6` of new sockets.',
  blocky: 'If false, new sockets start with `linger = 0`.',
}
