/** Steering: a proxy told by its control socket, who may tell it, and everything that is refused without hurting it. */
import { Context, curveKeyPair, Dealer, Pair, Proxy, Pull, Push, Reply, Request, Router } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { turn, turns, until } from '@tszmq/testkit'
import { decodeStatistics } from '../src/statistics-frames.ts'
import { Steering } from '../src/index.ts'
import type { ControlSocket } from '../src/index.ts'

const PORT = 'tcp://127.0.0.1:*'
const LOGIN = { plainUsername: 'joe', plainPassword: 'secret' }
const joe = ({ username, password }: { username?: string; password?: string }): boolean => username === 'joe' && password === 'secret'

let context: Context
const closing: AsyncDisposable[] = []
const running: Promise<void>[] = []

beforeEach(() => {
  context = new Context({ blocky: false })
})

afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each[Symbol.asyncDispose]()))
  await Promise.allSettled(running.splice(0))
  void context.terminate()
})

function own<S extends AsyncDisposable>(thing: S): S {
  closing.push(thing)
  return thing
}

const text = (message: readonly Buffer[]): string[] => message.map(String)

let names = 0
const anywhere = (): string => `inproc://steering-${names++}`

/** A streamer that runs, with a sender before it and a receiver behind it. */
async function streamer() {
  const [push, pull] = [own(new Push({ context })), own(new Pull({ context }))]
  const proxy = new Proxy(own(new Pull({ context })), own(new Push({ context })))
  push.connect(await proxy.frontEnd.bind(anywhere()))
  pull.connect(await proxy.backEnd.bind(anywhere()))
  const ended = proxy.run()
  ended.catch(() => undefined)
  running.push(ended)
  return { proxy, push, pull, ended }
}

async function steered<C extends Socket>(control: ControlSocket, client: C) {
  const all = await streamer()
  const steering = own(new Steering(all.proxy, own(control)))
  own(client).connect(await steering.bind(anywhere()))
  const ask = async (...command: string[]): Promise<Buffer[]> => {
    const asking = client as unknown as Request
    await asking.send(command)
    return asking.receive()
  }
  return { ...all, steering, control, client, ask }
}

const byRequest = () => steered(new Reply({ context }), new Request({ context }))
const byPair = () => steered(new Pair({ context }), new Pair({ context }))

it('steers only what has the verbs of a proxy', () => {
  const control = own(new Reply({ context }))
  expect(() => new Steering({} as Proxy, control)).toThrow(new TypeError('the steered object must have pause(), as a Proxy'))
})

describe('a steered proxy', () => {
  it('is paused and resumed by a REP, which answers each by an empty frame, and loses nothing', async () => {
    const { proxy, push, pull, ask } = await byRequest()
    expect(text(await ask('PAUSE'))).toEqual([''])
    for (let i = 0; i < 100; i++) await push.send(`${i}`)
    await turns(20)
    expect(proxy.statistics().frontEnd.received.messages).toBe(0)
    expect(text(await ask('PAUSE'))).toEqual([''])
    expect(text(await ask('RESUME'))).toEqual([''])
    for (let i = 0; i < 100; i++) expect(text(await pull.receive())).toEqual([`${i}`])
  })

  it('is paused and resumed by a PAIR, which answers neither', async () => {
    const { proxy, push, pull, client, ask } = await byPair()
    await client.send('PAUSE')
    expect(decodeStatistics(await ask('STATISTICS')).frontEnd.received.messages).toBe(0)
    for (let i = 0; i < 100; i++) await push.send(`${i}`)
    await turns(20)
    expect(proxy.statistics().frontEnd.received.messages).toBe(0)
    await client.send('RESUME')
    for (let i = 0; i < 100; i++) expect(text(await pull.receive())).toEqual([`${i}`])
    await turns(5)
    expect(client.tryReceive()).toBeUndefined()
  })

  it.each([
    ['REP', byRequest],
    ['PAIR', byPair],
  ] as const)('tells a %s its statistics, whole messages and the bytes of their frames', async (_, begin) => {
    const { proxy, push, pull, ask } = await begin()
    for (let i = 0; i < 3; i++) await push.send(['abc', 'def'])
    for (let i = 0; i < 3; i++) await pull.receive()
    const frames = await ask('STATISTICS')
    expect(frames.map((frame) => new BigUint64Array(Uint8Array.from(frame).buffer)[0])).toEqual([3n, 18n, 0n, 0n, 0n, 0n, 3n, 18n])
    expect(decodeStatistics(frames)).toEqual(proxy.statistics())
    await ask('STATISTICS')
  })

  it('ends when told so, with all its sockets closed, and a REP has answered', async () => {
    const { proxy, control, ask, ended } = await byRequest()
    expect(text(await ask('TERMINATE'))).toEqual([''])
    await ended
    expect([proxy.frontEnd.closed, proxy.backEnd.closed, control.closed]).toEqual([true, true, true])
  })

  it('ends when a PAIR tells it so', async () => {
    const { client, control, ended } = await byPair()
    await client.send('TERMINATE')
    await ended
    expect(control.closed).toBe(true)
  })

  it('may be told before it runs', async () => {
    const proxy = new Proxy(own(new Router({ context })), own(new Dealer({ context })))
    const steering = own(new Steering(proxy, new Reply({ context })))
    const client = own(new Request({ context }))
    client.connect(await steering.bind(anywhere()))
    await client.send('STATISTICS')
    expect(decodeStatistics(await client.receive()).backEnd.sent).toEqual({ messages: 0, bytes: 0 })
    await client.send('TERMINATE')
    await client.receive()
    await proxy.frontEnd.bind(anywhere())
    await proxy.backEnd.bind(anywhere())
    await proxy.run()
    expect(proxy.frontEnd.closed).toBe(true)
  })

  it('goes on when its steering is closed, and when it is closed twice', async () => {
    const { push, pull, steering, control } = await byRequest()
    steering.close()
    await steering[Symbol.asyncDispose]()
    expect(control.closed).toBe(true)
    await push.send('on')
    expect(text(await pull.receive())).toEqual(['on'])
  })

  it('goes on when its control socket is closed under the steering', async () => {
    const { push, pull, control } = await byRequest()
    control.close()
    await turns(3)
    await push.send('on')
    expect(text(await pull.receive())).toEqual(['on'])
  })
})

