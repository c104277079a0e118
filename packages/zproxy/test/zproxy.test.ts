/** The proxy actor: its commands by frames and typed, its hooks, what it refuses, and its end in every state. */
import { Context, curveKeyPair, Dealer, Publisher, Pull, Push, Reply, Request, Subscriber, XPublisher } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { latin1, ManualRuntime, message, RawPeer, turn, turns } from '@tszmq/testkit'
import { Zactor } from '@tszmq/zactor'
import { Zproxy, zproxy } from '../src/index.ts'
import type { ZproxyArgs, ZproxyCommands } from '../src/index.ts'

const quiet = {}
const PORT = 'tcp://127.0.0.1:*'

let context: Context
const sockets: Socket[] = []

beforeEach(() => {
  context = new Context({ blocky: false })
})

afterEach(async () => {
  await Promise.all(sockets.splice(0).map((each) => each[Symbol.asyncDispose]()))
  void context.terminate()
})

function own<S extends Socket>(socket: S): S {
  sockets.push(socket)
  return socket
}

const text = (message: readonly Buffer[]): string[] => message.map(String)

/** A streamer with a sender before it and a receiver behind it. */
async function streamer(options: Parameters<typeof Zproxy.start>[0] = {}) {
  const proxy = await Zproxy.start({ context, log: quiet, ...options })
  const frontend = await proxy.frontEnd('PULL', PORT)
  const backend = await proxy.backEnd('PUSH', PORT)
  const push = own(new Push({ context }))
  push.connect(frontend)
  const pull = own(new Pull({ context }))
  pull.connect(backend)
  return { proxy, push, pull, frontend, backend }
}

