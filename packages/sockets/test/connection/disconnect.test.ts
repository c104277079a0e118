/** disconnect() with queued messages: who waits for them, and when they are dropped (ZMQ_LINGER, ZMQ_RECONNECT_STOP). */
import { RawListener } from '@tszmq/testkit'
import { Pull, Push } from '../../src/index.ts'

/** A port without a listener, and a PUSH that has tried to connect to it with a queued message. */
async function tryInVain(reconnectStop: number): Promise<{ push: Push; endpoint: string }> {
  const pull = new Pull()
  const endpoint = await pull.bind('tcp://127.0.0.1:*')
  await pull[Symbol.asyncDispose]()
  const push = new Push({ reconnectStop, reconnectInterval: 10 })
  const { events } = push
  push.connect(endpoint)
  await push.send('job')
  for await (const event of events) if (event.type === 'connect:retry') break
  return { push, endpoint }
}

describe('after disconnect()', () => {
  it('queued messages are still sent once a peer is there (rule 42)', async () => {
    const { push, endpoint } = await tryInVain(0)
    push.disconnect(endpoint)
    const pull = new Pull()
    await pull.bind(endpoint)
    expect((await pull.receive()).map(String)).toEqual(['job'])
    for (const socket of [push, pull]) await socket[Symbol.asyncDispose]()
  })

  it('close() waits for queued messages too (rule 42)', async () => {
    const { push, endpoint } = await tryInVain(0)
    push.disconnect(endpoint)
    const closed = push[Symbol.asyncDispose]()
    const pull = new Pull()
    await pull.bind(endpoint)
    await closed
    expect((await pull.receive()).map(String)).toEqual(['job'])
    await pull[Symbol.asyncDispose]()
  })

  it('close() with linger 0 drops and counts queued messages', async () => {
    const { push, endpoint } = await tryInVain(0)
    push.disconnect(endpoint)
    push.linger = 0
    await push[Symbol.asyncDispose]()
    expect(push.drops.lost).toBe(1)
  })

  it('queued messages are dropped and counted with reconnectStop 4', async () => {
    const { push, endpoint } = await tryInVain(4)
    push.disconnect(endpoint)
    await push[Symbol.asyncDispose]()
    expect(push.drops.lost).toBe(1)
  })

  it('reconnectStop 4 has no effect on close(), which lingers (rule 42)', async () => {
    const { push, endpoint } = await tryInVain(4)
    const closed = push[Symbol.asyncDispose]()
    const pull = new Pull()
    await pull.bind(endpoint)
    expect((await pull.receive()).map(String)).toEqual(['job'])
    await closed
    await pull[Symbol.asyncDispose]()
  })
})

describe('a connection that is lost while its socket is closing', () => {
  it.each(['close()', 'disconnect()'])('is made again after %s, and queued messages are sent (rule 42)', async (how) => {
    const listener = await RawListener.bind()
    const push = new Push({ reconnectInterval: 1 })
    push.connect(listener.endpoint)
    while (listener.peers.length < 1) await new Promise((resolve) => setImmediate(resolve))
    const first = await listener.peers[0]!.handshake('PULL')
    first.pause()
    const large = Buffer.alloc(1_000_000)
    for (let i = 0; i < 30; i++) await push.send(large)
    await push.send('the last')
    if (how === 'disconnect()') push.disconnect(listener.endpoint)
    const closed = push[Symbol.asyncDispose]()
    first.reset()
    while (listener.peers.length < 2) await new Promise((resolve) => setImmediate(resolve))
    const second = await listener.peers[1]!.handshake('PULL')
    await second.untilClosed()
    await closed
    // The message that the transport had in part was lost with the first connection.
    expect([second.frames.at(-1)?.body.toString(), push.drops.lost]).toEqual(['the last', 1])
    await listener.close()
  })
})
