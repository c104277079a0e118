/** The poller: who is told of, in which order, how a wait ends, and that nothing is lost. */
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
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { ManualRuntime, turn } from '@tszmq/testkit'
import type { Pollable } from '../src/index.ts'
import { Zpoller } from '../src/index.ts'

let context: Context
let runtime: ManualRuntime

beforeEach(() => {
  runtime = new ManualRuntime()
  context = new Context({ runtime })
})

afterEach(() => context.terminate())

let names = 0

/** A PULL and a PUSH to it. */
function pipeline(): [Pull, Push] {
  const pull = new Pull({ context, linger: 0 })
  const push = new Push({ context, linger: 0 })
  const endpoint = `inproc://poller-${++names}`
  pull.bindSync(endpoint)
  push.connect(endpoint)
  return [pull, push]
}

/** How a wait stands after everybody had a turn. */
async function state(wait: Promise<unknown>): Promise<unknown> {
  let is: unknown = 'waiting'
  wait.then(
    (value) => (is = value),
    (error: unknown) => (is = error),
  )
  await turn()
  await turn()
  return is
}

const drain = (socket: Pull): string[] => {
  const all: string[] = []
  for (let next = socket.tryReceive(); next !== undefined; next = socket.tryReceive()) all.push(next.join('|'))
  return all
}

describe('a poller', () => {
  it('tells which socket can be read, and leaves the message where it is', async () => {
    const [a] = pipeline()
    const [b, toB] = pipeline()
    await using poller = new Zpoller([a, b])
    const wait = poller.wait()
    expect(await state(wait)).toBe('waiting')
    await toB.send(['one', 'two'])
    expect(await wait).toBe(b)
    expect(b.tryReceive()!.map(String)).toEqual(['one', 'two'])
    expect(await poller.wait({ timeout: 0 })).toBeUndefined()
  })

  it('tells again of a socket that was not read', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    await toA.send('1')
    for (let i = 0; i < 3; i++) expect(await poller.wait()).toBe(a)
    expect(drain(a)).toEqual(['1'])
  })

  it('has a turn for each that can be read, whoever has the most', async () => {
    const [a, toA] = pipeline()
    const [b, toB] = pipeline()
    const [c, toC] = pipeline()
    await using poller = new Zpoller([a, b, c])
    for (let i = 0; i < 100; i++) await toA.send('flood')
    for (let i = 0; i < 2; i++) for (const to of [toB, toC]) await to.send('drop')
    await turn()
    const seen: string[] = []
    for (let i = 0; i < 9; i++) {
      const socket = await poller.wait()
      socket!.tryReceive()
      seen.push(socket === a ? 'a' : socket === b ? 'b' : 'c')
    }
    for (const who of ['a', 'b', 'c']) expect(seen.slice(0, 6).filter((each) => each === who)).toHaveLength(2)
    expect(seen.slice(6)).toEqual(['a', 'a', 'a'])
  })

  it('loses nothing of a flood on many sockets, whose order stays', async () => {
    const pairs = Array.from({ length: 20 }, pipeline)
    await using poller = new Zpoller(pairs.map(([pull]) => pull))
    const sending = pairs.map(async ([, push], k) => {
      for (let i = 0; i < 300; i++) await push.send(`${k}:${i}`)
    })
    const got = new Map<Pull, string[]>(pairs.map(([pull]) => [pull, []]))
    for (let i = 0; i < 20 * 300; i++) {
      const socket = (await poller.wait())!
      got.get(socket)!.push(String(socket.tryReceive()![0]))
    }
    await Promise.all(sending)
    expect([...got.values()]).toEqual(pairs.map((_, k) => Array.from({ length: 300 }, (_, i) => `${k}:${i}`)))
  })

  it('lets I/O have its turn though somebody can always be read', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    await toA.send('never read')
    let turned = false
    setImmediate(() => (turned = true))
    for (let i = 0; !turned; i++) {
      expect(await poller.wait()).toBe(a)
      expect(i).toBeLessThan(10_000)
    }
  })

  it('lets I/O have its turn when it is asked again and again without waiting', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    setImmediate(() => void toA.send('late'))
    let asked = 0
    while ((await poller.wait({ timeout: 0 })) === undefined) expect(++asked).toBeLessThan(100_000)
    expect(drain(a)).toEqual(['late'])
  })

  it('gives an iterator that ends with the poller', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    for (const text of ['1', '2', '3']) await toA.send(text)
    const seen: string[] = []
    for await (const socket of poller) {
      seen.push(String(socket.tryReceive()![0]))
      if (seen.length === 3) a.close()
    }
    expect(seen).toEqual(['1', '2', '3'])
    expect(poller.terminated).toBe(true)
  })

  it('answers all waits that are under way', async () => {
    const [a, toA] = pipeline()
    const [b, toB] = pipeline()
    await using poller = new Zpoller([a, b])
    const waits = [poller.wait(), poller.wait(), poller.wait()]
    await toA.send('1')
    await toB.send('2')
    for (const wait of waits) expect([a, b]).toContain(await wait)
  })
})

