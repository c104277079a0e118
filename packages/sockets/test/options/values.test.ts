/** Values that a program passes to sockets: messages, prefixes, options, objects of another realm, and misspelled names. */
import { constants } from 'node:os'
// eslint-disable-next-line no-restricted-imports -- it makes objects of another realm, of no received bytes
import { runInNewContext } from 'node:vm'
import { until } from '@tszmq/testkit'
import {
  Context,
  curveKeyPair,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  ZmqError,
} from '../../src/index.ts'
import { Stage, drain, take, text } from '../stage.ts'

/** An object of another realm, as jest and `vm` make them. */
function foreign<T>(code: string): T {
  return runInNewContext(code) as T
}

const FOREIGN: [string, string][] = [
  ['a Uint8Array', 'new Uint8Array([65, 66])'],
  ['a view of a part', 'new Uint8Array([0, 65, 66, 0]).subarray(1, 3)'],
  ['a Uint16Array', 'new Uint16Array(new Uint8Array([65, 66]).buffer)'],
  ['a DataView', 'new DataView(new Uint8Array([0, 65, 66]).buffer, 1)'],
  ['an ArrayBuffer', 'new Uint8Array([65, 66]).buffer'],
  ['a SharedArrayBuffer', '(() => { const shared = new SharedArrayBuffer(2); new Uint8Array(shared).set([65, 66]); return shared })()'],
]