describe('a proxy', () => {
  it('carries messages from PUSH to PULL, and says where its ends really are', async () => {
    const { proxy, push, pull, frontend } = await streamer()
    expect(frontend).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
    await push.send(['Hello', '', 'World'])
    expect(text(await pull.receive())).toEqual(['Hello', '', 'World'])
    await proxy.destroy()
    expect(proxy.state).toBe('ended')
  })

  it('carries requests to workers and replies back', async () => {
    await using proxy = await Zproxy.start({ context })
    const request = own(new Request({ context }))
    request.connect(await proxy.frontEnd('ROUTER', PORT))
    const reply = own(new Reply({ context }))
    reply.connect(await proxy.backEnd('DEALER', PORT))
    await request.send('question')
    expect(text(await reply.receive())).toEqual(['question'])
    await reply.send('answer')
    expect(text(await request.receive())).toEqual(['answer'])
  })

  it('carries what subscribers want, and by itself what its topics say', async () => {
    await using proxy = await Zproxy.start({ context })
    const publisher = own(new Publisher({ context }))
    const frontend = await proxy.frontEnd('SUB', 'inproc://up', { topics: ['a'], heartbeatInterval: 1000 })
    publisher.connect(frontend)
    const backend = await proxy.backEnd('PUB', 'inproc://down')
    const subscriber = own(new Subscriber({ context }))
    subscriber.subscribe()
    subscriber.connect(backend)
    await turns(5)
    for (const topic of ['b', 'a1', 'ba', 'a2']) await publisher.send(topic)
    expect(text(await subscriber.receive())).toEqual(['a1'])
    expect(text(await subscriber.receive())).toEqual(['a2'])
  })

  it.each([
    [['constructor', 'toString', '__proto__', 'valueOf']],
    [['HEARTBEAT_IVL', '100']],
    [['HEARTBEAT_TTL', 'news']],
    [['HEARTBEAT_TIMEOUT']],
    [['HEARTBEAT_IVL', 'HEARTBEAT_IVL']],
    [[Buffer.from([0xff, 0x00]), 'HEARTBEAT_IVL']],
  ])('takes the topics %j for topics, whatever they are called', async (topics) => {
    await using proxy = await Zproxy.start({ context })
    for (const type of ['SUB', 'XSUB'] as const) {
      const tap = own(new XPublisher({ context }))
      await tap.bind(`inproc://${type}`)
      const side = type === 'SUB' ? 'frontEnd' : 'backEnd'
      await proxy[side](type, `>inproc://${type}`, { topics, heartbeatInterval: 1000 })
      for (const topic of new Set(topics))
        expect(await tap.receive()).toEqual([Buffer.concat([Buffer.of(1), Buffer.from(topic as string)])])
      await turns(5)
      expect(tap.tryReceive()).toBeUndefined()
    }
  })

  it('takes several endpoints, bound by default and connected to after >', async () => {
    const behind = own(new Push({ context }))
    const endpoint = await behind.bind('inproc://behind')
    await using proxy = await Zproxy.start({ context })
    const frontend = await proxy.frontEnd('PULL', `@inproc://one, inproc://two,>${endpoint}`)
    expect(frontend).toBe('inproc://one,inproc://two,>inproc://behind')
    const pull = own(new Pull({ context }))
    pull.connect(await proxy.backEnd('PUSH', 'inproc://out'))
    const pushes = ['inproc://one', 'inproc://two'].map((each) => {
      const push = own(new Push({ context }))
      push.connect(each)
      return push
    })
    for (const [i, push] of [...pushes, behind].entries()) await push.send(`${i}`)
    const came = [await pull.receive(), await pull.receive(), await pull.receive()].map((message) => String(message[0]))
    expect(came.sort()).toEqual(['0', '1', '2'])
  })

  it('loses none of 100,000 messages while it is paused and resumed, and keeps their order', async () => {
    const { proxy, push, pull } = await streamer()
    const count = 100_000
    const sending = (async () => {
      for (let i = 0; i < count; i++) await push.send(`${i}`)
    })()
    let next = 0
    let steering = Promise.resolve()
    for await (const batch of pull.batches()) {
      for (const [frame] of batch) if (Number(frame) === next) next++
      steering = steering.then(async () => {
        await proxy.pause()
        await proxy.resume()
      })
      if (next === count) break
    }
    await sending
    await steering
    expect(next).toBe(count)
    expect((await proxy.statistics()).backEnd.sent.messages).toBe(count)
    await proxy.destroy()
  }, 60_000)

  it('forwards nothing while paused, also when it was before it had its ends, and answers for its statistics', async () => {
    await using proxy = await Zproxy.start({ context })
    await proxy.pause()
    const push = own(new Push({ context }))
    push.connect(await proxy.frontEnd('PULL', 'inproc://in'))
    const pull = own(new Pull({ context }))
    pull.connect(await proxy.backEnd('PUSH', 'inproc://out'))
    await push.send('x')
    await turns(10)
    expect(pull.tryReceive()).toBeUndefined()
    expect((await proxy.statistics()).frontEnd.received).toEqual({ messages: 0, bytes: 0 })
    await proxy.resume()
    expect(text(await pull.receive())).toEqual(['x'])
    expect((await proxy.statistics()).frontEnd.received).toEqual({ messages: 1, bytes: 1 })
  })

  it('stops reading where the other side is full, loses nothing, and answers for its statistics meanwhile', async () => {
    const mark = 10
    const sockets = { frontEnd: { receiveHighWaterMark: mark }, backEnd: { sendHighWaterMark: mark } }
    await using proxy = await Zproxy.start({ context, sockets })
    const push = own(new Push({ context, sendHighWaterMark: mark }))
    push.connect(await proxy.frontEnd('PULL', 'inproc://in'))
    const pull = own(new Pull({ context, receiveHighWaterMark: mark }))
    pull.connect(await proxy.backEnd('PUSH', 'inproc://out'))
    let sent = 0
    for (let idle = 0; idle < 20; idle++) {
      for (; push.trySend(`${sent}`); sent++) idle = 0
      await turn()
    }
    // Two queues of 10 and 10 messages.
    expect(sent).toBe(40)
    expect((await proxy.statistics()).frontEnd.received.messages).toBe(20)
    for (let i = 0; i < sent; i++) expect(text(await pull.receive())).toEqual([`${i}`])
    expect(await proxy.statistics()).toMatchObject({ backEnd: { sent: { messages: 40 } } })
  })

  it('copies what goes on to its capture, the last that was named, and never waits for one that is not read', async () => {
    const { proxy, push, pull } = await streamer()
    const first = own(new Pull({ context, receiveHighWaterMark: 1 }))
    await first.bind('inproc://first')
    await proxy.capture('inproc://first')
    for (let i = 0; i < 3000; i++) await push.send('many')
    for (let i = 0; i < 3000; i++) await pull.receive()
    expect(text(await first.receive())).toEqual(['many'])
    const second = own(new Pull({ context }))
    await second.bind('inproc://second')
    await proxy.capture('inproc://second')
    await push.send(['one', 'more'])
    await pull.receive()
    expect(text(await second.receive())).toEqual(['one', 'more'])
    await proxy.destroy()
  })

  it('lets only those in who have the key of a side that CURVE guards', async () => {
    const server = curveKeyPair()
    const client = curveKeyPair()
    await using proxy = await Zproxy.start({ context })
    await proxy.domain('frontEnd', 'global')
    await proxy.curve('frontEnd', server.publicKey, server.secretKey)
    const frontend = await proxy.frontEnd('PULL', PORT)
    const pull = own(new Pull({ context }))
    pull.connect(await proxy.backEnd('PUSH', PORT))
    const stranger = own(new Push({ context }))
    stranger.connect(frontend)
    await stranger.send('stranger')
    const friend = own(
      new Push({ context, curvePublicKey: client.publicKey, curveSecretKey: client.secretKey, curveServerKey: server.publicKey }),
    )
    friend.connect(frontend)
    await friend.send('friend')
    expect(text(await pull.receive())).toEqual(['friend'])
  })
})

