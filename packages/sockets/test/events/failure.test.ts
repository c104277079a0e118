/** Each lasting failure and each loss: a warning with its text, or an event if the program listens, and a count in both cases. */
import { ManualRuntime, RawListener, RawPeer, command, turn, until } from '@tszmq/testkit'
import { TcpTransport, TransportError } from '@tszmq/transports'
import type { Transport } from '@tszmq/transports'
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  XPublisher,
  curveKeyPair,
} from '../../src/index.ts'
import type { Event, EventType, Socket } from '../../src/index.ts'
import type { WARNINGS } from '../../src/events/warning-table.ts'
import { Stage, TRANSPORTS, fill, type TransportName } from '../stage.ts'

/** What one socket is to tell. */
interface Expected {
  readonly socket: Socket
  readonly code: keyof typeof WARNINGS
  /** In the warning. */
  readonly text: readonly string[]
  readonly event: EventType
  /** In the event. */
  readonly fields: object
  /** Messages dropped. */
  readonly drops?: object
}

interface Scene {
  readonly stage: Stage
  /** Of another context, so that both sides of one endpoint emit events. */
  readonly other: Stage
  readonly runtime: ManualRuntime
  /** To be called with each socket before it is bound or connected. */
  readonly ready: <S extends Socket>(socket: S) => S
}

interface Cause {
  readonly title: string
  readonly transport?: TransportName
  readonly transports?: readonly Transport[]
  /** Resolves with all warnings of the case. */
  readonly happen: (scene: Scene) => Promise<Expected[]>
}

/** A tcp transport that cannot connect. */
function failing(error: (address: string) => Error): Transport {
  const tcp: Transport = new TcpTransport()
  return {
    scheme: 'tcp',
    framing: 'stream',
    optionsOf: (options) => tcp.optionsOf(options),
    checkConnect: (address) => tcp.checkConnect(address),
    checkBind: (address) => tcp.checkBind(address),
    connect: (address) => Promise.reject(error(address)),
    listen: (address, accept, options) => tcp.listen(address, accept, options),
  }
}

/** Ten seconds without a connection. `failed`: the first attempt fails before. */
async function stall({ runtime }: Scene, socket: Socket, failed = true): Promise<void> {
  let retries = 0
  const stop = socket.tap(({ type }) => {
    if (type === 'connect:retry') retries++
  })
  if (failed) await until(() => retries > 0)
  stop()
  runtime.advance(10_000)
}

