/** `receiveMemory`: the memory of received frames, over every transport and for every kind of socket. */
import { connect } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import {
  curveKeyPair,
  Context,
  Dealer,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
} from '../../src/index.ts'
import { TRANSPORTS, Stage } from '../stage.ts'
import type { TransportName } from '../stage.ts'

function owns(frame: Uint8Array): boolean {
  return frame.byteOffset === 0 && frame.buffer.byteLength === frame.length
}

function transfer(frame: Uint8Array): void {
  const { port1 } = new MessageChannel()
  try {
    port1.postMessage(frame, [frame.buffer as ArrayBuffer])
  } catch {
    // Node 20 copies what cannot be transferred, later ones throw.
  } finally {
    port1.close()
  }
}

let stage: Stage

afterEach(() => stage[Symbol.asyncDispose]())

describe.each(TRANSPORTS)('receiveMemory over %s', (transport: TransportName) => {
  beforeEach(() => {
    stage = new Stage(transport)
  })

  it('gives each frame memory of its own when it is owned', async () => {
    const [pull, push] = [stage.make(Pull, { receiveMemory: 'owned' }), stage.make(Push)]
    await stage.meet(pull, push)
    for (const size of [0, 1, 24, 64, 65, 1000, 10_000, 100_000]) {
      const sent = Buffer.alloc(size, 'x')
      await push.send(['head', sent])
      const message = await pull.receive()
      expect(message.map(owns)).toEqual([true, true])
      expect(message[1]?.equals(sent)).toBe(true)
      expect(message[1]?.buffer).not.toBe(sent.buffer)
    }
  })

  it('gives an array of doubles that needs no copy', async () => {
    const [pull, push] = [stage.make(Pull, { receiveMemory: 'owned' }), stage.make(Push)]
    await stage.meet(pull, push)
    await push.send(['pos', Float64Array.of(1, 2, 3)])
    const [, frame] = await pull.receive()
    expect(new Float64Array((frame as Buffer).buffer)).toEqual(Float64Array.of(1, 2, 3))
  })

  it('gives the routing id and the envelope of a ROUTER in memory of their own', async () => {
    const [router, request] = [
      stage.make(Router, { receiveMemory: 'owned' }),
      stage.make(Request, { receiveMemory: 'owned', routingId: 'me' }),
    ]
    await stage.meet(router, request)
    for (const word of ['one', 'two', 'three']) {
      await request.send(word)
      const [id, empty, body] = await router.receive()
      expect([id, empty, body].map((frame) => owns(frame as Buffer))).toEqual([true, true, true])
      const reply = [Buffer.from(id as Buffer), '', word]
      for (const frame of [id, empty, body]) transfer(frame as Buffer)
      await router.send(reply)
      expect(String(await request.receive())).toBe(word)
    }
  })

  it('gives each of several subscribers a copy of its own', async () => {
    const pub = stage.make(XPublisher, { verbosity: 'allSubs' })
    const subs = [1, 2, 3].map(() => stage.make(Subscriber, { receiveMemory: 'owned' }))
    for (const sub of subs) sub.subscribe()
    await stage.meet(pub, ...subs)
    for (const _ of subs) await pub.receive()
    await pub.send('news')
    const frames: Buffer[] = []
    for (const sub of subs) frames.push((await sub.receive())[0] as Buffer)
    expect(frames.map(owns)).toEqual([true, true, true])
    transfer(frames[0] as Buffer)
    expect(frames.map(String)).toEqual(['', 'news', 'news'])
  })

  it('is set for all sockets of a context by its defaults', async () => {
    const context = new Context({ socketDefaults: { receiveMemory: 'owned' } })
    const [pull, push] = [stage.make(Pull, { context }), stage.make(Push, { context })]
    await stage.meet(pull, push)
    await push.send('x')
    expect((await pull.receive()).map(owns)).toEqual([true])
  })
})

describe('receiveMemory', () => {
  beforeEach(() => {
    stage = new Stage('tcp')
  })

  it('is pooled by default: a transfer of one frame leaves the others, queued ones and other sockets alone', async () => {
    const [pull, push, other, sender] = [stage.make(Pull), stage.make(Push), stage.make(Pull), stage.make(Push)]
    await stage.meet(pull, push)
    await stage.meet(other, sender)
    for (const word of ['one', 'two', 'three', 'four']) await push.send(word)
    await sender.send('elsewhere')
    const [[a], [b]] = [await pull.receive(), await pull.receive()] as [Buffer[], Buffer[]]
    transfer(b as Buffer)
    expect([a, ...(await pull.receive()), ...(await pull.receive()), ...(await other.receive())].map(String)).toEqual([
      'one',
      'three',
      'four',
      'elsewhere',
    ])
    await push.send('still connected')
    expect(String(await pull.receive())).toBe('still connected')
    expect(pull.receiveMemory).toBe('pooled')
  })

  it('keeps the routing id of a peer even if its frame is transferred', async () => {
    const routingId = 'a name that is longer than a few bytes'
    const [router, dealer] = [stage.make(Router), stage.make(Dealer, { routingId })]
    await stage.meet(router, dealer)
    for (const word of ['one', 'two']) {
      await dealer.send(word)
      const [id] = await router.receive()
      transfer(id as Buffer)
      await router.send([routingId, word])
      expect(String(await dealer.receive())).toBe(word)
    }
  })

  it('works with CURVE', async () => {
    const keys = curveKeyPair()
    const pull = stage.make(Pull, { receiveMemory: 'owned', curveServer: true, curveSecretKey: keys.secretKey })
    const own = curveKeyPair()
    const push = stage.make(Push, { curveServerKey: keys.publicKey, curveSecretKey: own.secretKey, curvePublicKey: own.publicKey })
    await stage.meet(pull, push)
    for (const size of [0, 24, 100, 10_000, 200_000]) {
      await push.send(Buffer.alloc(size, 'x'))
      const [frame] = (await pull.receive()) as [Buffer]
      expect([owns(frame), frame.equals(Buffer.alloc(size, 'x'))]).toEqual([true, true])
    }
  })

  it('works for a STREAM, also for its notifications', async () => {
    const stream = stage.make(Stream, { receiveMemory: 'owned' })
    const endpoint = await stage.bind(stream)
    const raw = connect(Number(endpoint.split(':').pop()), '127.0.0.1')
    raw.on('error', () => undefined)
    try {
      expect((await stream.receive()).map(owns)).toEqual([true, true])
      raw.write('hello')
      const message = await stream.receive()
      expect([message.map(owns), String(message[1])]).toEqual([[true, true], 'hello'])
    } finally {
      raw.destroy()
    }
  })

  it('accepts only its two values, on sockets that receive', () => {
    expect(() => stage.make(Pull, { receiveMemory: 'mine' as 'owned' })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(() => stage.make(Push, { receiveMemory: 'owned' } as object)).toThrow(TypeError)
    expect([stage.make(Reply), stage.make(Publisher)].map((socket) => 'receiveMemory' in socket)).toEqual([true, false])
  })
})