describe('the heartbeats of a proxy', () => {
  it.each([
    ['frontEnd', 'backEnd', 'typed'],
    ['backEnd', 'frontEnd', 'typed'],
    ['frontEnd', 'backEnd', 'frames'],
    ['backEnd', 'frontEnd', 'frames'],
  ] as const)('are those of its %s, not of its %s, and end a peer that is silent: %s', async (side, other, form) => {
    const runtime = new ManualRuntime()
    context = new Context({ blocky: false, runtime })
    await using proxy = await Zproxy.start({ context })
    const byFrames = async (): Promise<string> => {
      const words = ['HEARTBEAT_IVL', '50', 'HEARTBEAT_TTL', '1200', 'HEARTBEAT_TIMEOUT', '100']
      await proxy.actor.command([side === 'frontEnd' ? 'FRONTEND' : 'BACKEND', 'PAIR', PORT, ...words])
      await proxy.actor.send(['LAST_ENDPOINT', side.toUpperCase()])
      return String(await proxy.actor.receive())
    }
    const heartbeats = { heartbeatInterval: 50, heartbeatTimeToLive: 1200, heartbeatTimeout: 100 }
    const endpoint = form === 'frames' ? await byFrames() : await proxy[side]('PAIR', PORT, heartbeats)
    const peers = await Promise.all([endpoint, await proxy[other]('PAIR', PORT)].map((each) => RawPeer.connect(each)))
    const [peer, quietPeer] = (await Promise.all(peers.map((each) => each.handshake('PAIR')))) as [RawPeer, RawPeer]
    // Both handshakes are done at the proxy when each has what the other sent.
    for (const each of peers) void each.write(message(latin1('x')))
    await Promise.all(peers.map((each) => each.until(() => each.frames.length === 2)))

    runtime.advance(49)
    await turns(5)
    expect(peer.frames).toHaveLength(2)
    runtime.advance(1)
    await peer.until(() => peer.frames.length === 3)
    // RFC 37: PING and its time to live in tenths of a second.
    expect(peer.frames[2]!.body).toEqual(Buffer.from([4, ...Buffer.from('PING'), 0, 12]))
    runtime.advance(99)
    await turns(5)
    expect(peer.closed).toBe(false)
    runtime.advance(1)
    await peer.untilClosed()
    expect(quietPeer.frames).toHaveLength(2)
    expect(quietPeer.closed).toBe(false)
    quietPeer.destroy()
  })
})

