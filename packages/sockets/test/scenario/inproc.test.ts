/** libzmq's scenarios for inproc; each group has the name of libzmq's test program. */
import { Dealer, Pair, Pull, Push, Router, Subscriber, XPublisher } from '../../src/index.ts'
import { Stage, connections, drain, take, text } from '../stage.ts'
import { ManualRuntime } from './manual-runtime.ts'

describe('inproc_connect', () => {
  it.each(['bind', 'connect'])('%s first: what was sent arrives', async (first) => {
    await using stage = new Stage('inproc')
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    if (first === 'connect') a.connect('inproc://a')
    await b.bind('inproc://a')
    if (first === 'bind') a.connect('inproc://a')
    await a.send('foobar')
    expect(text(await b.receive())).toEqual(['foobar'])
  })

  it.each(['before', 'after'])('ten connect %s the bind, and all are received from', async (when) => {
    await using stage = new Stage('inproc')
    const pull = stage.make(Pull)
    const pushes = Array.from({ length: 10 }, () => stage.make(Push))
    if (when === 'after') await pull.bind('inproc://ten')
    for (const push of pushes) push.connect('inproc://ten')
    for (const [i, push] of pushes.entries()) await push.send(String(i))
    if (when === 'before') await pull.bind('inproc://ten')
    expect((await take(pull, 10)).sort()).toEqual(pushes.map((_, i) => String(i)))
  })

  it('a PUB that connects first has no subscriber until a SUB has bound', async () => {
    await using stage = new Stage('inproc')
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    xpub.connect('inproc://cbbps')
    await xpub.send('before')
    sub.subscribe('')
    await sub.bind('inproc://cbbps')
    await xpub.receive()
    await xpub.send('after')
    expect(await take(sub, 1)).toEqual(['after'])
  })

  it('twenty connects to unbound names do not delay the end of their context', async () => {
    await using stage = new Stage('inproc')
    const routers = Array.from({ length: 20 }, () => stage.make(Router, { linger: -1 }))
    for (const [i, router] of routers.entries()) router.connect(`inproc://cbbrr${i}`)
    void stage.context.terminate()
    for (const router of routers) await router[Symbol.asyncDispose]()
    expect(routers.every((router) => router.closed)).toBe(true)
  })

  it('a context that ends while a connect waits drops its messages', async () => {
    await using stage = new Stage('inproc')
    const pair = stage.make(Pair, { linger: -1 })
    pair.connect('inproc://pending')
    await pair.send('x')
    void stage.context.terminate()
    await pair[Symbol.asyncDispose]()
    expect(() => stage.make(Pair)).toThrow(expect.objectContaining({ code: 'ETERM' }))
  })

  it('thirty connect, send and close before the bind, and all are received from', async () => {
    await using stage = new Stage('inproc')
    const pull = stage.make(Pull)
    for (let i = 0; i < 30; i++) {
      const push = stage.make(Push, { linger: -1 })
      push.connect('inproc://sink')
      await push.send('foobar')
      await push[Symbol.asyncDispose]()
    }
    await pull.bind('inproc://sink')
    expect(await take(pull, 30)).toEqual(Array(30).fill('foobar'))
  })

  it('fifty connect and fifty bind and close at once, in any order', async () => {
    await using stage = new Stage('inproc')
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const ends = [
          async (): Promise<void> => {
            const sub = stage.make(Subscriber)
            sub.connect(`inproc://foo_${i}`)
            await sub[Symbol.asyncDispose]()
          },
          async (): Promise<void> => {
            const xpub = stage.make(XPublisher)
            await xpub.bind(`inproc://foo_${i}`)
            await xpub[Symbol.asyncDispose]()
          },
        ]
        if (i % 2 === 1) ends.reverse()
        await Promise.all(ends.map((end) => end()))
      }),
    )
    // All names are free again.
    for (let i = 0; i < 50; i++) await stage.make(Pull).bind(`inproc://foo_${i}`)
  })

  it('a name that was unbound and bound by another socket connects to that one', async () => {
    await using stage = new Stage('inproc')
    const [first, second, client] = [stage.make(Pair), stage.make(Pair), stage.make(Pair)]
    await first.bind('inproc://unbind')
    await first.unbind('inproc://unbind')
    await second.bind('inproc://unbind')
    client.connect('inproc://unbind')
    await client.send('foobar')
    expect([text(await second.receive()), first.readable]).toEqual([['foobar'], false])
  })

  it('a routing id given before the bind is known', async () => {
    await using stage = new Stage('inproc')
    const [dealer, router] = [stage.make(Dealer, { routingId: 'me' }), stage.make(Router)]
    dealer.connect('inproc://id')
    await dealer.send('x')
    await router.bind('inproc://id')
    expect(text(await router.receive())).toEqual(['me', 'x'])
  })

  it('a connect to a name that is never bound ends with its socket', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    push.connect('inproc://never')
    await push.send('lost')
    await push[Symbol.asyncDispose]()
    await pull.bind('inproc://never')
    expect([pull.readable, push.drops.lost]).toEqual([false, 1])
  })

  it.each(['closed', 'disconnected'])('messages to a name that was not bound yet arrive although their sender has %s', async (how) => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { linger: -1 }), stage.make(Pull)]
    push.connect('inproc://later')
    await push.send('one')
    await push.send(['two', 'frames'])
    if (how === 'closed') await push[Symbol.asyncDispose]()
    else push.disconnect('inproc://later')
    await pull.bind('inproc://later')
    expect([await take(pull, 2), connections(pull), push.drops.lost]).toEqual([['one', 'two|frames'], 0, 0])
  })

  it.each([
    [99, ['kept']],
    [100, []],
  ])('with linger 100, %i ms after its sender was closed, %j arrives', async (wait, arrives) => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('inproc', { runtime })
    const [dealer, router] = [stage.make(Dealer, { linger: 100, routingId: 'me' }), stage.make(Router)]
    dealer.connect('inproc://soon')
    await dealer.send('kept')
    await dealer[Symbol.asyncDispose]()
    runtime.advance(wait)
    await router.bind('inproc://soon')
    expect([drain(router), dealer.drops.lost]).toEqual([arrives.map((each) => `me|${each}`), 1 - arrives.length])
  })

  it('an unbound name is free again, and connected sockets stay connected', async () => {
    await using stage = new Stage('inproc')
    const [a, b, c] = [stage.make(Pair), stage.make(Pair), stage.make(Pair)]
    await a.bind('inproc://again')
    b.connect('inproc://again')
    await a.unbind('inproc://again')
    await c.bind('inproc://again')
    await b.send('to a')
    expect([text(await a.receive()), c.readable]).toEqual([['to a'], false])
  })

  it('a name belongs to one socket, and to one context', async () => {
    await using stage = new Stage('inproc')
    await using other = new Stage('inproc')
    await stage.make(Pull).bind('inproc://mine')
    await expect(stage.make(Pull).bind('inproc://mine')).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await other.make(Pull).bind('inproc://mine')
  })

  it('closing the bound socket frees the name', async () => {
    await using stage = new Stage('inproc')
    const first = stage.make(Pull)
    await first.bind('inproc://freed')
    await first[Symbol.asyncDispose]()
    await stage.make(Pull).bind('inproc://freed')
  })
})

describe('disconnect_inproc', () => {
  it('disconnects while publishing, and may connect again', async () => {
    await using stage = new Stage('inproc')
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    const endpoint = await stage.meet(xpub, sub)
    for (let i = 0; i < 5; i++) {
      sub.subscribe('t')
      expect(text(await xpub.receive())).toEqual(['\u0001t'])
      await xpub.send(`t${i}`)
      expect(text(await sub.receive())).toEqual([`t${i}`])
      sub.disconnect(endpoint)
      expect(text(await xpub.receive())).toEqual(['\u0000t'])
      sub.unsubscribe('t')
      await stage.join(sub, endpoint)
    }
  })
})
