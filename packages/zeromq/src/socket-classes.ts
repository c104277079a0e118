/** The twelve socket classes of the addon. */
import type { Message } from './direction.ts'
import { DuplexSocket, ReceivingSocket, SendingSocket } from './direction.ts'
import type { MessageLike } from './frames.ts'
import type { OptionWidth } from './option-property.ts'
import { defineOption } from './option-property.ts'
import type { SocketOptions } from './socket.ts'
import { Socket } from './socket.ts'

/** Options of `connect()` of a ROUTER. */
export interface RouterConnectOptions {
  /** Routing id of this peer, 1 to 255 bytes, so that messages can be sent to it at once (ZMQ_CONNECT_ROUTING_ID). Default: none. */
  routingId?: string
}

/** Options of `connect()` of a STREAM. */
export interface StreamConnectOptions {
  /** Routing id of this peer, 1 to 255 bytes, so that messages can be sent to it at once (ZMQ_CONNECT_ROUTING_ID). Default: none. */
  routingId?: string
}

const CONNECT_ROUTING_ID = 61

/** PAIR (RFC 31): sends to and receives from exactly one peer. */
export class Pair extends DuplexSocket {
  constructor(options?: SocketOptions<Pair>) {
    super(0, options)
  }
}

/** PUB (RFC 29): sends each message to all peers that have subscribed to a prefix of it. Cannot receive. */
export class Publisher extends SendingSocket {
  /**
   * If true, sending waits while the queue of one of the subscribers is full. If false, messages are dropped for that subscriber.
   * Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_XPUB_NODROP.
   */
  declare noDrop: boolean
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean
  /**
   * If true, a subscriber gets the messages that do not match its subscriptions. Both ends need the same value. Default: `false`.
   * Takes effect at once, on existing connections too. libzmq: ZMQ_INVERT_MATCHING.
   */
  declare invertMatching: boolean

  constructor(options?: SocketOptions<Publisher>) {
    super(1, options)
  }
}

/** SUB (RFC 29): receives the messages that match its subscriptions, from all publishers in turn. Cannot send. */
export class Subscriber extends ReceivingSocket {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean
  /**
   * If true, a subscriber gets the messages that do not match its subscriptions. Both ends need the same value. Default: `false`.
   * Takes effect at once, on existing connections too. libzmq: ZMQ_INVERT_MATCHING.
   */
  declare invertMatching: boolean

  constructor(options?: SocketOptions<Subscriber>) {
    super(2, options)
  }

  /** Subscribes to messages that begin with one of `prefixes`; without any, to all messages (ZMQ_SUBSCRIBE). Calls are counted. */
  subscribe(...prefixes: Array<Buffer | string>): void {
    for (const prefix of prefixes.length === 0 ? [null] : prefixes) this.setStringOption(6, prefix)
  }

  /** Undoes one `subscribe()` of each of `prefixes` (ZMQ_UNSUBSCRIBE). */
  unsubscribe(...prefixes: Array<Buffer | string>): void {
    for (const prefix of prefixes.length === 0 ? [null] : prefixes) this.setStringOption(7, prefix)
  }
}

/** REQ (RFC 28): sends a request to the next peer, then receives its reply. Sending and receiving alternate. */
export class Request extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | null
  /**
   * If true, an empty message is sent to each new peer, so that a ROUTER learns the routing id of this socket. Default: `false`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_PROBE_ROUTER.
   */
  declare probeRouter: boolean
  /**
   * If true, each request carries a number, and only the reply with that number is received. Default: `false`. Takes effect at
   * once, on existing connections too. libzmq: ZMQ_REQ_CORRELATE.
   */
  declare correlate: boolean
  /**
   * If true, a second `send()` abandons the request that waits for its reply. Default: `false`. Takes effect at once, on existing
   * connections too. libzmq: ZMQ_REQ_RELAXED.
   */
  declare relaxed: boolean

  constructor(options?: SocketOptions<Request>) {
    super(3, options)
  }
}

/** REP (RFC 28): receives a request from any peer, then sends the reply to that peer. Receiving and sending alternate. */
export class Reply extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | null

  constructor(options?: SocketOptions<Reply>) {
    super(4, options)
  }
}

/** DEALER (RFC 28): sends each message to the next peer that has room, and receives from all peers in turn. */
export class Dealer extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | null
  /**
   * If true, an empty message is sent to each new peer, so that a ROUTER learns the routing id of this socket. Default: `false`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_PROBE_ROUTER.
   */
  declare probeRouter: boolean
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean

  constructor(options?: SocketOptions<Dealer>) {
    super(5, options)
  }
}