describe('PLAIN of a proxy', () => {
  it.each(['frontEnd', 'backEnd'] as const)('lets in at its %s only whom the ZAP handler knows', async (side) => {
    const asked: string[] = []
    const zap = own(new Reply({ context }))
    await zap.bind('inproc://zeromq.zap.01')
    void (async () => {
      for await (const request of zap) {
        const [version, id, domain, , , mechanism, username, password] = request.map(String) as [string, string, ...string[]]
        asked.push([domain, mechanism, username, password].join(' '))
        await zap.send([version, id, password === 'secret' ? '200' : '400', '', '', ''])
      }
    })().catch(() => undefined)
    await using proxy = await Zproxy.start({ context })
    await proxy.domain(side, 'proxies')
    await proxy.plain(side)
    const endpoints = { frontEnd: await proxy.frontEnd('DEALER', PORT), backEnd: await proxy.backEnd('DEALER', PORT) }
    const there = own(new Dealer({ context }))
    there.connect(endpoints[side === 'frontEnd' ? 'backEnd' : 'frontEnd'])

    const refused = async (options: object, event: 'handshake:error:auth' | 'handshake:error:protocol'): Promise<Dealer> => {
      const stranger = own(new Dealer({ context, stopWhenRefused: true, ...options }))
      const told = new Promise((resolve) => stranger.events.on(event, resolve))
      stranger.connect(endpoints[side])
      await told
      return stranger
    }
    const strangers = [
      await refused({}, 'handshake:error:protocol'),
      await refused({ plainUsername: 'joe', plainPassword: 'guess' }, 'handshake:error:auth'),
    ]
    const friend = own(new Dealer({ context, plainUsername: 'joe', plainPassword: 'secret' }))
    friend.connect(endpoints[side])
    for (const each of [...strangers, friend]) void each.send(each === friend ? 'friend' : 'stranger').catch(() => undefined)
    expect(text(await there.receive())).toEqual(['friend'])
    for (let i = 0; i < 10; i++) await there.send(`${i}`)
    for (let i = 0; i < 10; i++) expect(text(await friend.receive())).toEqual([`${i}`])
    expect(asked).toEqual(['proxies PLAIN joe guess', 'proxies PLAIN joe secret'])
  })
})

describe('the hooks of a proxy', () => {
  it('filter, then transform, what goes on', async () => {
    const { proxy, push, pull } = await streamer({
      filter: ([word]) => String(word) !== 'no',
      transform: ([word], from) => [from, `${String(word)}!`],
    })
    for (const word of ['no', 'yes', 'no', 'well']) await push.send(word)
    expect(text(await pull.receive())).toEqual(['frontEnd', 'yes!'])
    expect(text(await pull.receive())).toEqual(['frontEnd', 'well!'])
    expect(proxy.drops).toEqual({ filtered: 2, failed: 0 })
    await proxy.destroy()
  })

  it.each([
    [
      'throws',
      () => {
        throw new RangeError('boom')
      },
      'boom',
    ],
    ['answers by a promise, even one that rejects', () => Promise.reject(new Error('late')), 'a hook answers at once, not by a promise'],
    ['returns nothing', () => undefined, 'a transform returned no message'],
    ['returns no frames', () => [], 'a message has at least one frame'],
  ])('drop one message, with an event, when one %s', async (_, fail, why) => {
    const warnings: string[] = []
    const { proxy, push, pull } = await streamer({
      transform: (message) => (String(message[0]) === 'bad' ? (fail() as never) : message),
      log: { info: () => undefined, warn: (line) => warnings.push(line) },
    })
    const errors: string[] = []
    proxy.on('hook:error', (error, from) => errors.push(`${from} ${error.message}`))
    for (const word of ['bad', 'good', 'bad']) await push.send(word)
    await push.send('end')
    expect(text(await pull.receive())).toEqual(['good'])
    expect(text(await pull.receive())).toEqual(['end'])
    expect(errors).toEqual([`frontEnd ${why}`, `frontEnd ${why}`])
    expect(warnings).toEqual([`zproxy: a hook dropped a message from the frontEnd: ${why}`])
    expect(proxy.drops).toEqual({ filtered: 0, failed: 2 })
    await proxy.destroy()
  })
})

