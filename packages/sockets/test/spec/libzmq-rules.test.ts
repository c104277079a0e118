/** What libzmq does that implementations often get wrong: the rules that no other test holds whole. */
import { Dealer, Pull, Push, Router, Stream } from '../../src/index.ts'
import { Stage, TRANSPORTS, connections, drain, text, until } from '../stage.ts'

/** How many small messages are taken. */
function count(socket: Push | Dealer): number {
  let sent = 0
  while (socket.trySend(String(sent))) sent++
  return sent
}

describe('marks that are changed in process', () => {
  it.each(['sender', 'receiver'])('by the %s count at once, and for who is connected already (rule 4)', async (who) => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    await stage.meet(push, pull)
    expect(count(push)).toBe(2)
    if (who === 'sender') push.sendHighWaterMark = 5
    else pull.receiveHighWaterMark = 5
    expect(count(push)).toBe(4)
    drain(pull)
    if (who === 'sender') push.sendHighWaterMark = 1
    else pull.receiveHighWaterMark = 1
    expect(count(push)).toBe(2)
  })

  it('to 0 are no limit, and before the other side is there its mark is not counted yet (rules 3, 4)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    const name = stage.wildcard()
    push.connect(name)
    expect(count(push)).toBe(1)
    push.sendHighWaterMark = 3
    expect(count(push)).toBe(2)
    await pull.bind(name)
    expect(count(push)).toBe(1)
    pull.receiveHighWaterMark = 0
    for (let i = 0; i < 5000; i++) expect(push.trySend('x')).toBe(true)
  })

  it('wake who waits for room (rule 4)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    await stage.meet(push, pull)
    count(push)
    const waiting = push.send('waits')
    pull.receiveHighWaterMark = 10
    await waiting
  })

  it('are nothing to a queue that keeps only its last message (rule 35)', async () => {
    for (const transport of TRANSPORTS) {
      await using stage = new Stage(transport)
      const [pull, push] = [stage.make(Pull, { conflate: true }), stage.make(Push, { conflate: true })]
      const endpoint = stage.wildcard()
      if (transport === 'inproc') push.connect(endpoint)
      else push.connect(await stage.bind(pull))
      push.sendHighWaterMark = 1
      for (let i = 0; i < 10; i++) expect(push.trySend(['head', String(i)])).toBe(true)
      if (transport === 'inproc') await pull.bind(endpoint)
      let last = text(await pull.receive())
      while (last?.[1] !== '9') last = text(await pull.receive())
      expect(last).toEqual(['head', '9'])
    }
  })
})

describe.each(TRANSPORTS)('a name for the next peer over %s', (transport) => {
  it('that a peer has is refused with EADDRINUSE, and is free when that one is gone (rule 19)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const [one, two, named] = [stage.make(Router), stage.make(Router), stage.make(Dealer, { routingId: 'it' })]
    const [first, second] = [await stage.bind(one), await stage.bind(two)]
    const connect = (): void => router.connect(second, { routingId: 'it' })
    await stage.meet(router, named)
    expect(connect).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
    await named[Symbol.asyncDispose]()
    await until(() => connections(router) === 0)
    router.connect(first, { routingId: 'it' })
    expect(connect).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
    expect(router.peers).toHaveLength(1)
    router.disconnect(first)
    connect()
    await router.send(['it', 'for the second'])
    expect(text(await two.receive())?.[1]).toBe('for the second')
  })
})

describe('a STREAM', () => {
  it('refuses a name in use with EADDRINUSE (rules 19, 37)', async () => {
    await using stage = new Stage('tcp')
    const [client, server] = [stage.make(Stream), stage.make(Stream)]
    const endpoint = await stage.bind(server)
    client.connect(endpoint, { routingId: 'it' })
    await client.receive()
    expect(() => client.connect(endpoint, { routingId: 'it' })).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
  })

  it('is raw bytes, and so refuses names in process with ENOCOMPATPROTO (rule 37)', async () => {
    await using stage = new Stage('inproc')
    const stream = stage.make(Stream)
    await expect(stream.bind('inproc://stream')).rejects.toMatchObject({ code: 'ENOCOMPATPROTO' })
    expect(() => stream.connect('inproc://stream')).toThrow(expect.objectContaining({ code: 'ENOCOMPATPROTO' }))
    expect(stream.peers).toEqual([])
  })
})
