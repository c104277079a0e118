/** The proxy: libzmq's scenarios (proxy, single socket, terminate, hwm, steerable) over inproc, tcp and ipc. */
import { turn, turns, until } from '@tszmq/testkit'
import {
  Context,
  Dealer,
  Pair,
  Proxy,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  XPublisher,
  XSubscriber,
} from '../src/index.ts'
import type { ProxyHook, Socket } from '../src/index.ts'

let context: Context
const closing: AsyncDisposable[] = []

function own<S extends Socket>(socket: S): S {
  closing.push(socket)
  return socket
}

beforeEach(() => {
  context = new Context({ blocky: false })
})

afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each[Symbol.asyncDispose]()))
})

let names = 0
const anywhere = { inproc: () => `inproc://proxy-${names++}`, tcp: () => 'tcp://127.0.0.1:0', ipc: () => 'ipc://*' }

const text = (message: readonly Buffer[]): string[] => message.map(String)

async function bound<F extends Socket, B extends Socket>(scheme: keyof typeof anywhere, front: F, back: B, capture?: Socket) {
  const proxy = new Proxy(own(front), own(back), capture === undefined ? undefined : own(capture))
  const frontend = await front.bind(anywhere[scheme]())
  const backend = await back.bind(anywhere[scheme]())
  return { proxy, frontend, backend }
}