describe("a proxy told by CZMQ's frames", () => {
  it('takes them as CZMQ does, each answered by a signal', async () => {
    await using actor = await Zactor.start<ZproxyCommands, ZproxyArgs>(zproxy, { log: quiet }, { context })
    const tap = own(new Pull({ context }))
    await tap.bind('inproc://capture')
    const commands = [
      ['VERBOSE'],
      ['DOMAIN', 'FRONTEND', 'global'],
      ['FRONTEND', 'PULL', 'inproc://in', 'HEARTBEAT_IVL', '300000', 'HEARTBEAT_TIMEOUT', '30000', 'HEARTBEAT_TTL', '0'],
      ['BACKEND', 'PUSH', 'inproc://out'],
      ['CAPTURE', 'inproc://capture'],
      ['PAUSE'],
      ['RESUME'],
    ]
    for (const command of commands) {
      await actor.send(command)
      expect(await actor.wait()).toBe(0)
    }
    const push = own(new Push({ context }))
    push.connect('inproc://in')
    const pull = own(new Pull({ context }))
    pull.connect('inproc://out')
    await push.send(['Hello', 'World'])
    expect(text(await pull.receive())).toEqual(['Hello', 'World'])
    expect(text(await tap.receive())).toEqual(['Hello', 'World'])
    await actor.send(['STATISTICS'])
    expect((await actor.receive()).map((frame) => new BigUint64Array(Uint8Array.from(frame).buffer)[0])).toEqual([
      1n,
      10n,
      0n,
      0n,
      0n,
      0n,
      1n,
      10n,
    ])
    expect(await actor.wait()).toBe(0)
  })

  it('takes a topic that is called as a heartbeat when it is said twice', async () => {
    await using actor = await Zactor.start<ZproxyCommands, ZproxyArgs>(zproxy, {}, { context })
    const tap = own(new XPublisher({ context }))
    await tap.bind('inproc://tap')
    await actor.command(['FRONTEND', 'SUB', '>inproc://tap', 'HEARTBEAT_TTL', 'HEARTBEAT_TTL', 'HEARTBEAT_TTL', '100', 'news'])
    expect(text(await tap.receive())).toEqual(['\x01HEARTBEAT_TTL'])
    expect(text(await tap.receive())).toEqual(['\x01news'])
  })

  const KEY = curveKeyPair()
  it.each<[string[], string, string]>([
    [['FRONTEND', 'pull', 'inproc://x'], 'EINVAL', '"pull" is no type of socket'],
    [['FRONTEND', 'constructor', 'inproc://x'], 'EINVAL', '"constructor" is no type of socket'],
    [['FRONTEND', 'PULL', ' , '], 'EINVAL', 'there is no endpoint'],
    [['FRONTEND', 'PULL', 'inproc://x', 'topic'], 'EINVAL', 'PULL takes no topics'],
    [['FRONTEND', 'PULL', 'inproc://x', 'HEARTBEAT_IVL'], 'EINVAL', 'HEARTBEAT_IVL is followed by milliseconds, not by ""'],
    [['PLAIN', 'MIDDLE'], 'EINVAL', 'PLAIN: side must be one of FRONTEND, BACKEND, CONTROL, not "MIDDLE"'],
    [['CONTROL', 'ROUTER', 'inproc://c'], 'EINVAL', 'a control is a REP or PAIR, not "ROUTER"'],
    [
      ['CONTROL', 'REP', 'tcp://127.0.0.1:*'],
      'EACCES',
      'a control socket at tcp://127.0.0.1:* must be a server of PLAIN or CURVE, or in process',
    ],
    [
      ['CONTROL', 'PAIR', '>tcp://127.0.0.1:5555'],
      'EACCES',
      'a control socket connects in process only, not to tcp://127.0.0.1:5555: bind it',
    ],
    [['CURVE', 'BACKEND', KEY.publicKey, curveKeyPair().secretKey], 'EINVAL', 'the public key does not belong to the secret key'],
  ])('refuses %j and goes on', async (command, code, message) => {
    await using actor = await Zactor.start<ZproxyCommands, ZproxyArgs>(zproxy, {}, { context })
    await expect(actor.command(command as ['PAUSE'])).rejects.toMatchObject({ code, message })
    await actor.command(['FRONTEND', 'PULL', 'inproc://x'])
    await actor.command(['BACKEND', 'PUSH', 'inproc://y'])
  })

  it('refuses an option that the type of its socket does not have', async () => {
    await using proxy = await Zproxy.start({ context, sockets: { frontEnd: { sendHighWaterMark: 1 } } })
    await expect(proxy.frontEnd('PULL', 'inproc://x')).rejects.toMatchObject({
      code: 'EINVAL',
      message: 'a PULL socket has no option "sendHighWaterMark"',
    })
  })

  it.each([
    [{ filter: 5 }, 'filter is a function, not number'],
    [{ transform: 'x' }, 'transform is a function, not string'],
    [{ sockets: { frontend: {} } }, 'sockets has frontEnd, backEnd, control, not "frontend"'],
    [{ sockets: { control: { affinity: 1 } } }, 'sockets.control has sendHighWaterMark, receiveHighWaterMark, linger, not "affinity"'],
  ])('does not start with %j', async (args, message) => {
    await expect(Zproxy.start({ context, ...(args as object) })).rejects.toThrow(new TypeError(message))
    await expect(Zactor.start(zproxy, args as ZproxyArgs, { context })).rejects.toMatchObject({ code: 'ERR_ZACTOR_REFUSED', message })
  })

  it('refuses a second socket for a side, and security that comes too late, and keeps what it has', async () => {
    const { proxy, push, pull } = await streamer()
    await expect(proxy.frontEnd('PULL', 'inproc://again')).rejects.toMatchObject({ code: 'EBUSY' })
    await expect(proxy.plain('backEnd')).rejects.toMatchObject({ code: 'EBUSY' })
    await push.send('x')
    expect(text(await pull.receive())).toEqual(['x'])
    await proxy.destroy()
  })

  it('frees what it had bound when one of several endpoints cannot be', async () => {
    const taken = own(new Dealer({ context }))
    await taken.bind('inproc://taken')
    await using proxy = await Zproxy.start({ context })
    await expect(proxy.frontEnd('PULL', 'inproc://free,inproc://taken')).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(await proxy.frontEnd('PULL', 'inproc://free')).toBe('inproc://free')
  })

  it('never tells its log a key', async () => {
    const lines: string[] = []
    const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) }
    await using proxy = await Zproxy.start({ context, log })
    await proxy.verbose()
    await proxy.curve('frontEnd', KEY.publicKey, KEY.secretKey)
    await proxy.frontEnd('PULL', 'inproc://x')
    expect(lines).toEqual([
      'zproxy: API command="CURVE"',
      'zproxy: API command="FRONTEND"',
      'zproxy: frontEnd type=PULL attach=inproc://x authentication=CURVE',
      'zproxy: API command="LAST_ENDPOINT"',
    ])
  })
})

