/** RFC 30, the pipeline: PUSH and PULL. The numbers are those of rfc30-clauses.ts. */
import { turn, until } from '@tszmq/testkit'
import { Pull, Push } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, fill, part, take, text } from '../stage.ts'

describe.each(TRANSPORTS)('RFC 30, PUSH over %s', (transport) => {
  it('SHALL only send: it has no receive (1)', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push)
    expect(['receive' in push, 'tryReceive' in push, push.readable]).toEqual([false, false, false])
  })

  it('SHALL NOT filter or modify what it sends (2)', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(push, pull)
    const message = [Buffer.alloc(0), Buffer.from([0, 1, 255]), Buffer.alloc(0), Buffer.alloc(5_000, 7), Buffer.alloc(0)]
    await push.send(message)
    expect(await pull.receive()).toEqual(message)
  })

  it('SHALL have a queue for each peer: a full one does not fill another (3, 10)', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push, { sendHighWaterMark: 1 })
    const [slow, fast] = [stage.make(Pull, { receiveHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    await stage.meet(push, slow, fast)
    await fill(push)
    let heard = 0
    void (async () => {
      for await (const _message of fast) heard++
    })()
    const large = Buffer.alloc(1_000_000)
    for (let i = 0; i < 30; i++) await push.send(large)
    // The one that does not read has room for a few in the system's buffers.
    await until(() => heard >= 15)
  })

  it('SHALL create the queue when it connects, and keep it whether or not there is a connection (4, 5)', async () => {
    await using stage = new Stage(transport)
    const [push, finder] = [stage.make(Push, { reconnectInterval: 1 }), stage.make(Pull)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    push.connect(endpoint)
    await push.send('before')
    const pull = stage.make(Pull)
    await pull.bind(endpoint)
    expect(text(await pull.receive())).toEqual(['before'])
  })

  it('SHALL create the queue when a peer connects: before that there is no peer to send to (6) (rule 5)', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.bind(push)
    expect(push.trySend('too early')).toBe(false)
    await stage.join(pull, endpoint)
    await until(() => push.writable)
    await push.send('in time')
    expect(text(await pull.receive())).toEqual(['in time'])
  })

  it('SHALL destroy the queue of a peer that disconnects, and discard its messages (7, 8) (rule 6)', async () => {
    await using stage = new Stage(transport)
    const [push, lost] = [stage.make(Push, { sendHighWaterMark: 2 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    const endpoint = await stage.meet(push, lost)
    await fill(push)
    await lost[Symbol.asyncDispose]()
    await until(() => connections(push) === 0)
    expect([push.trySend('nobody'), push.peers]).toEqual([false, []])
    const next = stage.make(Pull)
    await stage.join(next, endpoint)
    await push.send('fresh')
    expect(text(await next.receive())).toEqual(['fresh'])
  })

  it('SHALL consider a peer available only while its queue is not full (9, 10)', async () => {
    await using stage = new Stage('inproc')
    const push = stage.make(Push, { sendHighWaterMark: 2 })
    const [full, free] = [stage.make(Pull, { receiveHighWaterMark: 2 }), stage.make(Pull, { receiveHighWaterMark: 100 })]
    await stage.meet(push, full, free)
    for (let i = 0; i < 40; i++) await push.send(String(i))
    expect([drain(full).length, drain(free).length]).toEqual([4, 36])
  })

  it('SHALL route round robin (11)', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push)
    const pulls = Array.from({ length: 5 }, () => stage.make(Pull))
    await stage.meet(push, ...pulls)
    for (let i = 0; i < 50; i++) await push.send(String(i % 5))
    const got = await Promise.all(pulls.map((pull) => take(pull, 10)))
    for (const each of got) expect(new Set(each).size).toBe(1)
    expect(got.map(([first]) => first).sort()).toEqual(['0', '1', '2', '3', '4'])
  })

  it('SHALL block, or reject with EAGAIN, without a peer (12)', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push)
    await stage.bind(push)
    await expect(push.send('x', { timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(push.send('x', { timeout: 1 })).rejects.toMatchObject({ code: 'EAGAIN' })
    expect([push.trySend('x'), push.writable]).toEqual([false, false])
  })

  it('SHALL NOT accept further messages while all queues are full, nor discard any, whatever the wire holds (9, 12, 13, 14)', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 2 }), stage.make(Pull, { receiveHighWaterMark: 2 })]
    await stage.meet(push, pull)
    const taken = await fill(push)
    expect(taken).toBeLessThan(200)
    const last = push.send('last')
    expect((await take(pull, taken + 1)).at(-1)).toBe('last')
    await last
    expect(push.drops).toMatchObject({ 'high-water-mark': 0, lost: 0 })
  })

  it('SHALL send queued messages once a peer is there, in order (14)', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.bind(push)
    const waiting = Promise.all(['a', 'b', 'c'].map((each) => push.send(each)))
    pull.connect(endpoint)
    expect(await take(pull, 3)).toEqual(['a', 'b', 'c'])
    await waiting
  })
})