const CAUSES: readonly Cause[] = [
  {
    title: 'two socket types that do not go together',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [push, sub] = [ready(stage.make(Push)), ready(other.make(Subscriber))]
      const endpoint = await stage.bind(push)
      sub.connect(endpoint)
      const event = 'handshake:error:protocol'
      const fields = { address: endpoint, error: { code: 'ERR_ZMTP_SOCKET_TYPE' } }
      const text = [endpoint, 'a PUSH socket cannot talk to "SUB"', 'PUSH connects to PULL']
      return [
        { socket: push, code: 'ZMQ_SOCKET_TYPE', text, event, fields },
        { socket: sub, code: 'ZMQ_SOCKET_TYPE', text: [endpoint, '"PUSH"', 'SUB connects to PUB and XPUB'], event, fields },
      ]
    },
  },
  {
    title: 'two socket types that do not go together over inproc, which bind first',
    happen: async ({ stage, ready }) => {
      const [req, push] = [ready(stage.make(Request)), ready(stage.make(Push))]
      const endpoint = await stage.bind(req)
      push.connect(endpoint)
      const [event, fields] = ['handshake:error:protocol' as const, { address: endpoint, error: { code: 'ERR_ZMTP_SOCKET_TYPE' } }]
      return [
        {
          socket: push,
          code: 'ZMQ_SOCKET_TYPE',
          text: [endpoint, 'a PUSH socket cannot talk to "REQ"', 'PUSH connects to PULL'],
          event,
          fields,
        },
        { socket: req, code: 'ZMQ_SOCKET_TYPE', text: [], event, fields },
      ]
    },
  },
  {
    title: 'two socket types that do not go together over inproc, which connect first: what was sent is lost',
    happen: async ({ stage, ready }) => {
      const [pub, push] = [ready(stage.make(Publisher)), ready(stage.make(Push))]
      push.connect('inproc://connected-first')
      await push.send('lost')
      await push.send('lost too')
      await pub.bind('inproc://connected-first')
      const [event, fields] = [
        'handshake:error:protocol' as const,
        { address: 'inproc://connected-first', error: { code: 'ERR_ZMTP_SOCKET_TYPE' } },
      ]
      return [
        { socket: push, code: 'ZMQ_SOCKET_TYPE', text: ['a PUSH socket cannot talk to "PUB"'], event, fields, drops: { lost: 2 } },
        { socket: pub, code: 'ZMQ_SOCKET_TYPE', text: [], event, fields },
        {
          socket: push,
          code: 'ZMQ_LOST',
          text: ['2 queued messages were lost'],
          event: 'drop',
          fields: { reason: 'lost', count: 2 },
        },
      ]
    },
  },
  {
    title: 'a server with CURVE and a client without',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const server = ready(stage.make(Pull, { curveServer: true, curveSecretKey: curveKeyPair().secretKey, authenticate: () => true }))
      const client = ready(other.make(Push))
      const endpoint = await stage.bind(server)
      client.connect(endpoint)
      const [event, fields] = ['handshake:error:protocol' as const, { address: endpoint, error: { code: 'ERR_ZMTP_MECHANISM_MISMATCH' } }]
      return [
        { socket: server, code: 'ZMQ_MECHANISM', text: [endpoint, 'the peer wants mechanism "NULL", we want "CURVE"'], event, fields },
        {
          socket: client,
          code: 'ZMQ_MECHANISM',
          text: [endpoint, 'the peer wants mechanism "CURVE", we want "NULL"', 'both sides'],
          event,
          fields,
        },
      ]
    },
  },
  {
    title: 'a client of PLAIN at a server without security',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [server, client] = [ready(stage.make(Reply)), ready(other.make(Request, { plainUsername: 'me', plainPassword: 'secret' }))]
      const endpoint = await stage.bind(server)
      client.connect(endpoint)
      const [event, fields] = ['handshake:error:protocol' as const, { error: { code: 'ERR_ZMTP_MECHANISM_MISMATCH' } }]
      return [
        { socket: server, code: 'ZMQ_MECHANISM', text: ['the peer wants mechanism "PLAIN", we want "NULL"'], event, fields },
        { socket: client, code: 'ZMQ_MECHANISM', text: ['the peer wants mechanism "NULL", we want "PLAIN"'], event, fields },
      ]
    },
  },
  {
    title: 'a client with another key than the server has',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [right, wrong, own] = [curveKeyPair(), curveKeyPair(), curveKeyPair()]
      const server = ready(stage.make(Pull, { curveServer: true, curveSecretKey: right.secretKey, authenticate: () => true }))
      const keys = { curveServerKey: wrong.publicKey, curvePublicKey: own.publicKey, curveSecretKey: own.secretKey }
      const client = ready(other.make(Push, keys))
      const endpoint = await stage.bind(server)
      client.connect(endpoint)
      const event = 'handshake:error:protocol'
      return [
        {
          socket: server,
          code: 'ZMQ_SERVER_KEY',
          text: [endpoint, 'HELLO does not open', 'curveServerKey of the client must be the public key of the server'],
          event,
          fields: { error: { code: 'ERR_ZMTP_CRYPTOGRAPHIC' } },
        },
        {
          socket: client,
          code: 'ZMQ_SERVER_KEY',
          text: [endpoint, 'curveServerKey must be the public key of that server'],
          event,
          fields: { error: { code: 'ERR_ZMTP_PEER_ERROR' } },
        },
      ]
    },
  },
  {
    title: 'refused credentials',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const server = stage.make(Reply, { plainServer: true, authenticate: () => false })
      const client = ready(stage.make(Request, { plainUsername: 'me', plainPassword: 'wrong' }))
      const endpoint = await stage.bind(server)
      client.connect(endpoint)
      const text = [endpoint, 'refused our credentials (400)', 'stopWhenRefused']
      return [{ socket: client, code: 'ZMQ_REFUSED', text, event: 'handshake:error:auth', fields: { error: { status: 400 } } }]
    },
  },
  {
    title: 'a PLAIN server without anybody to ask',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const server = ready(stage.make(Reply, { plainServer: true }))
      const client = stage.make(Request, { plainUsername: 'me', plainPassword: 'right' })
      const endpoint = await stage.bind(server)
      client.connect(endpoint)
      const text = [endpoint, 'inproc://zeromq.zap.01', 'set authenticate']
      return [{ socket: server, code: 'ZMQ_ZAP', text, event: 'handshake:error:other', fields: { error: { code: 'EFAULT' } } }]
    },
  },
  {
    title: 'a name that does not resolve',
    transport: 'tcp',
    transports: [
      new TcpTransport({
        names: {
          lookup: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
          addressesOf: () => undefined,
        },
      }),
    ],
    happen: async (scene) => {
      const push = scene.ready(scene.stage.make(Push))
      push.connect('tcp://no.such.host:5555')
      await push.send('waits')
      await stall(scene, push)
      const text = [
        'tcp://no.such.host:5555 has had no connection for 10 seconds',
        'does not resolve',
        'One message waits',
        'Correct the name',
      ]
      const fields = { address: 'tcp://no.such.host:5555', waiting: 1, error: { code: 'EINVAL' } }
      return [{ socket: push, code: 'ZMQ_UNRESOLVED', text, event: 'connect:stalled', fields }]
    },
  },
  ...(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'] as const).map((code) => ({
    title: `a host without a route (${code})`,
    transports: [failing((address) => new TransportError(code, `cannot connect to tcp://${address}: no route`, `tcp://${address}`))],
    happen: async (scene: Scene): Promise<Expected[]> => {
      const dealer = scene.ready(scene.stage.make(Dealer))
      dealer.connect('tcp://198.51.100.1:5555')
      await stall(scene, dealer)
      const text = ['tcp://198.51.100.1:5555 has had no connection for 10 seconds', 'no route', 'Check the address and the routes']
      return [{ socket: dealer, code: 'ZMQ_UNREACHABLE', text, event: 'connect:stalled', fields: { waiting: 0, error: { code } } }]
    },
  })),
  {
    title: 'an endpoint where nothing listens',
    transport: 'tcp',
    happen: async (scene) => {
      const push = scene.ready(scene.stage.make(Push))
      const endpoint = await scene.stage.vacant()
      push.connect(endpoint)
      for (let i = 0; i < 3; i++) await push.send('waits')
      await stall(scene, push)
      const text = [
        `${endpoint} has had no connection for 10 seconds`,
        'no process is listening there',
        '3 messages wait for it',
        'Start the side that binds',
      ]
      return [
        {
          socket: push,
          code: 'ZMQ_NOT_CONNECTED',
          text,
          event: 'connect:stalled',
          fields: { waiting: 3, error: { code: 'ECONNREFUSED' } },
        },
      ]
    },
  },
  {
    title: 'an ipc path that is not there',
    transport: 'ipc',
    happen: async (scene) => {
      const sub = scene.ready(scene.stage.make(Subscriber))
      const endpoint = scene.stage.wildcard()
      sub.connect(endpoint)
      await stall(scene, sub)
      return [
        {
          socket: sub,
          code: 'ZMQ_NOT_CONNECTED',
          text: [endpoint, 'no such file'],
          event: 'connect:stalled',
          fields: { error: { code: 'ENOENT' } },
        },
      ]
    },
  },
  {
    title: 'a host that never answers',
    transports: [{ ...failing(() => new Error()), connect: () => new Promise(() => undefined) }],
    happen: async (scene) => {
      const push = scene.ready(scene.stage.make(Push))
      push.connect('tcp://198.51.100.1:5555')
      await stall(scene, push, false)
      const text = ['tcp://198.51.100.1:5555 has had no connection for 10 seconds. Start']
      return [{ socket: push, code: 'ZMQ_NOT_CONNECTED', text, event: 'connect:stalled', fields: { waiting: 0 } }]
    },
  },
  {
    title: 'an inproc name that is not bound',
    happen: async (scene) => {
      const push = scene.ready(scene.stage.make(Push))
      push.connect('inproc://nowhere')
      await push.send('waits')
      await stall(scene, push, false)
      const text = ['inproc://nowhere has had no connection for 10 seconds.', 'One message waits', 'Bind that name in the same context']
      return [{ socket: push, code: 'ZMQ_NOT_CONNECTED', text, event: 'connect:stalled', fields: { waiting: 1 } }]
    },
  },
  {
    title: 'an inproc name that is bound in another context',
    happen: async (scene) => {
      await using pull = new Pull({ context: new Context() })
      await pull.bind('inproc://elsewhere')
      const push = scene.ready(scene.stage.make(Push))
      push.connect('inproc://elsewhere')
      await stall(scene, push, false)
      const text = ['inproc://elsewhere', 'bound in another context', 'Give both sockets the same context']
      return [{ socket: push, code: 'ZMQ_OTHER_CONTEXT', text, event: 'connect:stalled', fields: { error: { code: 'ECONNREFUSED' } } }]
    },
  },
  {
    title: 'an HTTP client on our port',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const rep = ready(stage.make(Reply))
      const endpoint = await stage.bind(rep)
      const peer = await RawPeer.connect(endpoint)
      await peer.write(Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'))
      await peer.untilClosed()
      const text = [endpoint, 'an HTTP request', 'The peer may not be a ZeroMQ program']
      return [{ socket: rep, code: 'ZMQ_PROTOCOL', text, event: 'handshake:error:protocol', fields: { address: endpoint } }]
    },
  },
  {
    title: 'a TLS client on our port',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const pub = ready(stage.make(Publisher))
      const endpoint = await stage.bind(pub)
      const peer = await RawPeer.connect(endpoint)
      await peer.write(Buffer.from('16030100f8010000f40303', 'hex'), Buffer.alloc(238, 7))
      await peer.untilClosed()
      return [
        { socket: pub, code: 'ZMQ_PROTOCOL', text: [endpoint, 'TLS'], event: 'handshake:error:protocol', fields: { address: endpoint } },
      ]
    },
  },
  {
    title: 'a peer that breaks the protocol after its handshake',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const pull = ready(stage.make(Pull))
      const endpoint = await stage.bind(pull)
      const peer = await (await RawPeer.connect(endpoint)).handshake('PUSH')
      await peer.write(command('READY'))
      await peer.untilClosed()
      const fields = { error: { code: 'ERR_ZMTP_UNEXPECTED_COMMAND' } }
      return [{ socket: pull, code: 'ZMQ_PROTOCOL', text: [endpoint, 'command READY'], event: 'disconnect', fields }]
    },
  },
  {
    title: 'a subscription that libzmq 4.3.5 cannot frame',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const pub = ready(stage.make(Publisher))
      const endpoint = await stage.bind(pub)
      const peer = await (await RawPeer.connect(endpoint)).handshake('SUB')
      await peer.write(Buffer.from('040000000000000104', 'hex'), Buffer.from('\x09SUBSCRIBE'), Buffer.alloc(250, 97))
      await peer.untilClosed()
      const text = [endpoint, 'libzmq 4.3.4 and 4.3.5', 'a subscription of 246 to 255 bytes', 'use shorter topics']
      return [
        {
          socket: pub,
          code: 'ZMQ_PROTOCOL',
          text,
          event: 'disconnect',
          fields: { error: { code: 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED' } },
        },
      ]
    },
  },
  {
    title: 'a peer that closes our connection with a reason after the handshake',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const push = ready(stage.make(Push))
      const listener = await RawListener.bind((peer) => {
        void peer.handshake('PULL').then(() => peer.write(command('ERROR', Buffer.from('\x0eit is too late'))))
      })
      push.connect(listener.endpoint)
      await until(() => push.failures.ZMQ_PROTOCOL === 1)
      const { endpoint } = listener
      await listener.close()
      const text = [endpoint, 'the peer closed the connection: it is too late', 'See the log of the peer']
      return [
        {
          socket: push,
          code: 'ZMQ_PROTOCOL',
          text,
          event: 'disconnect',
          fields: { error: { code: 'ERR_ZMTP_PEER_ERROR', reason: 'it is too late' } },
        },
      ]
    },
  },
  {
    title: 'a peer that does not finish its handshake',
    transport: 'tcp',
    happen: async ({ stage, runtime, ready }) => {
      const pull = ready(stage.make(Pull))
      const endpoint = await stage.bind(pull)
      const peer = await RawPeer.connect(endpoint)
      await peer.until(() => peer.bytes > 0)
      runtime.advance(30_000)
      await peer.untilClosed()
      const text = [endpoint, 'within 30000 ms', 'may not speak ZMTP']
      return [{ socket: pull, code: 'ZMQ_HANDSHAKE', text, event: 'handshake:error:other', fields: { error: { code: 'ETIMEDOUT' } } }]
    },
  },
  {
    title: 'a server that says nothing',
    transport: 'tcp',
    happen: async (scene) => {
      const push = scene.ready(scene.stage.make(Push))
      const listener = await RawListener.bind()
      push.connect(listener.endpoint)
      await until(() => listener.peers[0]?.bytes === 10)
      scene.runtime.advance(10_000)
      const { endpoint } = listener
      await listener.close()
      const text = [endpoint, 'has not finished the handshake', 'may not speak ZMTP']
      return [{ socket: push, code: 'ZMQ_HANDSHAKE', text, event: 'connect:stalled', fields: { error: { code: 'ETIMEDOUT' } } }]
    },
  },
  {
    title: 'a server that closes each connection in its handshake',
    transport: 'tcp',
    happen: async (scene) => {
      const push = scene.ready(scene.stage.make(Push))
      const listener = await RawListener.bind((peer) => peer.end())
      push.connect(listener.endpoint)
      await stall(scene, push)
      const { endpoint } = listener
      await listener.close()
      const text = [endpoint, 'closed the connection during the handshake', 'socket type, mechanism or key']
      return [{ socket: push, code: 'ZMQ_HANDSHAKE', text, event: 'connect:stalled', fields: { error: { code: 'ECONNRESET' } } }]
    },
  },
  ...(['tcp', 'ipc'] as const).flatMap((transport) => [
    {
      title: `a message over maxMessageSize, over ${transport}`,
      transport,
      happen: async ({ stage, other, ready }: Scene): Promise<Expected[]> => {
        const [pull, push] = [ready(stage.make(Pull, { maxMessageSize: 1000 })), ready(other.make(Push))]
        const endpoint = await stage.meet(pull, push)
        await push.send(Buffer.alloc(1001))
        return tooLarge(endpoint, pull, push, 'frame of 1001 bytes exceeds maxMessageSize 1000', 'ERR_ZMTP_MESSAGE_SIZE')
      },
    },
    {
      title: `a message over maxMessageSize with several megabytes more behind it, over ${transport}`,
      transport,
      happen: async ({ stage, other, ready }: Scene): Promise<Expected[]> => {
        const [pull, push] = [ready(stage.make(Pull, { maxMessageSize: 1_000_000 })), ready(other.make(Push))]
        const endpoint = await stage.meet(pull, push)
        await push.send([Buffer.alloc(10), Buffer.alloc(8_000_000)])
        return tooLarge(endpoint, pull, push, 'message of 8000010 bytes or more exceeds maxMessageSize 1000000', 'ERR_ZMTP_MESSAGE_SIZE')
      },
    },
  ]),
  {
    title: 'a message of too many frames',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [router, dealer] = [ready(stage.make(Router, { maxMessageParts: 4 })), ready(other.make(Dealer))]
      const endpoint = await stage.meet(router, dealer)
      await dealer.send(['1', '2', '3', '4', '5'])
      return tooLarge(endpoint, router, dealer, 'more than 4 frames exceeds maxMessageParts', 'ERR_ZMTP_MESSAGE_PARTS')
    },
  },
  {
    title: 'a message over maxMessageSize under CURVE',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [server, client] = [curveKeyPair(), curveKeyPair()]
      const pull = ready(
        stage.make(Pull, { maxMessageSize: 1000, curveServer: true, curveSecretKey: server.secretKey, authenticate: () => true }),
      )
      const keys = { curveServerKey: server.publicKey, curvePublicKey: client.publicKey, curveSecretKey: client.secretKey }
      const push = ready(other.make(Push, keys))
      const endpoint = await stage.meet(pull, push)
      await push.send(Buffer.alloc(5000))
      return tooLarge(endpoint, pull, push, 'frame of 5000 bytes exceeds maxMessageSize 1000', 'ERR_ZMTP_MESSAGE_SIZE')
    },
  },
  {
    title: 'more peers than maxPeers',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const pull = ready(stage.make(Pull, { maxPeers: 1 }))
      const endpoint = await stage.meet(pull, stage.make(Push))
      const peer = await RawPeer.connect(endpoint)
      await peer.untilClosed()
      return [
        { socket: pull, code: 'ZMQ_LIMIT', text: [endpoint, 'maxPeers 1'], event: 'accept:error', fields: { error: { code: 'EMFILE' } } },
      ]
    },
  },
  {
    title: 'more subscriptions than maxSubscriptionsPerPeer',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [pub, sub] = [ready(stage.make(XPublisher, { maxSubscriptionsPerPeer: 2 })), ready(other.make(Subscriber))]
      const endpoint = await stage.meet(pub, sub)
      sub.subscribe('a', 'b', 'c')
      const text = [endpoint, 'more subscriptions than maxSubscriptionsPerPeer 2']
      return [
        { socket: pub, code: 'ZMQ_LIMIT', text, event: 'disconnect', fields: { error: { code: 'ERR_ZMTP_SUBSCRIPTIONS' } } },
        { socket: sub, code: 'ZMQ_PROTOCOL', text: [...text, 'the peer closed the connection'], event: 'disconnect', fields: {} },
      ]
    },
  },
  {
    title: 'a topic longer than maxTopicLength',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [pub, sub] = [ready(stage.make(Publisher, { maxTopicLength: 10 })), ready(other.make(Subscriber))]
      const endpoint = await stage.meet(pub, sub)
      sub.subscribe('a'.repeat(11))
      const text = [endpoint, 'a topic of 11 bytes exceeds maxTopicLength 10']
      return [
        { socket: pub, code: 'ZMQ_LIMIT', text, event: 'disconnect', fields: { error: { code: 'ERR_ZMTP_TOPIC_LENGTH' } } },
        { socket: sub, code: 'ZMQ_PROTOCOL', text, event: 'disconnect', fields: { error: { code: 'ERR_ZMTP_PEER_ERROR' } } },
      ]
    },
  },
  {
    title: 'a second peer of a PAIR',
    transport: 'tcp',
    happen: async ({ stage, other, ready }) => {
      const [pair, first, second] = [ready(stage.make(Pair)), stage.make(Pair), ready(other.make(Pair))]
      const endpoint = await stage.meet(pair, first)
      second.connect(endpoint)
      return [
        {
          socket: pair,
          code: 'ZMQ_PAIR',
          text: [endpoint, 'one peer at a time'],
          event: 'disconnect',
          fields: { error: { code: 'EISCONN' } },
        },
        {
          socket: second,
          code: 'ZMQ_PAIR',
          text: [endpoint, 'one peer at a time', 'use DEALER'],
          event: 'disconnect',
          fields: { error: { code: 'ERR_ZMTP_PEER_ERROR' } },
        },
      ]
    },
  },
  {
    title: 'a second peer of a PAIR over inproc',
    happen: async ({ stage, ready }) => {
      const [pair, first, second] = [ready(stage.make(Pair)), stage.make(Pair), ready(stage.make(Pair))]
      const endpoint = await stage.bind(pair)
      first.connect(endpoint)
      second.connect(endpoint)
      const [text, event, fields] = [
        [endpoint, 'one peer at a time'],
        'handshake:error:other' as const,
        { address: endpoint, error: { code: 'EISCONN' } },
      ]
      return [pair, second].map((socket) => ({ socket, code: 'ZMQ_PAIR', text, event, fields }))
    },
  },
  ...TRANSPORTS.map((transport) => ({
    title: `a routing id that another peer has, over ${transport}`,
    transport,
    happen: async ({ stage, ready }: Scene): Promise<Expected[]> => {
      const router = ready(stage.make(Router))
      const endpoint = await stage.meet(router, stage.make(Dealer, { routingId: 'name' }))
      stage.make(Dealer, { routingId: 'name' }).connect(endpoint)
      const text = [endpoint, 'the routing id "name" is in use', 'give each peer an id of its own']
      return [
        {
          socket: router,
          code: 'ZMQ_ROUTING_ID',
          text,
          event: 'routing-id:taken',
          fields: { address: endpoint, routingId: Buffer.from('name') },
        },
      ]
    },
  })),
  {
    title: 'messages that waited for a peer that has gone',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const push = ready(stage.make(Push))
      const endpoint = await stage.bind(push)
      const peer = await (await RawPeer.connect(endpoint)).handshake('PULL')
      peer.pause()
      await until(() => push.writable)
      await fill(push)
      const waiting = push.peers[0]!.queueLength
      peer.destroy()
      await until(() => push.peers.length === 0)
      const { lost } = push.drops
      // Those that the transport held are lost too.
      expect(lost).toBeGreaterThan(waiting)
      const text = [endpoint, `the connection ended and ${lost} queued messages were lost`]
      return [{ socket: push, code: 'ZMQ_LOST', text, event: 'drop', fields: { reason: 'lost', count: lost }, drops: { lost } }]
    },
  },
  {
    title: 'messages that the transport held when the connection of an endpoint broke; those that wait go to the next one',
    transport: 'tcp',
    happen: async ({ stage, ready }) => {
      const come: RawPeer[] = []
      const listener = await RawListener.bind((peer) => come.push(peer))
      const { endpoint } = listener
      const push = ready(stage.make(Push, { reconnectInterval: 100_000 }))
      push.connect(endpoint)
      await until(() => come.length > 0)
      const peer = await come[0]!.handshake('PULL')
      peer.pause()
      await until(() => push.writable)
      await fill(push)
      const waiting = push.peers[0]!.queueLength
      peer.destroy()
      await until(() => push.drops.lost > 0)
      await listener.close()
      const { lost } = push.drops
      expect(push.peers[0]!.queueLength).toBe(waiting)
      const text = [endpoint, lost === 1 ? 'one queued message was lost' : `${lost} queued messages were lost`]
      return [{ socket: push, code: 'ZMQ_LOST', text, event: 'drop', fields: { reason: 'lost', count: lost }, drops: { lost } }]
    },
  },
  {
    title: 'a bindSync() that fails after it has returned',
    transports: [
      {
        ...failing(() => new Error()),
        listen: (address) => Promise.reject(new TransportError('EADDRINUSE', `cannot bind tcp://${address}`, '')),
      },
    ],
    happen: async ({ stage, ready }) => {
      const pull = ready(stage.make(Pull))
      pull.bindSync('tcp://127.0.0.1:5555')
      await turn()
      const text = ['cannot bind tcp://127.0.0.1:5555', 'bind() rejects']
      return [{ socket: pull, code: 'ZMQ_BIND', text, event: 'bind:error', fields: { error: { code: 'EADDRINUSE' } } }]
    },
  },
]