describe('the control of a proxy', () => {
  async function controlled(options: Parameters<typeof Zproxy.start>[0] = {}) {
    const all = await streamer(options)
    const client = own(new Request({ context }))
    client.connect(await all.proxy.control('REP', 'inproc://control'))
    const ask = async (command: string): Promise<Buffer[]> => {
      await client.send(command)
      return client.receive()
    }
    return { ...all, client, ask }
  }

  it('pauses, resumes and tells the same statistics as the actor', async () => {
    const { proxy, push, pull, ask } = await controlled()
    await push.send('x')
    await pull.receive()
    expect(text(await ask('PAUSE'))).toEqual([''])
    await push.send('y')
    await turns(10)
    const frames = await ask('STATISTICS')
    expect(frames.map((frame) => Number(frame.readBigUInt64LE()))).toEqual([1, 1, 0, 0, 0, 0, 1, 1])
    expect((await proxy.statistics()).frontEnd.received).toEqual({ messages: 1, bytes: 1 })
    await ask('RESUME')
    expect(text(await pull.receive())).toEqual(['y'])
    expect(text(await ask('KILL'))[1]).toBe('EINVAL')
    await proxy.destroy()
  })

  it('may be there before the ends', async () => {
    await using proxy = await Zproxy.start({ context })
    const client = own(new Request({ context }))
    client.connect(await proxy.control('REP', 'inproc://control'))
    await client.send('PAUSE')
    await client.receive()
    const push = own(new Push({ context }))
    push.connect(await proxy.frontEnd('PULL', 'inproc://in'))
    await proxy.backEnd('PUSH', 'inproc://out')
    await push.send('x')
    await turns(10)
    expect((await proxy.statistics()).frontEnd.received.messages).toBe(0)
  })

  it('ends the actor well by TERMINATE, and answers it', async () => {
    const { proxy, ask } = await controlled()
    const [answer] = await Promise.all([ask('TERMINATE'), proxy.ended])
    expect(text(answer)).toEqual([''])
    expect(proxy.state).toBe('ended')
    await using next = await Zproxy.start({ context })
    expect(await next.control('REP', 'inproc://control')).toBe('inproc://control')
  })

  it('leaves nothing of a socket that was being opened when it said TERMINATE', async () => {
    const { proxy, client } = await controlled()
    await client.send('TERMINATE')
    const late = proxy.capture('inproc://nobody').catch(() => undefined)
    await proxy.ended
    await late
    await using next = await Zproxy.start({ context })
    await next.control('REP', 'inproc://control')
  })

  it('is refused a second socket, and security that comes too late', async () => {
    const { proxy } = await controlled()
    await expect(proxy.control('PAIR', 'inproc://other')).rejects.toMatchObject({ code: 'EBUSY' })
    await expect(proxy.plain('control')).rejects.toMatchObject({ code: 'EBUSY' })
    await proxy.destroy()
  })

  it('is open over tcp for whom the ZAP handler lets in by PLAIN, once there is one', async () => {
    const { proxy, push, pull } = await streamer({ sockets: { control: { linger: 1000 } } })
    await proxy.plain('control')
    await expect(proxy.control('REP', PORT)).rejects.toMatchObject({ code: 'EACCES' })
    const zap = own(new Reply({ context }))
    await zap.bind('inproc://zeromq.zap.01')
    void (async () => {
      for await (const [version, id, , , , mechanism] of zap)
        await zap.send([version!, id!, String(mechanism) === 'PLAIN' ? '200' : '400', '', 'joe', ''])
    })().catch(() => undefined)
    const client = own(new Request({ context, plainUsername: 'joe', plainPassword: 'secret' }))
    client.connect(await proxy.control('REP', PORT))
    await push.send('x')
    await pull.receive()
    await client.send('STATISTICS')
    expect(await client.receive()).toHaveLength(8)
    await client.send('TERMINATE')
    expect(text(await client.receive())).toEqual([''])
    await proxy.ended
  })
})