describe('a wait', () => {
  it.each([
    ['NaN', NaN],
    ['-5', -5],
    ['text', '10' as unknown as number],
  ])('rejects a timeout that is none: %s', async (_what, timeout) => {
    const [a] = pipeline()
    await using poller = new Zpoller([a])
    await expect(poller.wait({ timeout })).rejects.toMatchObject(typeof timeout === 'number' ? { code: 'EINVAL' } : { name: 'TypeError' })
  })

  it('ends without a socket when its time is over, by the clock of the context, and not before', async () => {
    const [a] = pipeline()
    await using poller = new Zpoller([a])
    const wait = poller.wait({ timeout: 100 })
    runtime.advance(99)
    expect(await state(wait)).toBe('waiting')
    expect(poller.expired).toBe(false)
    runtime.advance(1)
    expect(await wait).toBeUndefined()
    expect(poller.expired).toBe(true)
    expect(poller.terminated).toBe(false)
  })

  it('forgets that one expired when the next finds something', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    expect(await poller.wait({ timeout: 0 })).toBeUndefined()
    expect(poller.expired).toBe(true)
    await toA.send('1')
    expect(await poller.wait()).toBe(a)
    expect(poller.expired).toBe(false)
  })

  it('leaves no timer behind', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    const wait = poller.wait({ timeout: 100 })
    expect(runtime.timers).toBe(1)
    await toA.send('1')
    await wait
    expect(runtime.timers).toBe(0)
  })

  it('rejects with the reason of its signal, and the message that comes later is not lost', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    const abort = new AbortController()
    const wait = poller.wait({ signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(wait).rejects.toThrow('enough')
    await toA.send('1')
    expect(await poller.wait()).toBe(a)
    expect(drain(a)).toEqual(['1'])
  })

  it('rejects at once when its signal was aborted before, though there is something to read', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller([a])
    await toA.send('1')
    await turn()
    await expect(poller.wait({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
    expect(drain(a)).toEqual(['1'])
  })

  it('with no socket at all waits for its time, or for one that is added', async () => {
    const [a, toA] = pipeline()
    await using poller = new Zpoller<Pull>([], { context })
    const first = poller.wait({ timeout: 10 })
    runtime.advance(10)
    expect(await first).toBeUndefined()
    expect(poller.expired).toBe(true)
    await toA.send('1')
    await turn()
    const second = poller.wait()
    poller.add(a)
    expect(await second).toBe(a)
  })

  it('keeps the process alive, and nothing else of the poller does', async () => {
    const [a, toA] = pipeline()
    let holds = 0
    jest.spyOn(runtime, 'hold').mockImplementation(() => {
      holds++
      return () => void holds--
    })
    await using poller = new Zpoller([a])
    expect(holds).toBe(0)
    const wait = poller.wait()
    expect(holds).toBe(1)
    await toA.send('1')
    await wait
    expect(holds).toBe(0)
  })
})

describe('the sockets of a poller', () => {
  it('can be taken out and put in again', async () => {
    const [a, toA] = pipeline()
    const [b] = pipeline()
    await using poller = new Zpoller([a, b])
    await toA.send('1')
    await turn()
    expect(poller.remove(a)).toBe(true)
    expect(poller.remove(a)).toBe(false)
    expect(poller.size).toBe(1)
    expect(await poller.wait({ timeout: 0 })).toBeUndefined()
    poller.add(a).add(a)
    expect(poller.size).toBe(2)
    expect(await poller.wait()).toBe(a)
  })

  it('are forgotten one by one as they are closed, also while they are polled', async () => {
    const [a] = pipeline()
    const [b, toB] = pipeline()
    await using poller = new Zpoller([a, b])
    const wait = poller.wait()
    a.close()
    expect(await state(wait)).toBe('waiting')
    expect(poller.size).toBe(1)
    await toB.send('1')
    expect(await wait).toBe(b)
  })

  it('end a wait when the last of them is closed', async () => {
    const [a] = pipeline()
    const [b] = pipeline()
    await using poller = new Zpoller([a, b])
    const wait = poller.wait({ timeout: 1000 })
    void context.terminate()
    expect(await wait).toBeUndefined()
    expect(poller.terminated).toBe(true)
    expect(poller.expired).toBe(false)
    expect(await poller.wait()).toBeUndefined()
  })

  it.each(['taken out and closed', 'closed and taken out'])('end a wait when one after the other they are %s', async (order) => {
    const [a] = pipeline()
    const [b] = pipeline()
    await using poller = new Zpoller([a, b])
    const wait = poller.wait()
    if (order === 'taken out and closed') poller.remove(b)
    a.close()
    if (order === 'closed and taken out') poller.remove(b)
    expect([await state(wait), poller.terminated]).toEqual([undefined, true])
  })

  it('end no wait when all of them are taken out, and none was closed', async () => {
    const [a, toA] = pipeline()
    const [b] = pipeline()
    b.close()
    await using poller = new Zpoller([a])
    const wait = poller.wait()
    poller.remove(a)
    expect(await state(wait)).toBe('waiting')
    poller.add(a)
    await toA.send('1')
    expect(await wait).toBe(a)
  })

  it('are refused when they are closed', () => {
    const [a] = pipeline()
    a.close()
    expect(() => new Zpoller([a])).toThrow(expect.objectContaining({ code: 'EBADF' }))
    const poller = new Zpoller<Pull>([], { context })
    expect(() => poller.add(a)).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })

  it.each([
    ['a socket that only sends', () => new Push({ context }), 'a Push'],
    ['undefined', () => undefined, 'undefined'],
    ['an object', () => ({}), 'a Object'],
  ])('cannot be %s', (_what, make, name) => {
    const what = make() as unknown as Pull
    const refusal = new TypeError(`only a socket that receives, or an actor, can be polled, not ${name}`)
    expect(() => new Zpoller([what])).toThrow(refusal)
    expect(() => new Zpoller<Pull>([], { context }).add(what)).toThrow(refusal)
  })

  it('stay as they are when the poller is destroyed', async () => {
    const [a, toA] = pipeline()
    const poller = new Zpoller([a])
    const wait = poller.wait()
    poller.destroy()
    poller.destroy()
    expect(await wait).toBeUndefined()
    expect(poller.terminated).toBe(true)
    expect(() => poller.add(a)).toThrow(expect.objectContaining({ code: 'EBADF' }))
    await toA.send('1')
    expect(String(await a.receive())).toBe('1')
  })
})

describe('each socket type', () => {
  /** Polls `server` for what `client` sends. */
  async function polls(server: Socket & Pollable, client: Socket, send: () => Promise<unknown>): Promise<void> {
    const endpoint = `inproc://type-${++names}`
    server.bindSync(endpoint)
    client.connect(endpoint)
    await turn()
    while (server.tryReceive() !== undefined);
    await using poller = new Zpoller([server])
    const wait = poller.wait()
    expect(await state(wait)).toBe('waiting')
    await send()
    expect(await wait).toBe(server)
    expect(server.tryReceive()).toBeDefined()
  }
  const options = (): { context: Context; linger: number } => ({ context, linger: 0 })

  it('PAIR', async () => {
    const pair = new Pair(options())
    await polls(new Pair(options()), pair, () => pair.send('x'))
  })

  it('DEALER', async () => {
    const dealer = new Dealer(options())
    await polls(new Dealer(options()), dealer, () => dealer.send('x'))
  })

  it('ROUTER', async () => {
    const dealer = new Dealer(options())
    await polls(new Router(options()), dealer, () => dealer.send('x'))
  })

  it('XPUB', async () => {
    const subscriber = new Subscriber(options())
    await polls(new XPublisher(options()), subscriber, async () => subscriber.subscribe('x'))
  })

  it('XSUB', async () => {
    const publisher = new Publisher(options())
    const subscriber = new XSubscriber(options())
    await subscriber.send(Buffer.from('\x01x'))
    await polls(subscriber, publisher, () => publisher.send('x'))
  })

  it('SUB, and not for what it did not subscribe to', async () => {
    const publisher = new Publisher(options())
    const subscriber = new Subscriber(options())
    subscriber.subscribe('x')
    await polls(subscriber, publisher, () => publisher.send('x'))
    await using poller = new Zpoller([subscriber])
    await publisher.send('y')
    await turn()
    expect(await poller.wait({ timeout: 0 })).toBeUndefined()
  })

  it('REQ and REP, and REP again as soon as it has replied to the one before', async () => {
    const reply = new Reply(options())
    const [first, second] = [new Request(options()), new Request(options())]
    reply.bindSync('inproc://rep')
    for (const request of [first, second]) {
      request.connect('inproc://rep')
      await request.send('question')
    }
    await using poller = new Zpoller<Reply | Request>([reply, first, second])
    expect(await poller.wait()).toBe(reply)
    reply.tryReceive()
    const wait = poller.wait()
    expect(await state(wait)).toBe('waiting')
    await reply.send('answer')
    expect([reply, first, second]).toContain(await wait)
    await turn()
    const seen = new Set([await poller.wait(), await poller.wait()])
    expect(seen.has(reply)).toBe(true)
    expect(seen.has(first) || seen.has(second)).toBe(true)
  })

  it('STREAM', async () => {
    const [server, client] = [new Stream(options()), new Stream(options())]
    const endpoint = await server.bind('tcp://127.0.0.1:*')
    await using poller = new Zpoller([server, client])
    client.connect(endpoint)
    const seen = new Set<Stream>()
    while (seen.size < 2) {
      const socket = (await poller.wait())!
      seen.add(socket)
      socket.tryReceive()
    }
    await Promise.all([server, client].map((socket) => socket[Symbol.asyncDispose]()))
  })
})