describe('RFC 30, PUSH and its high-water marks', () => {
  it('SHALL NOT accept more messages than both marks allow, nor discard any (9, 13, 14)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 3 }), stage.make(Pull, { receiveHighWaterMark: 4 })]
    await stage.meet(push, pull)
    for (let i = 0; i < 7; i++) expect(push.trySend(String(i))).toBe(true)
    let sent = false
    const eighth = push.send('7').then(() => (sent = true))
    await turn()
    expect([sent, push.writable]).toEqual([false, false])
    expect(await take(pull, 8)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
    await eighth
    expect(push.drops['high-water-mark']).toBe(0)
  })
})

describe.each(TRANSPORTS)('RFC 30, PULL over %s', (transport) => {
  it('SHALL only receive: it has no send (15)', async () => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    expect(['send' in pull, 'trySend' in pull, pull.writable]).toEqual([false, false, false])
  })

  it('SHALL NOT filter or modify what it receives (16, 25)', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull), stage.make(Push)]
    await stage.meet(pull, push)
    const message = [Buffer.alloc(0), Buffer.from([1]), Buffer.from('topic'), Buffer.alloc(300, 9)]
    await push.send(message)
    expect(await pull.receive()).toEqual(message)
  })

  it('SHALL receive from its peers fairly, one message of each in turn (17, 20, 24)', async () => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    const pushes = Array.from({ length: 4 }, () => stage.make(Push))
    await stage.meet(pull, ...pushes)
    for (const [i, push] of pushes.entries()) for (let n = 0; n < 3; n++) await push.send(String(i))
    // All of it is there before the first is read.
    await part(pull, ...pushes)
    const got = await take(pull, 12)
    for (const turn of [0, 4, 8]) expect(got.slice(turn, turn + 4).sort()).toEqual(['0', '1', '2', '3'])
  })

  it('SHALL have a queue per peer: one that sends without end does not stop another (17, 24)', async () => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull, { receiveHighWaterMark: 10 })
    const [flooder, quiet] = [stage.make(Push, { sendHighWaterMark: 10 }), stage.make(Push)]
    await stage.meet(pull, flooder, quiet)
    let sent = 0
    const flood = (async () => {
      for (; sent < 100_000; sent++) await flooder.send('flood')
    })().catch(() => undefined)
    await take(pull, 100)
    await quiet.send('quiet')
    while (text(await pull.receive())?.[0] !== 'quiet');
    expect(sent).toBeLessThan(100_000)
    flooder.close()
    await flood
  })

  it('SHOULD read no more from a peer than its mark allows, and loses nothing (23, 25)', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull, { receiveHighWaterMark: 1 }), stage.make(Push, { sendHighWaterMark: 1 })]
    await stage.meet(pull, push)
    const taken = await fill(push)
    expect(taken).toBeLessThan(200)
    expect(await take(pull, taken)).toHaveLength(taken)
  })

  it('SHALL create its queue when it connects: it receives from a PUSH that binds later (18, 19)', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull, { reconnectInterval: 1 }), stage.make(Push)]
    const endpoint = await stage.bind(push)
    await push.unbind(endpoint)
    pull.connect(endpoint)
    await push.bind(endpoint)
    await push.send('late')
    expect(text(await pull.receive())).toEqual(['late'])
  })

  it('delivers the messages of a peer that has disconnected, and keeps nothing else of it (21, 22)', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull), stage.make(Push)]
    await stage.meet(pull, push)
    for (let i = 0; i < 10; i++) await push.send(['head', String(i)])
    await part(pull, push)
    expect(pull.peers).toEqual([])
    expect(drain(pull)).toEqual(Array.from({ length: 10 }, (_, i) => `head|${i}`))
  })
})

describe.each(WIRES)('RFC 30 over %s', (transport) => {
  it('a PUSH rejects another PUSH', async () => {
    await using stage = new Stage(transport)
    const [push, other] = [stage.make(Push), stage.make(Push, { reconnectInterval: -1 })]
    const endpoint = await stage.bind(push)
    const refused = new Promise((resolve) => push.events.on('handshake:error:protocol', resolve))
    other.connect(endpoint)
    expect(await refused).toMatchObject({ type: 'handshake:error:protocol', address: endpoint })
    expect(push.writable).toBe(false)
  })
})