describe('the end of a proxy', () => {
  it.each<[string, (proxy: Zproxy) => unknown]>([
    ['nothing', () => undefined],
    ['one end', (proxy) => proxy.frontEnd('PULL', 'inproc://in')],
    ['a capture and no ends', (proxy) => proxy.capture('inproc://nobody')],
    ['a command under way', (proxy) => void proxy.frontEnd('PULL', PORT).catch(() => undefined)],
    [
      'both ends, paused',
      async (proxy) => {
        await proxy.frontEnd('PULL', 'inproc://in')
        await proxy.backEnd('PUSH', 'inproc://out')
        await proxy.pause()
      },
    ],
  ])('comes when it is destroyed with %s', async (_, prepare) => {
    const proxy = await Zproxy.start({ context })
    await prepare(proxy)
    await proxy.destroy()
    await proxy.destroy()
    expect(proxy.state).toBe('ended')
    await expect(proxy.pause()).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
  })

  it('comes well when its context is terminated under it', async () => {
    const { proxy } = await streamer()
    void context.terminate()
    await proxy.ended
    expect(proxy.state).toBe('ended')
  })

  it('leaves its endpoints to the next', async () => {
    const { proxy, frontend, backend } = await streamer()
    await proxy.destroy()
    await using next = await Zproxy.start({ context })
    expect(await next.frontEnd('PULL', frontend)).toBe(frontend)
    expect(await next.backEnd('PUSH', backend)).toBe(backend)
  })
})

describe('a proxy between two types that can forward nothing', () => {
  it.each([
    ['PULL', 'PULL'],
    ['PULL', 'SUB'],
    ['SUB', 'SUB'],
    ['PUSH', 'PUSH'],
    ['PUB', 'PUSH'],
    ['PUSH', 'PUB'],
  ] as const)('is refused with EINVAL, and takes another type: %s and %s', async (front, back) => {
    await using proxy = await Zproxy.start({ context, log: quiet })
    await proxy.frontEnd(front, PORT)
    await expect(proxy.backEnd(back, PORT)).rejects.toMatchObject({
      code: 'EINVAL',
      message: expect.stringContaining(`between ${back} and ${front} forwards nothing`) as string,
    })
    await expect(proxy.backEnd('DEALER', PORT)).resolves.toMatch(/^tcp:/)
    await expect(proxy.backEnd(back, PORT)).rejects.toMatchObject({ code: 'EBUSY' })
  })

  it.each([
    ['PULL', 'PUSH'],
    ['PUSH', 'PULL'],
    ['XSUB', 'XPUB'],
    ['SUB', 'PUB'],
    ['ROUTER', 'PULL'],
    ['PUB', 'DEALER'],
  ] as const)('is another than %s and %s, between which one direction is open', async (front, back) => {
    await using proxy = await Zproxy.start({ context, log: quiet })
    await proxy.frontEnd(front, PORT)
    await expect(proxy.backEnd(back, PORT)).resolves.toMatch(/^tcp:/)
  })
})