describe.each(['inproc', 'tcp', 'ipc'] as const)('a proxy over %s', (scheme) => {
  it('carries requests of three clients to five workers and each reply to its client', async () => {
    const { proxy, frontend, backend } = await bound(scheme, new Router({ context }), new Dealer({ context }))
    const running = proxy.run()
    const workers = Array.from({ length: 5 }, () => own(new Reply({ context })))
    for (const worker of workers) worker.connect(backend)
    const serving = workers.map(async (worker) => {
      let served = 0
      for await (const [id, body] of worker) {
        served++
        await worker.send([id!, `re: ${String(body)}`])
      }
      return served
    })
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const client = own(new Request({ context }))
        client.connect(frontend)
        for (let i = 0; i < 50; i++) {
          await client.send([name, `${i}`])
          expect(text(await client.receive())).toEqual([name, `re: ${i}`])
        }
      }),
    )
    const { frontEnd, backEnd } = proxy.statistics()
    expect([frontEnd.received.messages, frontEnd.sent.messages]).toEqual([150, 150])
    expect([backEnd.received.messages, backEnd.sent.messages]).toEqual([150, 150])
    for (const worker of workers) worker.close()
    const served = await Promise.all(serving)
    expect(served.every((count) => count > 0)).toBe(true)
    proxy.terminate()
    await running
  })

  it('carries subscriptions up and messages down, frames unchanged', async () => {
    const { proxy, frontend, backend } = await bound(scheme, new XSubscriber({ context }), new XPublisher({ context }))
    const running = proxy.run()
    const publisher = own(new XPublisher({ context }))
    publisher.connect(frontend)
    const subscriber = own(new Subscriber({ context }))
    subscriber.connect(backend)
    subscriber.subscribe('news')
    expect((await publisher.receive())[0]).toEqual(Buffer.from('\x01news'))
    await publisher.send(['weather', 'rain'])
    await publisher.send(['news.today', '', Buffer.alloc(100_000, 7)])
    expect(await subscriber.receive()).toEqual([Buffer.from('news.today'), Buffer.alloc(0), Buffer.alloc(100_000, 7)])
    subscriber.unsubscribe('news')
    expect((await publisher.receive())[0]).toEqual(Buffer.from('\x00news'))
    proxy.terminate()
    await running
  })

  it('works one way with sockets that only receive or only send, in order and without loss', async () => {
    const { proxy, frontend, backend } = await bound(scheme, new Pull({ context }), new Push({ context }))
    const running = proxy.run()
    const push = own(new Push({ context }))
    push.connect(frontend)
    const pull = own(new Pull({ context }))
    pull.connect(backend)
    const count = 20_000
    const sending = (async () => {
      for (let i = 0; i < count; i++) await push.send(`${i}`)
    })()
    let next = 0
    for await (const batch of pull.batches()) {
      for (const [frame] of batch) if (Number(frame) === next) next++
      if (next === count) break
    }
    await sending
    const bytes = Array.from({ length: count }, (_, i) => `${i}`.length).reduce((a, b) => a + b, 0)
    expect(proxy.statistics()).toEqual({
      frontEnd: { received: { messages: count, bytes }, sent: { messages: 0, bytes: 0 } },
      backEnd: { received: { messages: 0, bytes: 0 }, sent: { messages: count, bytes } },
    })
    proxy.terminate()
    await running
  })

  it('accepts one REP for both ends, and sends everything back to its sender', async () => {
    const reply = own(new Reply({ context }))
    const endpoint = await reply.bind(anywhere[scheme]())
    const proxy = new Proxy(reply, reply)
    const running = proxy.run()
    const request = own(new Request({ context }))
    request.connect(endpoint)
    for (const word of ['msg1', 'msg22']) {
      await request.send(word)
      expect(text(await request.receive())).toEqual([word])
    }
    expect(proxy.statistics().frontEnd.received).toEqual({ messages: 2, bytes: 9 })
    expect(proxy.statistics().backEnd.sent).toEqual({ messages: 2, bytes: 9 })
    proxy.terminate()
    await running
  })

  it('gives the capture socket every message of both directions once', async () => {
    const capture = new Push({ context, sendHighWaterMark: 0 })
    const { proxy, frontend, backend } = await bound(scheme, new Dealer({ context }), new Dealer({ context }), capture)
    const tap = own(new Pull({ context }))
    tap.connect(await capture.bind(anywhere[scheme]()))
    await until(() => capture.writable)
    const running = proxy.run()
    const [left, right] = [own(new Dealer({ context })), own(new Dealer({ context }))]
    left.connect(frontend)
    right.connect(backend)
    const seen: string[] = []
    for (let i = 0; i < 20; i++) {
      await left.send([`question ${i}`, ''])
      expect(text(await right.receive())).toEqual([`question ${i}`, ''])
      await right.send(`answer ${i}`)
      expect(text(await left.receive())).toEqual([`answer ${i}`])
      seen.push(text(await tap.receive()).join('|'), text(await tap.receive()).join('|'))
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => [`question ${i}|`, `answer ${i}`]).flat())
    await turns(5)
    expect(tap.tryReceive()).toBeUndefined()
    proxy.terminate()
    await running
  })

  it('ends under traffic at terminate(), with all its sockets closed', async () => {
    const { proxy, frontend, backend } = await bound(scheme, new Pull({ context }), new Publisher({ context }))
    const running = proxy.run()
    const push = own(new Push({ context }))
    push.connect(frontend)
    await until(() => push.writable)
    let flooding = true
    const flood = (async () => {
      while (flooding) {
        while (push.trySend(Buffer.alloc(100)));
        await turn()
      }
    })()
    const subscriber = own(new Subscriber({ context }))
    subscriber.subscribe()
    subscriber.connect(backend)
    await subscriber.receive()
    proxy.terminate()
    await running
    expect([proxy.frontEnd.closed, proxy.backEnd.closed]).toEqual([true, true])
    flooding = false
    await flood
  })
})

