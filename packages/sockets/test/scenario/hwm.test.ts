/** libzmq's scenarios for high-water marks, queues and waiting; each group has the name of libzmq's test program. */
import { turn, until } from '@tszmq/testkit'
import { Dealer, Pull, Push } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, take, text } from '../stage.ts'

/** Sends until no more is taken. */
function fill(push: Push | Dealer, limit = 20_000): number {
  let sent = 0
  while (sent < limit && push.trySend(String(sent))) sent++
  return sent
}

describe('hwm', () => {
  it.each([
    ['the defaults', 1000, 1000, 2000],
    ['finite out, finite in', 3, 2, 5],
    ['finite out, finite in, the other way', 2, 3, 5],
    ['infinite out', 0, 10, 20_000],
    ['infinite in', 10, 0, 20_000],
    ['infinite both', 0, 0, 20_000],
    ['one and one', 1, 1, 2],
  ])(
    'with %s (%i, %i) accepts %i, whichever side binds and in any order (rule 3)',
    async (_what, sendHighWaterMark, receiveHighWaterMark, taken) => {
      for (const order of ['push binds', 'pull binds', 'push connects first', 'pull connects first']) {
        await using stage = new Stage('inproc')
        const [push, pull] = [stage.make(Push, { sendHighWaterMark }), stage.make(Pull, { receiveHighWaterMark })]
        const [server, client] = order === 'push binds' || order === 'pull connects first' ? [push, pull] : [pull, push]
        if (order.endsWith('first')) {
          const name = stage.wildcard()
          client.connect(name)
          await server.bind(name)
        } else await stage.meet(server, client)
        expect([order, fill(push)]).toEqual([order, taken])
        expect([order, drain(pull).length]).toEqual([order, taken])
      }
    },
  )

  it('accepts as many again once all were read', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 4 }), stage.make(Pull, { receiveHighWaterMark: 4 })]
    await stage.meet(pull, push)
    for (let i = 0; i < 3; i++) expect([fill(push), drain(pull).length]).toEqual([8, 8])
  })

  it('a receiver that closes first leaves no peer to send to', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(push, pull)
    fill(push, 10)
    await pull[Symbol.asyncDispose]()
    expect(push.trySend('x')).toBe(false)
  })

  it('the messages of a sender that connects and closes before the bind arrive', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1, linger: -1 }), stage.make(Pull, { receiveHighWaterMark: 0 })]
    const name = stage.wildcard()
    push.connect(name)
    expect(fill(push)).toBe(1)
    push.close()
    await pull.bind(name)
    expect(drain(pull)).toEqual(['0'])
  })

  it('a sender that binds has no peer to send to, and closes with nothing sent', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull)]
    const endpoint = await stage.bind(push)
    expect(fill(push)).toBe(0)
    await push[Symbol.asyncDispose]()
    pull.connect(endpoint)
    expect(pull.readable).toBe(false)
  })

  it('the messages of a sender that closes first arrive', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(pull, push)
    fill(push, 10)
    await push[Symbol.asyncDispose]()
    expect(drain(pull)).toHaveLength(10)
  })
})

describe('sockopt_hwm', () => {
  it('a mark set before connect takes effect', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    push.sendHighWaterMark = 2
    pull.receiveHighWaterMark = 2
    await stage.meet(pull, push)
    expect(fill(push)).toBe(4)
  })

  it('a mark raised after connect takes effect, and is added to that of the other side (rules 3, 4)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    await stage.meet(push, pull)
    push.sendHighWaterMark = 5
    expect(fill(push)).toBe(6)
    pull.receiveHighWaterMark = 3
    expect([fill(push), drain(pull).length]).toEqual([2, 8])
  })

  it('a mark raised before the name is bound takes effect (rule 4)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    const name = stage.wildcard()
    push.connect(name)
    expect(fill(push)).toBe(1)
    push.sendHighWaterMark = 3
    expect(fill(push)).toBe(2)
    await pull.bind(name)
    expect([fill(push), drain(pull).length]).toEqual([1, 4])
  })

  it('a mark lowered while full loses nothing, and takes effect once enough is read (rule 4)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 100 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    await stage.meet(push, pull)
    expect(fill(push)).toBe(101)
    push.sendHighWaterMark = 70
    expect([push.trySend('x'), drain(pull)]).toEqual([false, Array.from({ length: 101 }, (_, i) => String(i))])
    // The reader tells of what it read in steps of half the mark, 36: of 72 so far.
    expect(fill(push)).toBe(71 - (101 - 72))
  })

  it.each(WIRES)('a mark raised while full makes room at once, over %s (rule 4)', async (transport) => {
    await using stage = new Stage(transport)
    const push = stage.make(Push, { sendHighWaterMark: 1, reconnectInterval: -1 })
    const finder = stage.make(Pull)
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    // Nobody is there: only the queue of the connecting side counts.
    push.connect(endpoint)
    expect(fill(push)).toBe(1)
    push.sendHighWaterMark = 3
    expect(fill(push)).toBe(2)
  })

  it.each(WIRES)('a mark lowered while full keeps the messages and accepts no more, over %s (rule 4)', async (transport) => {
    await using stage = new Stage(transport)
    const push = stage.make(Push, { sendHighWaterMark: 5 })
    const finder = stage.make(Pull)
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    push.connect(endpoint)
    expect(fill(push, 4)).toBe(4)
    push.sendHighWaterMark = 2
    expect(push.trySend('x')).toBe(false)
    expect(push.peers[0]?.queueLength).toBe(4)
  })
})