describe('a mistake on a control socket', () => {
  it.each([
    ['KILL', ['KILL']],
    ['nothing', ['']],
    ['a command in small letters', ['pause']],
    ['a command with a frame more', ['PAUSE', 'x']],
    ['a command with a zero byte', ['PAUSE\0']],
    ['a kilobyte', ['x'.repeat(1024)]],
    ['a command after many frames', [...Array.from({ length: 100 }, () => ''), 'TERMINATE']],
  ])('is answered, be it %s, and changes nothing', async (_, command) => {
    for (const begin of [byRequest, byPair]) {
      const { push, pull, ask } = await begin()
      const answer = text(await ask(...command))
      expect(answer).toHaveLength(3)
      expect(answer.slice(0, 2)).toEqual(['$ERROR', 'EINVAL'])
      expect(answer[2]!.length).toBeLessThan(200)
      await push.send('on')
      expect(text(await pull.receive())).toEqual(['on'])
    }
  })

  it('by a DEALER without an envelope reaches no one, and the next command is obeyed', async () => {
    const { push, pull, client } = await steered(new Reply({ context }), new Dealer({ context }))
    await client.send('TERMINATE')
    await client.send(['', 'STATISTICS'])
    expect(await client.receive()).toHaveLength(9)
    await push.send('on')
    expect(text(await pull.receive())).toEqual(['on'])
  })
})

