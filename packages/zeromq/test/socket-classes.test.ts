/** The twelve classes: their types, defaults and options. */
import * as zmq from '../src/index.ts'
import { name } from './pair.ts'

const CLASSES = [
  zmq.Pair,
  zmq.Publisher,
  zmq.Subscriber,
  zmq.Request,
  zmq.Reply,
  zmq.Dealer,
  zmq.Router,
  zmq.Pull,
  zmq.Push,
  zmq.XPublisher,
  zmq.XSubscriber,
  zmq.Stream,
]

describe('the classes', () => {
  it.each(CLASSES.map((type, number) => [type.name, type, number] as const))(
    '%s has its number and the defaults of the addon',
    (_, type, number) => {
      const socket = new type()
      expect(socket.type).toBe(number)
      expect([socket.maxMessageSize, socket.immediate, socket.securityMechanism, socket.threadSafe]).toEqual([-1, false, null, false])
      expect(socket.linger).toBe(number === 2 || number === 10 ? 0 : -1)
      socket.close()
    },
  )

  it('has options on the types that the addon has them on', () => {
    const has = (type: { prototype: object }, option: string): boolean => option in type.prototype
    expect(CLASSES.filter((type) => !has(type, 'sendTimeout')).map((type) => type.name)).toEqual(['Subscriber', 'Pull'])
    expect(CLASSES.filter((type) => !has(type, 'receiveTimeout')).map((type) => type.name)).toEqual(['Publisher', 'Push'])
    expect(CLASSES.filter((type) => has(type, 'routingId')).map((type) => type.name)).toEqual(['Request', 'Reply', 'Dealer', 'Router'])
  })

  it('has options that can only be written', () => {
    const router = new zmq.Router({ handover: true, probeRouter: true })
    expect([router.handover, router.probeRouter]).toEqual([undefined, undefined])
    router.close()
  })

  it('accepts messages of more frames than a socket of tszmq by default', async () => {
    const [pull, push] = [new zmq.Pull(), new zmq.Push()]
    await pull.bind('tcp://127.0.0.1:*')
    push.connect(pull.lastEndpoint as string)
    await push.send(Array<string>(1025).fill('x'))
    expect(await pull.receive()).toHaveLength(1025)
    push.close()
    pull.close()
  })
})

describe('Subscriber', () => {
  it('subscribes to texts and bytes, to everything by null or no argument, and not to arrays', async () => {
    const [sub, xpub] = [new zmq.Subscriber(), new zmq.XPublisher()]
    await xpub.bind(name())
    sub.connect(xpub.lastEndpoint as string)
    sub.subscribe('a', Buffer.from('b'))
    sub.subscribe()
    sub.unsubscribe('a')
    const heard: string[] = []
    for (let i = 0; i < 4; i++) heard.push(String(await xpub.receive()))
    expect(heard).toEqual(['\x01a', '\x01b', '\x01', '\x00a'])
    for (const topic of [['a', 'b'], 5, {}, true]) {
      expect(() => sub.subscribe(topic as unknown as string)).toThrow(new TypeError('Option value must be a string or buffer'))
    }
    sub.close()
    xpub.close()
  })
})

describe('Stream', () => {
  it('sends to a peer with a routing id before it is connected', async () => {
    const [server, client] = [new zmq.Stream({ notify: false }), new zmq.Stream({ notify: false, linger: 0 })]
    await server.bind('tcp://127.0.0.1:*')
    client.connect(server.lastEndpoint as string, { routingId: 'web' })
    await client.send(['web', 'GET /'])
    expect(String((await server.receive())[1])).toBe('GET /')
    client.close()
    server.close()
  })
})

describe('XPublisher', () => {
  it('has a verbosity that can only be written', () => {
    const xpub = new zmq.XPublisher({ verbosity: 'allSubs' })
    expect(xpub.verbosity).toBeUndefined()
    xpub.close()
  })
})