/** ROUTER (RFC 28): the first frame of each message is a routing id: that of its sender, or that of the peer to send it to. */
export class Router extends DuplexSocket {
  /**
   * Name by which a ROUTER knows this socket: text or bytes. Must not begin with a zero byte. Value: 1 to 255 bytes. Default:
   * `null`. Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_ROUTING_ID.
   */
  declare routingId: string | null
  /**
   * If true, `send()` to an unknown peer rejects with `EHOSTUNREACH`, and `send()` to a peer whose queue is full waits. If false,
   * such messages are dropped. Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_ROUTER_MANDATORY.
   */
  declare mandatory: boolean
  /**
   * If true, an empty message is sent to each new peer, so that a ROUTER learns the routing id of this socket. Default: `false`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_PROBE_ROUTER.
   */
  declare probeRouter: boolean
  /**
   * What happens if a new peer has the routing id of a connected one. If true, the new peer gets the id; the old one stays
   * connected, and is not heard until the new one leaves. If false, the old peer keeps the id and the new one is not heard.
   * Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_ROUTER_HANDOVER.
   */
  declare handover: boolean

  constructor(options?: SocketOptions<Router>) {
    super(6, options)
  }

  /** Connects to `address`, whose peer gets the routing id that is given. Throws EINVAL, EPROTONOSUPPORT, EADDRINUSE or EBADF. */
  override connect(address: string, { routingId }: RouterConnectOptions = {}): void {
    if (routingId) this.setStringOption(CONNECT_ROUTING_ID, routingId)
    super.connect(address)
  }
}

/** PULL (RFC 30): receives from all peers in turn. Cannot send. */
export class Pull extends ReceivingSocket {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean

  constructor(options?: SocketOptions<Pull>) {
    super(7, options)
  }
}

/** PUSH (RFC 30): sends each message to the next peer that has room. Cannot receive. */
export class Push extends SendingSocket {
  /**
   * If true, each queue keeps only its last message, and the high-water marks have no effect. Default: `false`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq: ZMQ_CONFLATE.
   */
  declare conflate: boolean

  constructor(options?: SocketOptions<Push>) {
    super(8, options)
  }
}

/** XPUB (RFC 29): a PUB that receives the subscriptions of its peers, as messages `01 topic` and `00 topic`. */
export class XPublisher extends DuplexSocket {
  /**
   * If true, sending waits while the queue of one of the subscribers is full. If false, messages are dropped for that subscriber.
   * Default: `false`. Takes effect at once, on existing connections too. libzmq: ZMQ_XPUB_NODROP.
   */
  declare noDrop: boolean
  /**
   * If true, subscriptions take effect only when the application calls `subscribe()` and `unsubscribe()`. Default: `false`. Takes
   * effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_XPUB_MANUAL.
   */
  declare manual: boolean
  /**
   * First message to each new subscriber. A subscriber receives it only if it has subscribed to it. Value: bytes. Default: `null`.
   * Takes effect for endpoints that are bound or connected afterwards. libzmq: ZMQ_XPUB_WELCOME_MSG.
   */
  declare welcomeMessage: string | null
  /**
   * If true, a subscriber gets the messages that do not match its subscriptions. Both ends need the same value. Default: `false`.
   * Takes effect at once, on existing connections too. libzmq: ZMQ_INVERT_MATCHING.
   */
  declare invertMatching: boolean

  constructor(options?: SocketOptions<XPublisher>) {
    super(9, options)
  }

  /**
   * Which repeated notifications are received: none, duplicate subscriptions, or duplicate unsubscriptions too. Default: `null`.
   * Takes effect at once, on existing connections too. libzmq: ZMQ_XPUB_VERBOSE, ZMQ_XPUB_VERBOSER.
   */
  set verbosity(value: null | 'allSubs' | 'allSubsUnsubs') {
    if (value === null) this.setBoolOption(40, false)
    else if (value === 'allSubs') this.setBoolOption(40, true)
    else if (value === 'allSubsUnsubs') this.setBoolOption(78, true)
  }
}

/** XSUB (RFC 29): a SUB that subscribes by sending `01 topic` and `00 topic`. */
export class XSubscriber extends DuplexSocket {
  constructor(options?: SocketOptions<XSubscriber>) {
    super(10, options)
  }
}

/** STREAM: raw tcp, without ZMTP. Each message has two frames: the routing id of a peer and some bytes. */
export class Stream extends DuplexSocket<[Message, Message], [MessageLike, MessageLike]> {
  /**
   * If true, an empty frame is received when a peer connects and when it disconnects. Default: `true`. Takes effect for endpoints
   * that are bound or connected afterwards. libzmq: ZMQ_STREAM_NOTIFY.
   */
  declare notify: boolean

  constructor(options?: SocketOptions<Stream>) {
    super(11, options)
  }