describe('a control client', () => {
  it('that asks a REP without end and never reads grows nothing, and stops neither traffic nor others', async () => {
    const control = new Reply({ context, sendHighWaterMark: 10, receiveHighWaterMark: 10 })
    const { push, pull, steering, client } = await steered(
      control,
      new Dealer({ context, sendHighWaterMark: 10, receiveHighWaterMark: 10 }),
    )
    const other = own(new Request({ context }))
    other.connect(await steering.bind(anywhere()))
    for (let i = 0; i < 500; i++) await client.send(['', 'STATISTICS'])
    await until(() => control.drops['high-water-mark'] > 400)
    expect(control.peers.every(({ queueLength }) => queueLength <= 20)).toBe(true)
    await push.send('on')
    expect(text(await pull.receive())).toEqual(['on'])
    await other.send('STATISTICS')
    expect(await other.receive()).toHaveLength(8)
  })

  it('that asks a PAIR without end and never reads is made to wait, and gets every answer when it reads', async () => {
    const control = new Pair({ context, sendHighWaterMark: 10, receiveHighWaterMark: 10 })
    const { push, pull, client } = await steered(control, new Pair({ context, sendHighWaterMark: 10, receiveHighWaterMark: 10 }))
    let asked = 0
    for (let idle = 0; idle < 20; idle++) {
      for (; client.trySend('STATISTICS'); asked++) idle = 0
      await turn()
    }
    // Two queues of 10 and 10, and the answer that is held.
    expect(asked).toBeLessThanOrEqual(41)
    await push.send('on')
    expect(text(await pull.receive())).toEqual(['on'])
    for (let i = 0; i < asked; i++) expect(await client.receive()).toHaveLength(8)
    await turns(5)
    expect(client.tryReceive()).toBeUndefined()
  })

  it('that goes before it read what it asked a PAIR leaves its answers to nobody, not to the next', async () => {
    const control = new Pair({ context, sendHighWaterMark: 1, receiveHighWaterMark: 1 })
    const { steering, client } = await steered(control, new Pair({ context, sendHighWaterMark: 1, receiveHighWaterMark: 1 }))
    for (let idle = 0; idle < 20; idle++) {
      while (client.trySend('STATISTICS')) idle = 0
      await turn()
    }
    await client[Symbol.asyncDispose]()
    await until(() => control.peers.length === 0)
    const next = own(new Pair({ context }))
    next.connect(await steering.bind(anywhere()))
    await next.send('who?')
    expect(text(await next.receive())[0]).toBe('$ERROR')
  })

  it('that says PAUSE and goes at once is obeyed', async () => {
    const { proxy, push, client } = await byPair()
    const paused = jest.spyOn(proxy, 'pause')
    await client.send('PAUSE')
    await client[Symbol.asyncDispose]()
    await until(() => paused.mock.calls.length > 0)
    await push.send('waits')
    await until(() => proxy.frontEnd.readable)
    await turns(10)
    expect(proxy.statistics().frontEnd.received.messages).toBe(0)
  })

  it('is obeyed a hundred commands at a time, and what else waits for the loop has its turn between them', async () => {
    const bursts = new Map<number, number>()
    let round = 0
    const looping = new AbortController()
    const loop = (): unknown => looping.signal.aborted || setImmediate(() => (round++, loop()))
    const pause = (): void => void bursts.set(round, (bursts.get(round) ?? 0) + 1)
    const proxy = {
      pause,
      resume: pause,
      terminate: pause,
      statistics: () => {
        throw new Error('nobody asked')
      },
    }
    const steering = own(new Steering(proxy, own(new Pair({ context }))))
    const client = own(new Pair({ context }))
    const endpoint = anywhere()
    client.connect(endpoint)
    for (let i = 0; i < 250; i++) await client.send('PAUSE')
    loop()
    await steering.bind(endpoint)
    const counts = (): number[] => [...bursts.values()]
    await until(() => counts().reduce((sum, each) => sum + each, 0) === 250)
    looping.abort()
    expect(counts()).toEqual([100, 100, 50])
  })

  it('that never stops asking leaves the proxy its turns', async () => {
    const { push, pull, client } = await byPair()
    let asking = true
    const flood = (async () => {
      for (let answers = 0; asking || answers > 0;) {
        while (asking && client.trySend('STATISTICS')) answers++
        for (; client.tryReceive() !== undefined; answers--);
        await turn()
      }
    })()
    for (let i = 0; i < 1000; i++) await push.send(`${i}`)
    for (let i = 0; i < 1000; i++) expect(text(await pull.receive())).toEqual([`${i}`])
    asking = false
    await flood
  })
})

