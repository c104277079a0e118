/** libzmq's scenarios for connecting again, one to one: the name of its test program is that of the group. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Pair, Pull, Push } from '../../src/index.ts'
import { Stage, WIRES, connections, events, text, until } from '../stage.ts'

describe.each(WIRES)('reconnect_ivl over %s', (transport) => {
  it('never connects again with -1', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair, { reconnectInterval: -1 }), stage.make(Pair)]
    const endpoint = await stage.meet(b, a)
    const gone = new Promise((resolve) => a.events.on('disconnect', resolve))
    await b.unbind(endpoint)
    await gone
    const again = stage.make(Pair)
    await again.bind(endpoint)
    // Somebody else comes in at once; who was told never to, does not.
    await stage.join(stage.make(Pair), endpoint)
    expect(connections(again)).toBe(1)
    expect(a.writable).toBe(false)
  })

  it('connects again otherwise, and nothing of what waited is lost', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair, { reconnectInterval: 1 }), stage.make(Pair)]
    const endpoint = await stage.meet(b, a)
    const gone = new Promise((resolve) => a.events.on('disconnect', resolve))
    await b.unbind(endpoint)
    await gone
    await a.send('waits')
    const again = stage.make(Pair)
    await again.bind(endpoint)
    expect(text(await again.receive())).toEqual(['waits'])
  })
})

describe('reconnect_options', () => {
  it('tries again and says so, in this order', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1 })
    void push.events
    push.connect(await stage.vacant())
    expect(await events(push, 6)).toEqual(['connect:delay', 'close', 'connect:retry', 'connect:delay', 'close', 'connect:retry'])
  })

  it('says of a connection that it was made, shaken hands on and lost, in this order', async () => {
    await using stage = new Stage('tcp')
    const [push, pull] = [stage.make(Push, { reconnectInterval: 1 }), stage.make(Pull)]
    void push.events
    const endpoint = await stage.meet(pull, push)
    expect(await events(push, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
    await pull.unbind(endpoint)
    expect(await events(push, 2)).toEqual(['disconnect', 'connect:retry'])
  })

  it('gives up when refused, if told to', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1, reconnectStop: 1 })
    void push.events
    push.connect(await stage.vacant())
    expect(await events(push, 2)).toEqual(['connect:delay', 'close'])
    await until(() => !push.writable)
    push.close()
    expect(await events(push, 1)).toEqual(['end'])
  })

  it('gives up when the handshake fails, if told to', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).resume().end('this is no ZMTP at all, it is just text\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1, reconnectStop: 2 })
    void push.events
    push.connect(endpoint)
    const seen = await events(push, 3)
    expect(seen.slice(0, 2)).toEqual(['connect:delay', 'connect'])
    expect(seen[2]).toMatch(/^handshake:error/)
    await until(() => !push.writable)
    push.close()
    expect((await events(push, 1))[0]).not.toBe('connect:retry')
    await new Promise((resolve) => server.close(resolve))
  })
})