  /** Connects to `address`, whose peer gets the routing id that is given. Throws EINVAL, EPROTONOSUPPORT, EADDRINUSE or EBADF. */
  override connect(address: string, { routingId }: StreamConnectOptions = {}): void {
    if (routingId) this.setStringOption(CONNECT_ROUTING_ID, routingId)
    super.connect(address)
  }
}

const WRITABLE = [Pair, Publisher, Request, Reply, Dealer, Router, Push, XPublisher, XSubscriber, Stream]
const READABLE = [Pair, Subscriber, Request, Reply, Dealer, Router, Pull, XPublisher, XSubscriber, Stream]
const ALL = [Socket]

type Access = 'read' | 'write' | 'both'
type Row = readonly [name: string, number: number, width: OptionWidth, access?: Access, values?: readonly unknown[]]

function define(classes: readonly { prototype: object }[], ...rows: readonly Row[]): void {
  for (const [name, number, width, access = 'both', values] of rows) {
    for (const { prototype } of classes) defineOption(prototype, name, number, width, access, values)
  }
}

define(
  ALL,
  ['affinity', 4, 'Uint64'],
  ['rate', 8, 'Int32'],
  ['recoveryInterval', 9, 'Int32'],
  ['type', 16, 'Int32', 'read'],
  ['linger', 17, 'Int32'],
  ['reconnectInterval', 18, 'Int32'],
  ['backlog', 19, 'Int32'],
  ['reconnectMaxInterval', 21, 'Int32'],
  ['maxMessageSize', 22, 'Int64'],
  ['lastEndpoint', 32, 'String', 'read'],
  ['tcpKeepalive', 34, 'Int32'],
  ['tcpKeepaliveCount', 35, 'Int32'],
  ['tcpKeepaliveIdle', 36, 'Int32'],
  ['tcpKeepaliveInterval', 37, 'Int32'],
  ['tcpAcceptFilter', 38, 'String'],
  ['immediate', 39, 'Bool'],
  ['ipv6', 42, 'Bool'],
  ['securityMechanism', 43, 'Int32', 'read', [null, 'plain', 'curve', 'gssapi']],
  ['plainServer', 44, 'Bool'],
  ['plainUsername', 45, 'String'],
  ['plainPassword', 46, 'String'],
  ['curveServer', 47, 'Bool'],
  ['curvePublicKey', 48, 'String'],
  ['curveSecretKey', 49, 'String'],
  ['curveServerKey', 50, 'String'],
  ['zapDomain', 55, 'String'],
  ['typeOfService', 57, 'Uint32'],
  ['handshakeInterval', 66, 'Int32'],
  ['socksProxy', 68, 'String'],
  ['heartbeatInterval', 75, 'Int32'],
  ['heartbeatTimeToLive', 76, 'Int32'],
  ['heartbeatTimeout', 77, 'Int32'],
  ['connectTimeout', 79, 'Int32'],
  ['tcpMaxRetransmitTimeout', 80, 'Int32'],
  ['threadSafe', 81, 'Bool', 'read'],
  ['multicastMaxTransportDataUnit', 84, 'Int32'],
  ['vmciBufferSize', 85, 'Uint64'],
  ['vmciBufferMinSize', 86, 'Uint64'],
  ['vmciBufferMaxSize', 87, 'Uint64'],
  ['vmciConnectTimeout', 88, 'Int32'],
  ['interface', 92, 'String'],
  ['zapEnforceDomain', 93, 'Bool'],
  ['loopbackFastPath', 94, 'Bool'],
)
define(
  WRITABLE,
  ['sendBufferSize', 11, 'Int32'],
  ['sendHighWaterMark', 23, 'Int32'],
  ['multicastHops', 25, 'Int32'],
  ['sendTimeout', 28, 'Int32'],
)
define(READABLE, ['receiveBufferSize', 12, 'Int32'], ['receiveHighWaterMark', 24, 'Int32'], ['receiveTimeout', 27, 'Int32'])
define([Request, Reply, Router, Dealer], ['routingId', 5, 'String'])
define([Router], ['mandatory', 33, 'Bool'], ['handover', 56, 'Bool', 'write'])
define([Router, Dealer, Request], ['probeRouter', 51, 'Bool', 'write'])
define([Request], ['correlate', 52, 'Bool', 'write'], ['relaxed', 53, 'Bool', 'write'])
define([Pull, Push, Subscriber, Publisher, Dealer], ['conflate', 54, 'Bool', 'write'])
define([XPublisher, Publisher], ['noDrop', 69, 'Bool', 'write'])
define([XPublisher], ['manual', 71, 'Bool', 'write'], ['welcomeMessage', 72, 'String', 'write'])
define([Stream], ['notify', 73, 'Bool', 'write'])
define([Publisher, Subscriber, XPublisher], ['invertMatching', 74, 'Bool'])