describe('a proxy', () => {
  it('stops at the high-water marks of a slow receiver and still returns its statistics', async () => {
    const marks = { context, sendHighWaterMark: 10, receiveHighWaterMark: 10 }
    const back = new XPublisher({ ...marks, noDrop: true })
    const { proxy, frontend, backend } = await bound('inproc', new XSubscriber(marks), back)
    const running = proxy.run()
    const publisher = own(new XPublisher({ ...marks, noDrop: true }))
    publisher.connect(frontend)
    const subscriber = own(new Subscriber({ context, receiveHighWaterMark: 10 }))
    subscriber.subscribe()
    subscriber.connect(backend)
    await publisher.receive()
    let sent = 0
    for (let idle = 0; idle < 20; idle++) {
      for (; publisher.trySend(Buffer.alloc(50_000, 'A')); sent++) idle = 0
      await turn()
    }
    // Two queues of 10 and 10 messages.
    expect(sent).toBe(40)
    const { frontEnd, backEnd } = proxy.statistics()
    expect(frontEnd.received).toEqual({ messages: 20, bytes: 1_000_000 })
    expect(backEnd.sent).toEqual(frontEnd.received)
    for (let i = 0; i < sent; i++) await subscriber.receive()
    await turns(5)
    expect(subscriber.tryReceive()).toBeUndefined()
    expect(back.drops['high-water-mark']).toBe(0)
    proxy.terminate()
    await running
  })

  it('loses nothing when one ROUTER peer is full: the message waits for room', async () => {
    const front = new Router({ context, mandatory: true, sendHighWaterMark: 5 })
    const { proxy, frontend, backend } = await bound('inproc', front, new Dealer({ context }))
    const running = proxy.run()
    const slow = own(new Dealer({ context, routingId: 'slow', receiveHighWaterMark: 5 }))
    slow.connect(frontend)
    const other = own(new Dealer({ context, routingId: 'other' }))
    other.connect(frontend)
    const worker = own(new Dealer({ context }))
    worker.connect(backend)
    for (let i = 0; i < 30; i++) await worker.send(['slow', `${i}`])
    await until(() => proxy.statistics().backEnd.received.messages === 11)
    expect(proxy.statistics().frontEnd.sent.messages).toBe(10)
    for (let i = 0; i < 30; i++) expect(text(await slow.receive())).toEqual([`${i}`])
    expect(proxy.statistics().frontEnd.sent.messages).toBe(30)
    proxy.terminate()
    await running
  })

  it('forwards nothing while paused, then all queued messages', async () => {
    const { proxy, frontend, backend } = await bound('tcp', new Pull({ context }), new Push({ context }))
    proxy.pause()
    const running = proxy.run()
    const push = own(new Push({ context }))
    push.connect(frontend)
    const pull = own(new Pull({ context }))
    pull.connect(backend)
    for (let i = 0; i < 100; i++) await push.send(`${i}`)
    await until(() => proxy.frontEnd.readable && proxy.backEnd.writable)
    await turns(20)
    expect(proxy.statistics().frontEnd.received.messages).toBe(0)
    expect(pull.tryReceive()).toBeUndefined()
    proxy.resume()
    for (let i = 0; i < 100; i++) expect(text(await pull.receive())).toEqual([`${i}`])
    proxy.pause()
    await push.send('late')
    await until(() => proxy.frontEnd.readable)
    await turns(20)
    expect(proxy.statistics().backEnd.sent.messages).toBe(100)
    proxy.terminate()
    await running
  })

  it('continues if the capture socket is not read, and counts the messages that it missed', async () => {
    const capture = new Pair({ context })
    const { proxy, frontend, backend } = await bound('inproc', new Pull({ context }), new Push({ context }), capture)
    await capture.bind(anywhere.inproc())
    const running = proxy.run()
    const push = own(new Push({ context }))
    push.connect(frontend)
    const pull = own(new Pull({ context }))
    pull.connect(backend)
    for (let i = 0; i < 10; i++) await push.send(`${i}`)
    for (let i = 0; i < 10; i++) expect(text(await pull.receive())).toEqual([`${i}`])
    expect(capture.drops['high-water-mark']).toBe(10)
    proxy.terminate()
    await running
  })

  it('continues after a worker sends a message without a route', async () => {
    const { proxy, frontend, backend } = await bound('tcp', new Router({ context, mandatory: true }), new Dealer({ context }))
    const running = proxy.run()
    const worker = own(new Dealer({ context }))
    worker.connect(backend)
    await worker.send('a single frame')
    await worker.send(['nobody', '', 'reply'])
    const client = own(new Request({ context }))
    client.connect(frontend)
    await client.send('hello')
    const [id, empty, body] = await worker.receive()
    await worker.send([id!, empty!, `re: ${String(body)}`])
    expect(text(await client.receive())).toEqual(['re: hello'])
    expect(proxy.frontEnd.drops).toMatchObject({ unroutable: 1, unexpected: 1 })
    proxy.terminate()
    await running
  })

  it('lets timers run while two proxies send a message in circles', async () => {
    const ends = Array.from({ length: 2 }, () => [own(new Dealer({ context })), own(new Dealer({ context }))] as const)
    const start = own(new Dealer({ context }))
    const [[a, b], [c, d]] = ends as [(typeof ends)[0], (typeof ends)[0]]
    const first = anywhere.inproc()
    const second = anywhere.inproc()
    await a.bind(first)
    await b.bind(second)
    c.connect(second)
    d.connect(first)
    const proxies = [new Proxy(a, b), new Proxy(c, d)]
    const running = proxies.map((proxy) => proxy.run())
    start.connect(first)
    await start.send('round')
    await until(() => proxies[0]!.statistics().backEnd.sent.messages > 5000 || start.readable)
    for (const proxy of proxies) proxy.terminate()
    await Promise.all(running)
  })

  it('rejects with EBADF, and closes the other socket, when one is closed', async () => {
    const { proxy } = await bound('inproc', new Router({ context }), new Dealer({ context }))
    const running = proxy.run()
    proxy.frontEnd.close()
    await expect(running).rejects.toMatchObject({ code: 'EBADF' })
    expect(proxy.backEnd.closed).toBe(true)
  })

  it('rejects run() with a socket that was never bound or connected, or twice at once', async () => {
    const proxy = new Proxy(own(new Router({ context })), own(new Dealer({ context })))
    const message = 'Front-end socket must be bound or connected'
    await expect(proxy.run()).rejects.toMatchObject({ code: 'EINVAL', message })
    await proxy.frontEnd.bind(anywhere.inproc())
    await expect(proxy.run()).rejects.toMatchObject({ code: 'EINVAL', message: message.replace('Front', 'Back') })
    await proxy.backEnd.bind(anywhere.inproc())
    const running = proxy.run()
    await expect(proxy.run()).rejects.toMatchObject({ code: 'EBUSY' })
    proxy.terminate()
    await running
  })

  it.each([null, undefined, {}])('throws TypeError for %p as an end', (nothing) => {
    expect(() => new Proxy(nothing as Router, own(new Dealer({ context })))).toThrow('frontEnd must be a socket')
    expect(() => new Proxy(own(new Dealer({ context })), nothing as Router)).toThrow('backEnd must be a socket')
  })

  it('cannot be terminated before it runs, and can be repeatedly afterwards', async () => {
    const { proxy } = await bound('inproc', new Router({ context }), new Dealer({ context }))
    expect(() => proxy.terminate()).toThrow(expect.objectContaining({ code: 'EBADF' }))
    const running = proxy.run()
    expect(proxy.frontEnd.closed).toBe(false)
    proxy.terminate()
    await running
    expect(proxy.frontEnd.closed).toBe(true)
    proxy.terminate()
    expect(proxy.statistics().frontEnd.received.messages).toBe(0)
  })

  describe('with a hook', () => {
    async function hooked(hook: ProxyHook, capture?: Socket) {
      const proxy = new Proxy(own(new Dealer({ context })), own(new Dealer({ context })), capture, { hook })
      const [left, right] = [own(new Dealer({ context })), own(new Dealer({ context }))]
      left.connect(await proxy.frontEnd.bind(anywhere.inproc()))
      right.connect(await proxy.backEnd.bind(anywhere.inproc()))
      return { proxy, left, right, running: proxy.run() }
    }

    it('forwards what the hook returns for each message, in order and both ways, and counts received and sent messages', async () => {
      const { proxy, left, right, running } = await hooked((message, from) =>
        String(message[0]) === 'secret' ? undefined : [Buffer.from(from), ...message],
      )
      for (const word of ['one', 'secret', 'two']) await left.send(word)
      expect(text(await right.receive())).toEqual(['frontEnd', 'one'])
      expect(text(await right.receive())).toEqual(['frontEnd', 'two'])
      await right.send(['three', ''])
      expect(text(await left.receive())).toEqual(['backEnd', 'three', ''])
      const { frontEnd, backEnd } = proxy.statistics()
      expect([frontEnd.received, backEnd.sent]).toEqual([
        { messages: 3, bytes: 12 },
        { messages: 2, bytes: 22 },
      ])
      proxy.terminate()
      await running
    })

    it('copies to the capture what it forwards, not what it receives', async () => {
      const capture = own(new Push({ context }))
      const tap = own(new Pull({ context }))
      tap.connect(await capture.bind(anywhere.inproc()))
      const { proxy, left, right, running } = await hooked(
        ([word]) => (String(word) === 'no' ? undefined : [Buffer.from(`${String(word)}!`)]),
        capture,
      )
      for (const word of ['no', 'yes']) await left.send(word)
      await right.receive()
      expect(text(await tap.receive())).toEqual(['yes!'])
      proxy.terminate()
      await running
    })

    it('keeps the result of the hook when the receiver is full, and calls it only once', async () => {
      let asked = 0
      const front = own(new Router({ context, mandatory: true, sendHighWaterMark: 1 }))
      const proxy = new Proxy(front, own(new Dealer({ context })), undefined, {
        hook: (message) => (asked++, [...message, Buffer.from('seen')]),
      })
      const frontend = await front.bind(anywhere.inproc())
      const worker = own(new Dealer({ context }))
      worker.connect(await proxy.backEnd.bind(anywhere.inproc()))
      const running = proxy.run()
      const slow = own(new Dealer({ context, routingId: 'slow', receiveHighWaterMark: 1 }))
      slow.connect(frontend)
      const other = own(new Dealer({ context, routingId: 'other' }))
      other.connect(frontend)
      for (let i = 0; i < 10; i++) await worker.send(['slow', `${i}`])
      await turns(20)
      expect(asked).toBe(3)
      for (let i = 0; i < 10; i++) expect(text(await slow.receive())).toEqual([`${i}`, 'seen'])
      expect(asked).toBe(10)
      proxy.terminate()
      await running
    })

    it('rejects with what the hook throws, and closes its sockets', async () => {
      const { proxy, left, running } = await hooked(() => {
        throw new RangeError('no such thing')
      })
      await left.send('x')
      await expect(running).rejects.toThrow('no such thing')
      expect([proxy.frontEnd.closed, proxy.backEnd.closed]).toEqual([true, true])
    })

    it('may be ended by its hook', async () => {
      const { proxy, left, running } = await hooked((message) => (proxy.terminate(), message))
      await left.send('x')
      await running
      expect(proxy.backEnd.closed).toBe(true)
    })
  })

  it('accepts another capture while it runs, or none, and does not close the previous one', async () => {
    const { proxy, frontend, backend } = await bound('inproc', new Pull({ context }), new Push({ context }))
    const running = proxy.run()
    const push = own(new Push({ context }))
    push.connect(frontend)
    const pull = own(new Pull({ context }))
    pull.connect(backend)
    const taps = await Promise.all(
      [0, 1].map(async () => {
        const [capture, tap] = [own(new Push({ context })), own(new Pull({ context }))]
        tap.connect(await capture.bind(anywhere.inproc()))
        return { capture, tap }
      }),
    )
    for (const [i, capture] of [taps[0]!.capture, undefined, taps[1]!.capture].entries()) {
      proxy.capture = capture
      await push.send(`${i}`)
      await pull.receive()
    }
    expect(text(await taps[0]!.tap.receive())).toEqual(['0'])
    expect(text(await taps[1]!.tap.receive())).toEqual(['2'])
    await turns(5)
    expect([taps[0]!.tap.readable, taps[1]!.tap.readable]).toEqual([false, false])
    taps[0]!.capture.close()
    await push.send('on')
    expect(text(await pull.receive())).toEqual(['on'])
    proxy.terminate()
    await running
    expect(taps[1]!.capture.closed).toBe(true)
  })
})
