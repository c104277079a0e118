/** connected() and subscribed(): waiting for peers and subscriptions. */
import { ManualRuntime, RawPeer, turn, turns } from '@tszmq/testkit'
import { Dealer, Pair, Publisher, Pull, Push, Router, Subscriber, XPublisher, XSubscriber } from '../../src/index.ts'
import type { Peer } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, drain, text } from '../stage.ts'

/** Whether `promise` has settled after everything that is ready had its turn. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false
  const mark = (): void => void (done = true)
  promise.then(mark, mark)
  await turns(20)
  return done
}

const types = (peers: readonly Peer[]): string[] => peers.map(({ socketType }) => socketType)

describe.each(TRANSPORTS)('connected() over %s', (transport) => {
  it('resolves with the peer on the side that connects and on the side that binds', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const [there, here] = [push.connected(), pull.connected()]
    push.connect(await stage.bind(pull))
    expect([types(await there), types(await here)]).toEqual([['PULL'], ['PUSH']])
    expect(types(await push.connected({ timeout: 0 }))).toEqual(['PULL'])
  })

  it('waits for the requested number of peers', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const endpoint = await stage.bind(router)
    const three = router.connected({ peers: 3 })
    for (let i = 0; i < 2; i++) {
      const dealer = stage.make(Dealer)
      dealer.connect(endpoint)
      await dealer.connected()
    }
    await router.connected({ peers: 2 })
    expect(await settled(three)).toBe(false)
    stage.make(Dealer).connect(endpoint)
    expect(types(await three)).toEqual(['DEALER', 'DEALER', 'DEALER'])
  })

  it('rejects with EAGAIN after its timeout, with the number of peers in the message', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage(transport, { runtime })
    const pull = stage.make(Pull)
    await stage.meet(pull, stage.make(Push))
    const waiting = pull.connected({ peers: 2, timeout: 500 })
    await turn()
    runtime.advance(499)
    expect(await settled(waiting)).toBe(false)
    runtime.advance(1)
    await expect(waiting).rejects.toMatchObject({ code: 'EAGAIN', message: 'connected() timed out after 500 ms: 1 of 2 peers' })
    await expect(pull.connected({ peers: 2, timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await pull[Symbol.asyncDispose]()
  })
})

describe('connected()', () => {
  it('rejects at its timeout with the reason of the last failure in the message', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const push = stage.make(Push)
    push.connect(await stage.vacant())
    const retry = new Promise((resolve) => push.events.on('connect:retry', resolve))
    const waiting = push.connected({ timeout: 100 })
    const refused = expect(waiting).rejects.toThrow(/0 of 1 peers \(last failure: .*no process is listening there\)/)
    await retry
    runtime.advance(100)
    await refused
  })

  it.each(WIRES)('does not count a peer that is not admitted, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [pull, publisher] = [stage.make(Pull), stage.make(Publisher)]
    void pull.events
    publisher.connect(await stage.bind(pull))
    for (;;) if ((await pull.events.receive()).type === 'handshake:error:protocol') break
    expect(await settled(pull.connected())).toBe(false)
  })

  it('rejects with the reason of its signal, and then no longer waits', async () => {
    await using stage = new Stage()
    const pull = stage.make(Pull)
    const reason = new Error('enough')
    const controller = new AbortController()
    const waiting = pull.connected({ signal: controller.signal })
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    await expect(pull.connected({ signal: controller.signal })).rejects.toBe(reason)
  })

  it('rejects with EAGAIN if the socket is closed meanwhile, and with EBADF if it was closed before', async () => {
    await using stage = new Stage()
    const pull = stage.make(Pull)
    const waiting = pull.connected()
    pull.close()
    await expect(waiting).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(pull.connected()).rejects.toMatchObject({ code: 'EBADF' })
  })

  it.each([
    [{ peers: 0 }, 'EINVAL'],
    [{ peers: 1.5 }, 'EINVAL'],
    [{ peers: NaN }, 'EINVAL'],
    [{ timeout: NaN }, 'EINVAL'],
    [{ timeout: -2 }, 'EINVAL'],
  ])('rejects %j with %s', async (options, code) => {
    await using stage = new Stage()
    await expect(stage.make(Pair).connected(options)).rejects.toMatchObject({ code })
  })

  it('waits again for a peer that was lost', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    const endpoint = await stage.bind(pull)
    const peer = await (await RawPeer.connect(endpoint)).handshake('PUSH')
    await pull.connected()
    const gone = new Promise((resolve) => pull.events.on('disconnect', resolve))
    peer.destroy()
    await gone
    const again = pull.connected()
    expect(await settled(again)).toBe(false)
    stage.make(Push).connect(endpoint)
    expect(types(await again)).toEqual(['PUSH'])
  })
})

describe.each(TRANSPORTS)('subscribed() over %s', (transport) => {
  it.each([Publisher, XPublisher])('of %p resolves when the subscription has arrived: no message after that is missed', async (type) => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(type), stage.make(Subscriber)]
    const waiting = pub.subscribed('news/sport')
    sub.connect(await stage.bind(pub))
    await sub.connected()
    expect(await settled(waiting)).toBe(false)
    sub.subscribe('other')
    await pub.subscribed()
    expect(await settled(waiting)).toBe(false)
    sub.subscribe('news')
    expect(types(await waiting)).toEqual(['SUB'])
    await pub.send('news/sport: 1')
    expect(text(await sub.receive())).toEqual(['news/sport: 1'])
    expect(drain(sub)).toEqual([])
  })

  it('counts each peer once, however many subscriptions it has', async () => {
    await using stage = new Stage(transport)
    const pub = stage.make(Publisher)
    const endpoint = await stage.bind(pub)
    const two = pub.subscribed('topic', { peers: 2 })
    const first = stage.make(Subscriber)
    first.subscribe('', 't', 'topic')
    first.connect(endpoint)
    await pub.subscribed('topic')
    expect(await settled(two)).toBe(false)
    const second = stage.make(XSubscriber)
    second.connect(endpoint)
    await second.send(Buffer.from('\x01to'))
    expect(types(await two).sort()).toEqual(['SUB', 'XSUB'])
  })
})

describe('subscribed()', () => {
  it('counts the subscriptions that the application of a manual XPUB has made', async () => {
    await using stage = new Stage()
    const [pub, sub] = [stage.make(XPublisher, { manual: true }), stage.make(Subscriber)]
    sub.connect(await stage.bind(pub))
    sub.subscribe('a')
    const [there, elsewhere] = [pub.subscribed('b'), pub.subscribed('a')]
    await pub.receive()
    pub.subscribe('b')
    expect(types(await there)).toEqual(['SUB'])
    expect(await settled(elsewhere)).toBe(false)
  })

  it('rejects with EAGAIN after its timeout', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('inproc', { runtime })
    const pub = stage.make(Publisher)
    const waiting = pub.subscribed('x', { timeout: 10 })
    const refused = expect(waiting).rejects.toMatchObject({ code: 'EAGAIN', message: 'subscribed() timed out after 10 ms: 0 of 1 peers' })
    await turn()
    runtime.advance(10)
    await refused
  })
})