describe('who may use a control socket', () => {
  const proxy = {
    pause: () => undefined,
    resume: () => undefined,
    terminate: () => undefined,
    statistics: () => {
      throw new Error('nobody asked')
    },
  }
  const steer = (control: ControlSocket): Steering => own(new Steering(proxy, own(control)))
  const authenticate = joe

  it.each(['tcp://127.0.0.1:*', 'ipc://*', 'ws://127.0.0.1:*'])('is refused at %s when anybody could come in', async (endpoint) => {
    await expect(steer(new Reply({ context })).bind(endpoint)).rejects.toMatchObject({ code: 'EACCES', address: endpoint })
  })

  it('is refused when nobody decides, or may not in a moment', async () => {
    const keys = curveKeyPair()
    const curve = { context, curveServer: true, curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey }
    const open: [ControlSocket, RegExp][] = [
      [new Reply({ context, plainServer: true }), /needs an authenticator/],
      [new Pair(curve), /needs an authenticator/],
      [new Reply({ context, ...LOGIN }), /server of PLAIN or CURVE/],
      [new Reply({ context, zapDomain: 'global', authenticate }), /server of PLAIN or CURVE/],
      [new Reply({ context, authenticate, securityMechanisms: ['plain', 'null'] }), /server of PLAIN or CURVE/],
    ]
    for (const [control, why] of open) await expect(steer(control).bind(PORT)).rejects.toThrow(why)
    const zap = own(new Reply({ context }))
    await zap.bind('inproc://zeromq.zap.01')
    await expect(steer(new Pair(curve)).bind(PORT)).rejects.toThrow(/needs a zapDomain/)
    await expect(steer(new Pair({ ...curve, zapDomain: 'control' })).bind(PORT)).resolves.toMatch(/^tcp:/)
  })

  it('is refused to a socket that had an endpoint before, is closed, or is no REP or PAIR', async () => {
    const bound = own(new Reply({ context, plainServer: true, authenticate }))
    await bound.bind(PORT)
    expect(() => new Steering(proxy, bound)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    const closed = new Reply({ context })
    closed.close()
    expect(() => new Steering(proxy, closed)).toThrow(expect.objectContaining({ code: 'EBADF' }))
    const router = own(new Router({ context }))
    expect(() => new Steering(proxy, router as unknown as Reply)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('is not opened outwards, but in process', async () => {
    const steering = steer(new Pair({ context, curveServerKey: curveKeyPair().publicKey }))
    expect(() => steering.connect('tcp://127.0.0.1:5555')).toThrow(expect.objectContaining({ code: 'EACCES' }))
    const client = own(new Pair({ context }))
    steering.connect(await client.bind(anywhere()))
    await client.send('what?')
    expect(text(await client.receive())[1]).toBe('EINVAL')
  })

  it('lets in by PLAIN whom its callback knows, and nobody else; what the callback leaves open is no', async () => {
    const { proxy: steeredProxy, push } = await streamer()
    const control = own(
      new Reply({
        context,
        plainServer: true,
        authenticate: (request) => (request.username === 'nobody' ? undefined : joe(request)),
      }),
    )
    const refused: unknown[] = []
    control.events.on('handshake:error:auth', ({ error }) => refused.push(error.status))
    const steering = own(new Steering(steeredProxy, control))
    const endpoint = await steering.bind(PORT)
    for (const user of ['jane', 'nobody']) {
      const stranger = own(new Request({ context, plainUsername: user, plainPassword: 'secret', stopWhenRefused: true }))
      stranger.connect(endpoint)
      void stranger.send('PAUSE').catch(() => undefined)
      await until(() => refused.length === (user === 'jane' ? 1 : 2))
    }
    expect(refused).toEqual([400, 400])
    const client = own(new Request({ context, ...LOGIN }))
    client.connect(endpoint)
    await push.send('on')
    await until(() => steeredProxy.statistics().backEnd.sent.messages === 1)
    await client.send('STATISTICS')
    expect(decodeStatistics(await client.receive())).toEqual(steeredProxy.statistics())
  })

  it('lets in by CURVE nobody once the ZAP handler has gone', async () => {
    const { proxy: steeredProxy } = await streamer()
    const zap = own(new Reply({ context }))
    await zap.bind('inproc://zeromq.zap.01')
    const answering = (async () => {
      for await (const [version, id] of zap) await zap.send([version!, id!, '200', '', 'admin', ''])
    })()
    const keys = curveKeyPair()
    const security = { curveServer: true, curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey, zapDomain: 'control' }
    const control = own(new Reply({ context, ...security }))
    const refused: unknown[] = []
    control.events.on('handshake:error:other', ({ error }) => refused.push(error.code))
    const endpoint = await own(new Steering(steeredProxy, control)).bind(PORT)
    const mine = curveKeyPair()
    const client = (): Request => {
      const request = own(
        new Request({
          context,
          curveServerKey: keys.publicKey,
          curvePublicKey: mine.publicKey,
          curveSecretKey: mine.secretKey,
          stopWhenRefused: true,
        }),
      )
      request.connect(endpoint)
      return request
    }
    const first = client()
    await first.send('STATISTICS')
    expect(await first.receive()).toHaveLength(8)
    await zap[Symbol.asyncDispose]()
    await answering
    void client()
      .send('PAUSE')
      .catch(() => undefined)
    await until(() => refused.length > 0)
    expect(refused).toEqual(['EFAULT'])
  })
})
