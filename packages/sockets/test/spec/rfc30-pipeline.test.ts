/** RFC 30, the pipeline: one test per SHALL of PUSH and PULL. */
import { Pull, Push } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, take, text, turn, until } from '../stage.ts'

describe.each(TRANSPORTS)('RFC 30, PUSH over %s', (transport) => {
  it('SHALL only send: it has no receive', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push)
    expect(['receive' in push, 'tryReceive' in push, push.readable]).toEqual([false, false, false])
  })

  it('SHALL NOT filter or modify what it sends', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await stage.meet(push, pull)
    const message = [Buffer.alloc(0), Buffer.from([0, 1, 255]), Buffer.alloc(0), Buffer.alloc(5_000, 7), Buffer.alloc(0)]
    await push.send(message)
    expect(await pull.receive()).toEqual(message)
  })

  it('SHALL keep a queue for each peer: a full one does not fill another', async () => {
    await using stage = new Stage('inproc')
    const push = stage.make(Push, { sendHighWaterMark: 1 })
    const slow = stage.make(Pull, { receiveHighWaterMark: 1 })
    const fast = stage.make(Pull, { receiveHighWaterMark: 5 })
    await stage.meet(push, slow, fast)
    let sent = 0
    while (push.trySend(String(sent))) sent++
    expect([sent, drain(slow).length, drain(fast).length]).toEqual([8, 2, 6])
  })

  it('SHALL create the queue when it connects, and keep it whether or not there is a connection', async () => {
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

  it('SHALL create the queue when a peer connects: before that there is nobody to send to', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.bind(push)
    expect(push.trySend('too early')).toBe(false)
    await stage.join(pull, endpoint)
    await until(() => push.writable)
    await push.send('in time')
    expect(text(await pull.receive())).toEqual(['in time'])
  })

  it('SHALL destroy the queue of a connected peer that goes, and discard what is in it', async () => {
    await using stage = new Stage(transport)
    const [push, lost] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.meet(push, lost)
    await push.send('seen')
    await lost.receive()
    await lost[Symbol.asyncDispose]()
    await until(() => connections(push) === 0)
    expect(push.trySend('nobody')).toBe(false)
    const next = stage.make(Pull)
    await stage.join(next, endpoint)
    await push.send('fresh')
    expect(text(await next.receive())).toEqual(['fresh'])
  })

  it('SHALL take a peer as available only while its queue is not full', async () => {
    await using stage = new Stage('inproc')
    const push = stage.make(Push, { sendHighWaterMark: 2 })
    const [full, free] = [stage.make(Pull, { receiveHighWaterMark: 2 }), stage.make(Pull, { receiveHighWaterMark: 100 })]
    await stage.meet(push, full, free)
    for (let i = 0; i < 40; i++) await push.send(String(i))
    expect([drain(full).length, drain(free).length]).toEqual([4, 36])
  })

  it('SHALL route round robin', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push)
    const pulls = Array.from({ length: 5 }, () => stage.make(Pull))
    await stage.meet(push, ...pulls)
    for (let i = 0; i < 50; i++) await push.send(String(i % 5))
    const got = await Promise.all(pulls.map((pull) => take(pull, 10)))
    for (const each of got) expect(new Set(each).size).toBe(1)
    expect(got.map(([first]) => first).sort()).toEqual(['0', '1', '2', '3', '4'])
  })

  it('SHALL block, or say EAGAIN, while there is nobody', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push)
    await stage.bind(push)
    await expect(push.send('x', { timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(push.send('x', { timeout: 1 })).rejects.toMatchObject({ code: 'EAGAIN' })
    expect([push.trySend('x'), push.writable]).toEqual([false, false])
  })

  it('SHALL NOT take further messages while all queues are full, nor discard any', async () => {
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

  it('SHALL send what waited for a peer once one is there, in order', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.bind(push)
    const waiting = Promise.all(['a', 'b', 'c'].map((each) => push.send(each)))
    pull.connect(endpoint)
    expect(await take(pull, 3)).toEqual(['a', 'b', 'c'])
    await waiting
  })
})

describe.each(TRANSPORTS)('RFC 30, PULL over %s', (transport) => {
  it('SHALL only receive: it has no send', async () => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    expect(['send' in pull, 'trySend' in pull, pull.writable]).toEqual([false, false, false])
  })

  it('SHALL NOT filter or modify what it receives', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull), stage.make(Push)]
    await stage.meet(pull, push)
    const message = [Buffer.alloc(0), Buffer.from([1]), Buffer.from('topic'), Buffer.alloc(300, 9)]
    await push.send(message)
    expect(await pull.receive()).toEqual(message)
  })

  it('SHALL receive from its peers fairly', async () => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    const pushes = Array.from({ length: 4 }, () => stage.make(Push))
    await stage.meet(pull, ...pushes)
    // All of it is there before the first is read.
    await Promise.all(pushes.map((push, i) => Promise.all([push.send(String(i)), push.send(String(i)), push.send(String(i))])))
    if (transport !== 'inproc') await until(() => pull.peers.length === 4)
    const got = await take(pull, 12)
    for (const each of ['0', '1', '2', '3']) expect(got.filter((from) => from === each)).toHaveLength(3)
    if (transport === 'inproc') expect(new Set(got.slice(0, 4)).size).toBe(4)
  })

  it('SHALL keep a queue per peer: one that sends without end does not keep another out', async () => {
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

  it('SHALL create its queue when it connects: it hears a PUSH that binds later', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull, { reconnectInterval: 1 }), stage.make(Push)]
    const endpoint = await stage.bind(push)
    await push.unbind(endpoint)
    pull.connect(endpoint)
    await push.bind(endpoint)
    await push.send('late')
    expect(text(await pull.receive())).toEqual(['late'])
  })

  it('delivers what a peer sent before it went, whole', async () => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull), stage.make(Push, { linger: -1 })]
    await stage.meet(pull, push)
    for (let i = 0; i < 10; i++) await push.send(['head', String(i)])
    await push[Symbol.asyncDispose]()
    expect(await take(pull, 10)).toEqual(Array.from({ length: 10 }, (_, i) => `head|${i}`))
  })
})

describe.each(WIRES)('RFC 30 over %s', (transport) => {
  it('PUSH drops what a peer sends that is no PULL of ours to send', async () => {
    await using stage = new Stage(transport)
    const [push, other] = [stage.make(Push), stage.make(Push, { reconnectInterval: -1 })]
    const endpoint = await stage.bind(push)
    const refused = new Promise((resolve) => push.events.on('handshake:error:protocol', resolve))
    other.connect(endpoint)
    expect(await refused).toMatchObject({ type: 'handshake:error:protocol', address: endpoint })
    expect(push.writable).toBe(false)
  })
})
