/** RFC 31, the exclusive pair: PAIR. The numbers are those of rfc31-clauses.ts. */
import { turn, until } from '@tszmq/testkit'
import { Pair } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, fill, part, take, text } from '../stage.ts'

describe.each(TRANSPORTS)('RFC 31, PAIR over %s', (transport) => {
  it('MAY both send and receive, and SHALL NOT filter or modify anything (1, 13, 14)', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    await stage.meet(a, b)
    const message = [Buffer.alloc(0), Buffer.from([0, 255]), Buffer.alloc(0), Buffer.alloc(5_000, 3)]
    await a.send(message)
    await b.send([...message].reverse())
    expect(await b.receive()).toEqual(message)
    expect(await a.receive()).toEqual([...message].reverse())
  })

  it('is connected to at most one peer: a second one is rejected and gets nothing (rule 36)', async () => {
    await using stage = new Stage(transport)
    const [a, b, c] = [stage.make(Pair), stage.make(Pair), stage.make(Pair, { reconnectInterval: -1 })]
    const endpoint = await stage.meet(a, b)
    const parted = transport === 'inproc' ? turn() : new Promise((resolve) => c.events.on('disconnect', resolve))
    c.connect(endpoint)
    await parted
    expect(connections(a)).toBe(1)
    await a.send('for b')
    expect(text(await b.receive())).toEqual(['for b'])
    expect(c.readable).toBe(false)
  })

  it('accepts a new peer once the old one has gone (rule 36)', async () => {
    await using stage = new Stage(transport)
    const [a, b, c] = [stage.make(Pair), stage.make(Pair), stage.make(Pair)]
    const endpoint = await stage.meet(a, b)
    await b[Symbol.asyncDispose]()
    await until(() => connections(a) === 0)
    await stage.join(c, endpoint)
    await a.send('hello')
    expect(text(await c.receive())).toEqual(['hello'])
  })

  it('SHALL have separate directions: a full outgoing queue does not stop incoming messages (2, 8)', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair, { sendHighWaterMark: 1 }), stage.make(Pair, { receiveHighWaterMark: 1 })]
    await stage.meet(a, b)
    expect(await fill(a)).toBeLessThan(200)
    await b.send('still here')
    expect(text(await a.receive())).toEqual(['still here'])
  })

  it('SHALL create its queue when it connects, and keep it whether or not there is a connection (3, 4)', async () => {
    await using stage = new Stage(transport)
    const [a, finder] = [stage.make(Pair, { reconnectInterval: 1 }), stage.make(Pair)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    a.connect(endpoint)
    await a.send('early')
    const b = stage.make(Pair)
    await b.bind(endpoint)
    expect(text(await b.receive())).toEqual(['early'])
  })

  it('SHALL create its queue when a peer connects, and destroy it when the peer disconnects (5, 6)', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    const endpoint = await stage.bind(a)
    expect(a.writable).toBe(false)
    await stage.join(b, endpoint)
    await until(() => a.writable)
    await b[Symbol.asyncDispose]()
    await until(() => !a.writable)
    expect(a.trySend('nobody')).toBe(false)
  })

  it('SHALL NOT send the queued messages of a peer that disconnected to another; its own are still read (6, 7)', async () => {
    await using stage = new Stage(transport)
    const [a, b, c] = [stage.make(Pair, { sendHighWaterMark: 2 }), stage.make(Pair, { receiveHighWaterMark: 1 }), stage.make(Pair)]
    const endpoint = await stage.meet(a, b)
    await b.send('from b')
    await until(() => a.readable)
    await fill(a)
    await b[Symbol.asyncDispose]()
    await until(() => connections(a) === 0)
    await stage.join(c, endpoint)
    await a.send('for c')
    expect([text(await c.receive()), drain(a)]).toEqual([['for c'], ['from b']])
  })

  it('SHALL NOT accept a message that it cannot queue, nor discard it, whatever the wire holds (8, 9, 11, 12)', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair, { sendHighWaterMark: 2 }), stage.make(Pair, { receiveHighWaterMark: 2 })]
    await stage.meet(a, b)
    const taken = await fill(a)
    expect(taken).toBeLessThan(200)
    const last = a.send('last')
    expect((await take(b, taken + 1)).at(-1)).toBe('last')
    await last
  })

  it('SHALL block, or reject with EAGAIN, without a peer (10, 11)', async () => {
    await using stage = new Stage(transport)
    const a = stage.make(Pair)
    await stage.bind(a)
    expect(a.trySend('x')).toBe(false)
    await expect(a.send('x', { timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('SHALL deliver the messages of its peer in order, also after it has disconnected (7, 13, 14)', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    await stage.meet(a, b)
    for (let i = 0; i < 500; i++) await a.send(String(i))
    await part(b, a)
    expect(await take(b, 500)).toEqual(Array.from({ length: 500 }, (_, i) => String(i)))
  })
})

describe.each(WIRES)('RFC 31, PAIR that connects to two, over %s', (transport) => {
  it('keeps the first, and tries the second again until the first is disconnected (rule 36)', async () => {
    await using stage = new Stage(transport)
    const [a, b, c] = [stage.make(Pair, { reconnectInterval: 1 }), stage.make(Pair), stage.make(Pair)]
    const first = await stage.meet(b, a)
    const second = await stage.bind(c)
    let parted = 0
    c.events.on('disconnect', () => void parted++)
    a.connect(second)
    await until(() => parted === 3)
    expect([a.peers.length, connections(a)]).toEqual([1, 1])
    await a.send('for b')
    expect(text(await b.receive())).toEqual(['for b'])
    a.disconnect(first)
    await until(() => connections(a) === 1 && connections(b) === 0)
    await a.send('for c')
    expect(text(await c.receive())).toEqual(['for c'])
  })
})

describe('RFC 31, PAIR and its high-water marks', () => {
  it('SHALL NOT accept more than both marks allow, nor discard it (8, 9, 11, 12)', async () => {
    await using stage = new Stage('inproc')
    const [a, b] = [stage.make(Pair, { sendHighWaterMark: 2 }), stage.make(Pair, { receiveHighWaterMark: 3 })]
    await stage.meet(a, b)
    let sent = 0
    while (a.trySend(String(sent))) sent++
    expect([sent, a.writable]).toEqual([5, false])
    const sixth = a.send('5')
    expect(await take(b, 6)).toEqual(['0', '1', '2', '3', '4', '5'])
    await sixth
  })
})