describe('a message to send', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a frame that is undefined', ['a', undefined]],
    ['a symbol', Symbol('x')],
    ['an object without a text', Object.create(null)],
  ])('fails with TypeError: %s', async (_name, message) => {
    await using stage = new Stage()
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(pull, push)
    await expect(push.send(message as string)).rejects.toThrow(TypeError)
    expect(() => push.trySend(message as string)).toThrow(TypeError)
    await push.send('the next')
    expect(await take(pull, 1)).toEqual(['the next'])
    expect(drain(pull)).toEqual([])
  })

  it.each(FOREIGN)('may be bytes of another realm: %s', async (_name, code) => {
    await using stage = new Stage()
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(pull, push)
    await push.send(foreign<Uint8Array>(code))
    await push.send([foreign<Uint8Array>(code), 'more'])
    await push.send(foreign<string[]>('["a", "b"]'))
    expect(await take(pull, 3)).toEqual(['AB', 'AB|more', 'a|b'])
  })

  it('is not bytes because it pretends to be an array buffer', async () => {
    await using stage = new Stage()
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(pull, push)
    await push.send({ [Symbol.toStringTag]: 'ArrayBuffer', toString: () => 'text' } as unknown as string)
    expect(await take(pull, 1)).toEqual(['text'])
  })

  it.each([1025, 20_000])('may have %i frames by default', async (count) => {
    await using stage = new Stage('tcp')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(pull, push)
    await push.send(Array<string>(count).fill('x'))
    expect((await pull.receive()).length).toBe(count)
  })

  it('of one frame is dropped and counted by a ROUTER, and throws with MANDATORY', async () => {
    await using stage = new Stage()
    const router = stage.make(Router)
    await stage.bind(router)
    const told = new Promise((resolve) => router.events.on('drop', resolve))
    await router.send('x')
    await router.send(['y'])
    expect(router.drops.unroutable).toBe(2)
    expect(await told).toMatchObject({ reason: 'unroutable' })
    router.mandatory = true
    await expect(router.send('x')).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

describe('a prefix to subscribe to', () => {
  it.each<[string, unknown]>([
    ['an array', ['weather', 'news']],
    ['undefined', undefined],
    ['a number', 5],
    ['NaN', NaN],
    ['an object', {}],
    ['a boolean', true],
  ])('throws TypeError before it subscribes to any: %s', async (_name, prefix) => {
    await using stage = new Stage()
    const [sub, xpub] = [stage.make(Subscriber), stage.make(XPublisher, { manual: true })]
    await stage.meet(xpub, sub)
    for (const method of [sub.subscribe.bind(sub), sub.unsubscribe.bind(sub), xpub.subscribe.bind(xpub), xpub.unsubscribe.bind(xpub)]) {
      expect(() => method('first', prefix as string)).toThrow(/prefix to subscribe to must be a string, bytes or null/)
    }
    expect(sub.topicsCount).toBe(0)
  })

  it.each<[string, unknown[]]>([
    ['null', [null]],
    ['nothing', []],
    ['an empty text', ['']],
  ])('matches all messages: %s', async (_name, prefixes) => {
    await using stage = new Stage()
    const [sub, pub] = [stage.make(Subscriber), stage.make(Publisher)]
    await stage.meet(pub, sub)
    sub.subscribe(...(prefixes as string[]))
    await until(() => pub.topicsCount === 1)
    await pub.send('anything')
    expect(await take(sub, 1)).toEqual(['anything'])
    sub.unsubscribe(...(prefixes as string[]))
    expect(sub.topicsCount).toBe(0)
  })

  it.each(FOREIGN)('may be bytes of another realm: %s', async (_name, code) => {
    await using stage = new Stage()
    const [sub, pub] = [stage.make(Subscriber), stage.make(Publisher)]
    await stage.meet(pub, sub)
    sub.subscribe(foreign<Uint8Array>(code))
    await until(() => pub.topicsCount === 1)
    await pub.send('AB only')
    await pub.send('not this')
    await pub.send('AB again')
    expect(await take(sub, 2)).toEqual(['AB only', 'AB again'])
  })
})

describe('an option', () => {
  it.each(['zapDomain', 'plainUsername', 'plainPassword', 'socksProxy', 'socksUsername', 'socksPassword'] as const)(
    '%s of text accepts its bytes, of any realm',
    (name) => {
      const socket = new Dealer({ context: new Context() })
      const bytes = [Buffer.from('127.0.0.1:9'), foreign<Buffer>('new Uint8Array([49,50,55,46,48,46,48,46,49,58,57])')]
      for (const value of bytes) {
        socket[name] = value as unknown as string
        expect(socket[name]).toBe('127.0.0.1:9')
      }
      expect(() => (socket[name] = Buffer.from([0xff]) as unknown as string)).toThrow(expect.objectContaining({ code: 'EINVAL' }) as Error)
      expect(() => (socket[name] = 5 as unknown as string)).toThrow(TypeError)
      socket.close()
    },
  )

  it('of a key, a routing id or a welcome message accepts bytes of another realm', () => {
    const context = new Context()
    const { publicKey, secretKey } = curveKeyPair()
    const dealer = new Dealer({ context, routingId: foreign<Buffer>('new Uint8Array([65, 66])') })
    expect(dealer.routingId).toBe('AB')
    dealer.routingId = foreign<Buffer>('new Uint8Array([67]).buffer')
    expect(dealer.routingId).toBe('C')
    dealer.curveSecretKey = Buffer.from(secretKey) as unknown as string
    dealer.curvePublicKey = foreign<string>(`new Uint8Array([${[...Buffer.from(publicKey)].join()}])`)
    expect([dealer.curveSecretKey, dealer.curvePublicKey]).toEqual([secretKey, publicKey])
    const xpub = new XPublisher({ context, welcomeMessage: foreign<Buffer>('new Uint8Array([104, 105])') })
    expect(xpub.welcomeMessage).toBe('hi')
    const router = new Router({ context })
    router.connect('inproc://nobody', { routingId: foreign<Buffer>('new Uint8Array([65])') })
    expect(router.peers.map(({ routingId }) => String(routingId))).toEqual(['A'])
    for (const socket of [dealer, xpub, router]) socket.close()
  })
})

describe('a misspelled name', () => {
  it.each([
    ['Push', Push, 'sendHighWatermark'],
    ['Push', Push, 'receiveTimeout'],
    ['Dealer', Dealer, 'lingr'],
    ['Subscriber', Subscriber, 'topic'],
    ['Router', Router, 'routingID'],
    ['Reply', Reply, 'timeout'],
    ['Stream', Stream, 'notfy'],
    ['Pair', Pair, 'sendTimeOut'],
  ] as const)('of an option throws when it is set on a %s', (_name, type, name) => {
    const socket = new (type as typeof Pair)({ context: new Context() })
    expect(() => ((socket as unknown as Record<string, unknown>)[name] = 1)).toThrow(name)
    expect(() => Object.assign(socket, { [name]: 1 })).toThrow(TypeError)
    socket.linger = 5
    expect(socket.linger).toBe(5)
    socket.close()
  })

  it('throws on a context too', () => {
    const context = new Context()
    expect(() => ((context as unknown as Record<string, unknown>)['maxSocketz'] = 1)).toThrow('maxSocketz')
    context.ipv6 = true
    expect(context.ipv6).toBe(true)
  })

  it('may be a field of a derived class', async () => {
    class Named extends Push {
      readonly label = 'mine'
      count = 0
      readonly #secret = 1

      constructor() {
        super({ context: new Context(), linger: 0 })
        this.count = this.#secret++
      }

      get secret(): number {
        return this.#secret
      }
    }
    await using named = new Named()
    expect([named.label, named.count, named.secret, named.type, named.linger]).toEqual(['mine', 1, 2, 8, 0])
    await named.bind('inproc://named')
  })
})

describe('the errno of an error', () => {
  it.each([
    ['foo', 'EINVAL'],
    ['foo://x', 'EPROTONOSUPPORT'],
    ['tcp://127.0.0.1:abc', 'EINVAL'],
    ['tcp://nosuchif0:1', 'ENODEV'],
    ['ipc:///nonexistent/x', 'ENOENT'],
    ['inproc://', 'EINVAL'],
  ])('is that of the system: %s', async (address, code) => {
    await using pull = new Pull({ context: new Context() })
    const errno = (constants.errno as Record<string, number>)[code]
    await expect(pull.bind(address)).rejects.toMatchObject({ code, errno })
  })

  it("is never 0, and is libzmq's for its own codes", () => {
    const errno = (code: string): number => new ZmqError(code, '').errno
    expect([errno('EFSM'), errno('ENOCOMPATPROTO'), errno('ETERM')]).toEqual([156384763, 156384764, 156384765])
    for (const code of ['EAGAIN', 'ENOTSUP', 'ERR_ZAP_MALFORMED_REPLY', 'no such code']) expect(errno(code)).toBeGreaterThan(0)
  })
})

describe('the options of one call', () => {
  it.each<[string, unknown]>([
    ['a number', 100],
    ['null', null],
    ['text', 'soon'],
    ['NaN', NaN],
  ])('fail with TypeError: %s', async (_name, options) => {
    await using pair = new Pair({ context: new Context() })
    const waits = [
      pair.send('x', options as object),
      pair.receive(options as object),
      pair.receiveFrom(options as object),
      pair.wait(options as object),
    ]
    for (const wait of waits) await expect(wait).rejects.toThrow(/options must be an object/)
  })

  it('accept only an AbortSignal as signal', async () => {
    await using pair = new Pair({ context: new Context() })
    const signal = {} as AbortSignal
    for (const wait of [pair.send('x', { signal }), pair.receive({ signal }), pair.wait({ signal })]) {
      await expect(wait).rejects.toThrow('signal must be an AbortSignal')
    }
    expect(text(pair.tryReceive())).toBeUndefined()
  })
})