function tooLarge(endpoint: string, receiver: Socket, sender: Socket, what: string, code: string): Expected[] {
  const [event, drops] = ['disconnect' as const, { 'too-large': 1 }]
  return [
    { socket: receiver, code: 'ZMQ_MESSAGE_SIZE', text: [endpoint, what, 'Raise maxMessage'], event, fields: { error: { code } }, drops },
    {
      socket: sender,
      code: 'ZMQ_MESSAGE_SIZE',
      text: [
        endpoint,
        `the peer closed the connection: ${code === 'ERR_ZMTP_MESSAGE_SIZE' ? what : 'a message of'}`,
        'The message is lost',
      ],
      event,
      fields: { error: { code: 'ERR_ZMTP_PEER_ERROR' } },
      drops,
    },
  ]
}

const stageFor = ({ transport = 'inproc', transports = [] }: Cause, runtime: ManualRuntime): Stage =>
  new Stage(transport, { runtime, transports })

/** Two sockets of one context say the same of one endpoint: that is printed once. */
const asOne = (all: readonly Expected[], transport: TransportName | undefined): readonly Expected[] =>
  transport === 'tcp' || transport === 'ipc' ? all : all.filter(({ code }, i) => all.findIndex((each) => each.code === code) === i)

describe.each(CAUSES.map((cause) => [cause.title, cause] as const))('%s', (_title, cause) => {
  it('prints one warning and is counted', async () => {
    const runtime = new ManualRuntime()
    await using stage = stageFor(cause, runtime)
    await using other = stageFor(cause, runtime)
    const all = await cause.happen({ stage, other, runtime, ready: (socket) => socket })
    await until(() => all.every(({ socket, code }) => (socket.failures[code] ?? 0) > 0))
    const told = asOne(all, cause.transport)
    for (const { code, text } of told) {
      const warning = runtime.warnings.find((each) => each.code === code && text.every((part) => each.text.includes(part)))
      expect({ code, text, warnings: warning === undefined ? runtime.warnings : 'found' }).toEqual({ code, text, warnings: 'found' })
    }
    expect(runtime.warnings.length).toBe(told.length)
    for (const { socket, drops = {} } of all) expect(socket.drops).toMatchObject(drops)
  })

  it('emits an event and prints no warning if the program listens', async () => {
    const runtime = new ManualRuntime()
    await using stage = stageFor(cause, runtime)
    await using other = stageFor(cause, runtime)
    const seen = new Map<Socket, Event[]>()
    const all = await cause.happen({
      stage,
      other,
      runtime,
      ready: (socket) => {
        const events: Event[] = []
        seen.set(socket, events)
        for (const type of HEARD) socket.events.on(type, (event) => events.push(event))
        return socket
      },
    })
    for (const { socket, event, fields, code } of all) {
      await until(() => seen.get(socket)?.some(({ type }) => type === event) === true)
      expect(seen.get(socket)).toContainEqual(expect.objectContaining({ type: event, ...nested(fields) }))
      expect(socket.failures[code]).toBeGreaterThan(0)
    }
    expect(runtime.warnings).toEqual([])
  })
})

const HEARD: readonly EventType[] = [
  'handshake:error:protocol',
  'handshake:error:auth',
  'handshake:error:other',
  'disconnect',
  'accept:error',
  'bind:error',
  'connect:stalled',
  'routing-id:taken',
  'drop',
]

function nested(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' && !(value instanceof Uint8Array) ? expect.objectContaining(value as object) : value,
    ]),
  )
}