describe('immediate', () => {
  it.each(WIRES)('sends messages only to a connected peer, over %s (rule 5)', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull, finder] = [stage.make(Push, { immediate: true }), stage.make(Pull), stage.make(Pull)]
    const dead = await stage.bind(finder)
    await finder.unbind(dead)
    const endpoint = await stage.bind(pull)
    push.connect(dead)
    expect(push.trySend('nobody')).toBe(false)
    push.connect(endpoint)
    await until(() => push.writable)
    for (let i = 0; i < 10; i++) await push.send(String(i))
    expect(await take(pull, 10)).toHaveLength(10)
  })

  it.each(WIRES)('if false queues messages for a peer that is not connected, over %s (rule 5)', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull, finder] = [stage.make(Push), stage.make(Pull), stage.make(Pull)]
    const dead = await stage.bind(finder)
    await finder.unbind(dead)
    push.connect(dead)
    await stage.meet(pull, push)
    for (let i = 0; i < 10; i++) await push.send(String(i))
    expect(await take(pull, 5)).toHaveLength(5)
    expect(push.peers.map((peer) => peer.queueLength).sort()).toEqual([0, 5])
  })

  it.each(WIRES)('waits when the peer disconnects and continues when it is back, over %s (rule 5)', async (transport) => {
    await using stage = new Stage(transport)
    const [dealer, peer] = [stage.make(Dealer, { immediate: true, reconnectInterval: 1 }), stage.make(Dealer)]
    const endpoint = await stage.meet(peer, dealer)
    await dealer.send('one')
    expect(text(await peer.receive())).toEqual(['one'])
    await peer[Symbol.asyncDispose]()
    await until(() => !dealer.writable)
    const waiting = dealer.send('two')
    const again = stage.make(Dealer)
    await again.bind(endpoint)
    await waiting
    expect(text(await again.receive())).toEqual(['two'])
  })
})

describe.each(TRANSPORTS)('timeo over %s', (transport) => {
  it('receive and send reject with EAGAIN after their timeouts, and succeed when they need not wait', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Dealer, { receiveTimeout: 1, sendTimeout: 1 }), stage.make(Dealer)]
    await expect(a.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(a.send('x')).rejects.toMatchObject({ code: 'EAGAIN' })
    a.receiveTimeout = 0
    await expect(a.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    a.receiveTimeout = 10_000
    await stage.meet(a, b)
    await a.send('x')
    await b.send('y')
    expect([text(await a.receive()), text(await b.receive())]).toEqual([['y'], ['x']])
  })
})

describe.each(TRANSPORTS)('conflate over %s', (transport) => {
  it('a PULL keeps only the last of 20 (rule 35)', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull, { conflate: true }), stage.make(Push, { conflate: true })]
    await stage.meet(pull, push)
    for (let i = 0; i < 20; i++) await push.send(String(i))
    let last = text(await pull.receive())?.[0]
    const seen = [last]
    while (last !== '19') seen.push((last = text(await pull.receive())?.[0]))
    expect(seen.length).toBeLessThan(20)
    expect(pull.readable).toBe(false)
  })
})

describe.each(TRANSPORTS)('spec_pushpull over %s', (transport) => {
  it('never cuts a message of many frames, whichever side disconnects (rule 44)', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push)
    const [one, two] = [stage.make(Pull), stage.make(Pull)]
    await stage.meet(push, one, two)
    const frames = Array.from({ length: 8 }, (_, i) => `frame ${i}`)
    for (let i = 0; i < 20; i++) await push.send(frames)
    await one.receive()
    await one[Symbol.asyncDispose]()
    await until(() => connections(push) === 1)
    for (let i = 0; i < 20; i++) await push.send(frames)
    const got = await take(two, 30)
    for (const each of got) expect(each).toBe(frames.join('|'))
    await turn()
  })
})

describe.each(TRANSPORTS)('spec_pushpull, a PULL that disconnects and connects again, over %s', (transport) => {
  /** Messages of many frames, the last one large enough to outgrow what the system holds. */
  const large = '.'.repeat(4 * 1024 * 1024)

  it.each(['waits', 'does not wait'])('a message of several frames arrives whole or not at all when the sender %s', async (how) => {
    await using stage = new Stage(transport)
    const push = stage.make(Push, { sendHighWaterMark: 1 })
    const pull = stage.make(Pull, { receiveHighWaterMark: 1 })
    const endpoint = await stage.meet(push, pull)
    await push.send(['0', '0', large])
    expect(text(await pull.receive())).toEqual(['0', '0', large])
    // One for each mark; then the receiver leaves with the larger one under way.
    await push.send('1')
    await push.send(['2', '2', large])
    pull.disconnect(endpoint)
    await until(() => connections(push) === 0)
    expect(push.trySend('to nobody')).toBe(false)
    const waiting = how === 'waits' ? push.send(['3', '3', large, '3b']) : undefined
    await stage.join(pull, endpoint)
    if (waiting === undefined) await until(() => push.trySend(['3', '3', large, '3b']))
    await waiting
    await push.send(['5', '5', large])
    const got: string[][] = []
    while (got.at(-1)?.[0] !== '5') got.push(text(await pull.receive()) as string[])
    const whole: Record<string, string[]> = {
      '1': ['1'],
      '2': ['2', '2', large],
      '3': ['3', '3', large, '3b'],
      '5': ['5', '5', large],
    }
    for (const each of got) expect(each.join() === whole[each[0] as string]?.join()).toBe(true)
    expect(got.map(([first]) => first).filter((first) => Number(first) > 2)).toEqual(['3', '5'])
  })
})
