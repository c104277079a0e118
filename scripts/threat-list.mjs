/** The threats, faults and limits that tests name by an id such as `Z2`: what each is about, and our guard. Read by threats.mjs. */

/**
 * One area a letter. `about` says what may happen, `guard` what this library does. An id without a test says in `untested` why; `note`
 * says what no title can. No text tells how to harm other software.
 */
export const AREAS = [
  {
    letter: 'L',
    title: 'Lessons from other implementations',
    text: 'Areas in which some implementation of ZeroMQ has had a fault. Only our guard is described.',
    threats: {
      L1: {
        name: 'frame lengths at the limits of their integer types',
        about: 'A frame announces a length that does not fit into memory, into a signed integer or into a JavaScript number.',
        guard: 'The length is compared with the limit before any memory is allocated, and without rounding. The connection is closed.',
      },
      L2: {
        name: 'large handshake metadata',
        about: 'A peer sends a long list of properties before it is authenticated.',
        guard: '`maxHandshakeSize` (8 KiB) bounds the whole handshake. A larger one closes the connection.',
      },
      L3: {
        name: 'a peer that does not finish its handshake',
        about: 'A connection is open, but its peer never becomes ready. A message for it would be lost.',
        guard: 'A socket chooses only peers that are ready, so every message reaches a good peer.',
      },
      L4: {
        name: 'a message that is cut off, again and again',
        about: 'A server closes the connection in the middle of a message and does so at every reconnect.',
        guard: 'No part of an incomplete message is delivered, and its memory is freed.',
      },
      L5: {
        name: 'older protocol versions with large messages',
        about: 'A ZMTP 1.0 stream has messages that do not fit into one read buffer.',
        guard: 'The decoder gives the same messages however the stream is split.',
      },
      L6: {
        name: 'long topics',
        about: 'A subscriber sends a very long topic.',
        guard: 'The topic trie does not recurse. A topic longer than `maxTopicLength` closes the connection.',
      },
      L7: {
        name: 'messages to a PUB that are not subscriptions',
        about: 'A subscriber sends many messages that a PUB cannot use.',
        guard: 'They are dropped and counted. Memory does not grow.',
      },
      L8: {
        name: 'downgrade of the protocol or the mechanism',
        about: 'A peer speaks an older protocol, or another mechanism, to get around PLAIN, CURVE or a ZAP domain.',
        guard: 'The connection is closed. Nothing is delivered, and the application is not asked.',
      },
      L9: {
        name: 'replayed CURVE messages',
        about: 'A message of an encrypted connection is sent a second time, or out of order.',
        guard: 'A nonce must be larger than the one before. Otherwise the connection is closed.',
      },
      L10: {
        name: 'answers of an authentication handler',
        about: 'A handler answers with a status other than 200, late, or not at all.',
        guard: 'Only 200 admits a peer. 300 closes without a reply; 400 and 500 send an ERROR and close.',
      },
      L11: {
        name: 'subscriptions after reconnects',
        about: 'A publisher restarts, and the subscriptions of its subscribers must all be there again.',
        guard: 'A subscriber sends all its subscriptions at each connection, with every mechanism and version.',
      },
      L12: {
        name: 'datagrams with wrong lengths',
        about: 'A datagram is empty, is too large or announces more than it holds.',
        guard: 'It is dropped. Nothing throws.',
        untested: 'There is no UDP transport for sockets yet. The tests of zbeacon hold this for beacons.',
      },
      L13: {
        name: 'WebSocket upgrades',
        about: 'An upgrade request repeats headers, or data follows it at once.',
        guard: 'The first valid protocol is chosen, and no byte after the headers is lost.',
        untested: 'There is no WebSocket transport yet.',
      },
      L14: {
        name: 'cancellations without a subscription',
        about: 'A peer cancels a topic that it never subscribed to, or sends a user message that resembles a subscription.',
        guard: 'The cancellation is ignored. The user message is passed on as a message.',
      },
      L15: {
        name: 'a hostile CURVE server',
        about: 'A client connects to a server that answers the CURVE handshake with wrong commands.',
        guard: 'The client closes the connection and keeps no memory of it.',
      },
      L16: {
        name: 'the reconnect delay after many failures',
        about: 'Reconnecting fails very often, or its interval has an unusual value.',
        guard: 'The delay always is between `reconnectInterval` and its maximum.',
      },
      L17: {
        name: 'short and long PINGs',
        about: 'A PING is too short, or its context is too long.',
        guard: 'A malformed PING closes the connection. A PONG echoes at most 16 bytes.',
      },
      L18: {
        name: 'the time to live of a PING',
        about: 'A PING announces a TTL from 0 to the largest value of 16 bits.',
        guard: 'The timer is exactly TTL times 100 ms.',
      },
      L19: {
        name: 'heartbeats during a large transfer',
        about: 'A peer is busy with a message that takes longer than the heartbeat timeout.',
        guard: 'Any byte that arrives shows that the peer is alive. The connection stays.',
      },
      L20: {
        name: 'a TCP connection to itself',
        about: 'A socket connects to a free local port, and the system connects it to itself.',
        guard: 'The connection is detected and closed, and the socket tries again.',
      },
      L21: {
        name: 'a peer that ends between two parts',
        about: 'A peer is killed after it has sent or received some parts of a message.',
        guard: 'A message is delivered whole or not at all. The next peer never receives the rest of it.',
      },
      L22: {
        name: 'routing ids',
        about: 'A routing id is in use already, changes, is reserved or is too long.',
        guard: 'The newcomer is refused, or takes over with `handover`. Nothing throws.',
      },
      L23: {
        name: 'a CURVE server that connects',
        about: 'The CURVE server is the side that connects, and its handler denies the peer.',
        guard: 'The connection is closed.',
        untested: 'No title names it. The interoperation tests run CURVE with either side as the server.',
      },
      L24: {
        name: 'encrypted messages at the limits of frame sizes',
        about: 'The size of an encrypted message is near 255 bytes, where its header changes.',
        guard: 'All sizes are read and written as libzmq does it.',
        note: 'The interoperation tests exchange these messages with libzmq.',
      },
    },
  },
  {
    letter: 'P',
    title: 'Sweeps over the input of a parser',
    text: 'Each tries a whole class of inputs. Every one must lead to more waiting, to a message or to a `ProtocolError`.',
    threats: {
      P1: {
        name: 'lengths at every limit',
        about: 'Any field that holds a length has a value at a limit of its type.',
        guard: 'The field is checked against the bytes that are there, before anything is read or allocated.',
      },
      P2: {
        name: 'changed and truncated handshakes',
        about: 'A valid handshake is cut off anywhere, or one of its bytes is changed.',
        guard: 'The engine waits or reports a typed error. It never throws anything else.',
      },
      P3: {
        name: 'port scanners',
        about: 'A scanner or a client of another protocol connects to a listener.',
        guard: 'No message is delivered, and good peers are served meanwhile.',
      },
    },
  },
  {
    letter: 'Z',
    title: 'ZMTP: parser and handshake',
    text: 'What a peer may send before and after its handshake, whatever the mechanism.',
    threats: {
      Z1: {
        name: 'malformed greetings',
        about: 'A greeting is wrong, incomplete, or arrives in pieces.',
        guard: 'It is accepted or closed, and the verdict does not depend on how the bytes are split.',
      },
      Z2: {
        name: 'slow handshakes',
        about: 'Many peers say nothing, or send a byte from time to time.',
        guard: '`handshakeInterval` bounds the whole handshake, not the time between two bytes. Good peers are not delayed.',
      },
      Z3: {
        name: 'memory before authentication',
        about: 'A frame of the handshake announces a large length.',
        guard: '`maxHandshakeSize` holds whatever `maxMessageSize` is. At most 16 KiB are buffered for a connection.',
      },
      Z4: {
        name: 'floods of connections',
        about: 'Many peers connect at once and do not finish their handshakes.',
        guard: '`maxPendingHandshakes` bounds them. The oldest connection that loses no message is closed, so good peers get in.',
      },
      Z5: {
        name: 'malformed commands',
        about: 'A command has wrong flags, an empty name or a wrong size.',
        guard: 'The connection is closed. An unknown but well-formed command is ignored and counted.',
      },
      Z6: {
        name: 'commands in the wrong state or role',
        about: 'A command comes twice, too early, or from a socket type that must not send it.',
        guard: 'The connection is closed.',
      },
      Z7: {
        name: 'the reason of an ERROR',
        about: 'An ERROR has a reason with a wrong length or with control characters.',
        guard: 'Nothing beyond the command is read, and the reason is escaped in texts. An ERROR is never answered by one.',
      },
      Z8: {
        name: 'malformed metadata',
        about: 'A property has a wrong length, comes twice, or there are too many.',
        guard: 'RFC 37 decides. The number and the size of properties are bounded.',
      },
      Z9: {
        name: 'names that JavaScript objects have',
        about: 'A name from outside, such as a routing id or a topic, is the name of a member of `Object.prototype`.',
        guard: 'Names are keys of a `Map` or of an object without a prototype. They are data like any other.',
      },
      Z10: {
        name: 'socket types that do not fit',
        about: 'A peer has a socket type that may not talk to ours, or none.',
        guard: 'Only the pairs of RFC 37 connect. Any other peer gets an ERROR and is closed.',
      },
      Z11: {
        name: 'endless and fragmented messages',
        about: 'A message has very many parts, or arrives a byte at a time.',
        guard: '`maxMessageParts` bounds the parts and `maxMessageSize` their sum. Memory is at most twice the payload and 1 MiB.',
      },
      Z12: {
        name: 'floods of subscriptions',
        about: 'A subscriber sends very many topics, or subscribes and cancels without end.',
        guard: '`maxSubscriptionsPerPeer` bounds them. All topics of a peer are forgotten when its connection ends.',
      },
      Z13: {
        name: 'floods of PINGs and PONGs',
        about: 'A peer sends PINGs and does not read the PONGs, or sends PONGs that answer nothing.',
        guard: 'At most one PONG waits for each peer. An unexpected PONG is ignored.',
      },
      Z14: {
        name: 'ends of a TCP connection',
        about: 'A connection is closed, half closed or reset in any state.',
        guard: 'It ends with one event. Nothing hangs, and no error is uncaught.',
      },
    },
  },
  {
    letter: 'C',
    title: 'CURVE, PLAIN and ZAP',
    text: 'What an attacker may try against authentication and encryption.',
    threats: {
      C1: {
        name: 'changed bytes',
        about: 'A byte of an encrypted command or message is changed.',
        guard: 'The connection is closed, nothing is delivered, and the application is not asked about the peer.',
      },
      C2: {
        name: 'CURVE commands of the wrong shape',
        about: 'A command is too short, too long, or has another version or padding.',
        guard: 'The connection is closed as malformed.',
      },
      C3: {
        name: 'weak public keys',
        about: 'A public key is zero or of low order, so that the shared key would be known.',
        guard: 'Such keys are refused everywhere they can come in.',
      },
      C4: {
        name: 'reused cookies',
        about: 'The cookie of a handshake is used twice, late, or on another connection.',
        guard: 'Each connection has its own cookie key, which opens one cookie and is then overwritten (RFC 26).',
      },
      C5: {
        name: 'exhausted nonces',
        about: 'The counter of a connection comes near the end of its 64 bits.',
        guard: 'Nonces rise strictly, also beyond 2^53. The connection is closed before the counter would repeat.',
      },
      C6: {
        name: 'reused keys and reflected messages',
        about: 'Two connections share a key, or a message comes back to its sender.',
        guard: 'Each connection has new transient keys. The two directions have different nonce prefixes.',
      },
      C7: {
        name: 'floods of HELLOs',
        about: 'Many peers make the server compute key exchanges.',
        guard: 'The cryptography is fast enough that good clients are answered meanwhile.',
      },
      C8: {
        name: 'timing of comparisons',
        about: 'The time of a comparison tells how many bytes of a secret were right.',
        guard: 'Secrets are compared in constant time. A lint rule forbids other comparisons where secrets are.',
      },
      C9: {
        name: 'secrets that stay in memory or get into texts',
        about: 'A key remains in memory after its connection, or appears in an error, an event or a log.',
        guard: 'Secrets of a connection are overwritten when it ends, and no text holds one.',
      },
      C10: {
        name: 'PLAIN credentials of any shape',
        about: 'A user name or a password is empty, long, or has a wrong length.',
        guard: 'Malformed credentials are refused. Well-formed ones reach the handler unchanged.',
      },
      C11: {
        name: 'faulty ZAP handlers',
        about: 'A ZAP handler is missing, throws, answers twice, late, or with a malformed reply.',
        guard: 'The peer is not admitted. A reply is used only for the request that it names.',
      },
      C12: {
        name: 'ways to write one address',
        about: 'An IPv4 address can be written as an IPv6 one, so that a list of denied addresses would not match.',
        guard: 'Addresses are compared in one canonical form.',
      },
      C13: {
        name: 'WebSocket connections without a mechanism',
        about: 'A WebSocket peer chooses the protocol without a mechanism, although the socket has security.',
        guard: 'It is refused.',
        untested: 'There is no WebSocket transport yet.',
      },
      C14: {
        name: 'key files and keys',
        about: 'A key is malformed, does not fit its pair, or its file can be read by other users.',
        guard: 'A bad key is refused with its reason, and without repeating it. An exposed file gives a warning, or is refused.',
      },
    },
  },
  {
    letter: 'I',
    title: 'ipc',
    text: 'What may be at the path of an `ipc://` address.',
    threats: {
      I1: {
        name: 'a file at the path',
        about: 'A file, a link, a directory or a socket is at the path of a bind.',
        guard: 'Only a dead socket of the same user is replaced. Nothing else is deleted, and no link is followed.',
      },
      I2: {
        name: 'two processes that bind one path',
        about: 'Two processes bind the same path at the same time.',
        guard: 'Exactly one succeeds, and the other does not remove its socket.',
      },
      I3: {
        name: 'permissions of a socket file',
        about: 'Other users could connect to the socket.',
        guard: 'A socket has mode 0600 whatever the umask is. `ipc://*` is in a directory with mode 0700.',
      },
    },
  },
  {
    letter: 'F',
    title: 'Files',
    text: 'What a path or the content of a file may hold.',
    threats: {
      F1: {
        name: 'names that lead out of a directory',
        about: 'A name from outside, or a link, leads to a file outside of the directory of certificates.',
        guard: 'Such names are refused, and such links are not followed.',
      },
      F2: {
        name: 'hostile ZPL',
        about: 'A configuration has very deep nesting, very long lines or very many keys.',
        guard: 'Parsing takes linear time and does not recurse. Depth and sizes are bounded, and an error names its line.',
      },
    },
  },
  {
    letter: 'J',
    title: 'The JavaScript runtime',
    text: 'Risks of Node.js and of the language.',
    threats: {
      J1: {
        name: 'uninitialised memory',
        about: 'A buffer that was not written in full is sent, and tells what was in memory before.',
        guard: 'Only written bytes are sent or delivered. Tests fill fresh memory with a pattern and look for it.',
      },
      J2: {
        name: 'shared memory of messages',
        about: 'A message is a view into memory that a later message overwrites.',
        guard: 'Memory of a received message is never written again while the application holds the message.',
      },
      J3: {
        name: 'small messages that keep large buffers',
        about: 'An application keeps a small message, and with it the whole chunk it came in.',
        guard: 'Small frames are copied into memory of their own size.',
        untested: 'No title names it. The tests of the arena in zmtp-codec hold the memory of kept messages.',
      },
      J4: {
        name: 'a flood from one peer',
        about: 'One peer sends as fast as it can.',
        guard: 'Reading has a budget for each turn, so other peers are answered in time.',
      },
      J5: {
        name: 'faults in callbacks',
        about: 'A callback of the application throws, rejects, never resolves or closes the socket.',
        guard: 'The fault is contained and reported once. Other sockets are not affected.',
      },
      J6: {
        name: 'readers that do not read',
        about: 'A peer, or the application itself, stops reading.',
        guard: 'High-water marks bound what is queued, and the socket stops reading from the system.',
      },
      J7: {
        name: 'sends without await',
        about: 'An application starts very many sends and awaits none.',
        guard: 'Beyond a bound `send()` rejects with `EAGAIN`. Memory is bounded.',
      },
      J8: {
        name: 'numbers that make no sense',
        about: 'An option is set to NaN, to Infinity, to a negative or to a very large number.',
        guard: 'Setting the option throws.',
      },
      J9: {
        name: 'the lifetime of the process',
        about: 'A process stays although nothing is pending, or ends before queued messages are sent.',
        guard: 'A socket that waits keeps the process alive, and linger is honoured. Otherwise the process ends.',
      },
      J10: {
        name: 'the supply chain',
        about: 'A dependency or an install script brings in code of others.',
        guard: 'Runtime dependencies are few and named. No published package has an install script.',
        untested: 'No title names it. The tests of manifests and of packed files hold it.',
      },
    },
  },
  {
    letter: 'R',
    title: 'Faults',
    text: 'What happens without an attacker: peers that end, systems that run out, loops that stall. Numbers that are missing have no test by id.',
    threats: {
      R4: {
        name: 'a crowd that lost its server',
        about: 'A server restarts, and thousands of clients reconnect.',
        guard: 'Delays are random and double up to the maximum, so the attempts are spread.',
      },
      R8: {
        name: 'a slow subscriber',
        about: 'One subscriber reads slowly among fast ones.',
        guard: 'It loses what exceeds its high-water mark. The fast ones lose nothing.',
      },
      R9: {
        name: 'high-water marks on both sides',
        about: 'A receiver does not read.',
        guard: 'Messages stay in the system and at the sender, which waits at its high-water mark.',
      },
      R10: {
        name: 'linger',
        about: 'A socket is closed with messages in its queue.',
        guard: '-1 delivers all, 0 drops all, and any other value waits that long.',
      },
      R11: {
        name: 'no more file descriptors',
        about: 'The process has no file descriptor left for a new connection.',
        guard: 'Present peers are served. New ones are accepted again when descriptors are free.',
      },
      R15: {
        name: 'a stalled event loop',
        about: 'The loop of the process stands still for longer than the heartbeat timeout.',
        guard: 'What has arrived is read before a peer is judged, so no living peer is disconnected.',
      },
      R16: {
        name: 'threads that are killed',
        about: 'A worker thread ends while it sends.',
        guard: 'Its peers see a disconnect, the owner of an actor is told within a second, and received messages stay.',
      },
      R17: {
        name: 'the order of inproc bind and connect',
        about: 'Sockets connect before the name is bound, and contexts end in the middle.',
        guard: 'Each pair finds each other, and pending calls end with an error.',
      },
      R19: {
        name: 'names that fail or move',
        about: 'A host name cannot be resolved, or its address changes.',
        guard: 'Each attempt resolves the name again.',
      },
    },
  },
  {
    letter: 'S',
    title: 'Limits that are measured',
    text: 'Figures that a test measures. Numbers that are missing have no test by id.',
    threats: {
      S8: { name: 'memory before authentication', about: 'Many peers connect and say nothing.', guard: 'Each costs at most 16 KiB.' },
      S9: {
        name: 'endless messages of large parts',
        about: 'A message has large parts without end.',
        guard: 'It ends at `maxMessageSize`.',
      },
      S10: {
        name: 'very many subscriptions',
        about: 'A subscriber has 100,000 topics.',
        guard: 'All are active, also after the publisher has restarted, at less than 300 bytes each.',
      },
      S13: {
        name: 'connections that come and go',
        about: 'Peers connect and leave 100,000 times.',
        guard: 'No memory, file descriptor or handle is left behind.',
      },
      S15: {
        name: 'the time to detect a dead peer',
        about: 'A peer stops answering, and heartbeats are set.',
        guard: 'It is disconnected soon after `heartbeatInterval` and `heartbeatTimeout`.',
      },
      S21: {
        name: 'fairness under a flood',
        about: 'One peer floods a socket that has quiet peers too.',
        guard: 'Quiet peers are answered within a bounded time.',
      },
    },
  },
]
