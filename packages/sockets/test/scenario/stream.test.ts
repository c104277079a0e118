/** libzmq's scenarios for STREAM: raw tcp peers by routing id (rule 37). */
import { connect } from 'node:net'
import type { Socket as NetSocket } from 'node:net'
import { greeting, join, latin1, message, RawListener, ready, turn, until } from '@tszmq/testkit'
import { Dealer, Stream } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, WIRES, events, text } from '../stage.ts'
import { ManualRuntime } from './manual-runtime.ts'

function reach(endpoint: string): NetSocket {
  return endpoint.startsWith('ipc')
    ? connect(endpoint.slice('ipc://'.length))
    : connect({ host: '127.0.0.1', port: Number(endpoint.split(':').pop()) })
}

describe.each(WIRES)('stream over %s', (transport) => {
  it('receives the connection of a peer, its bytes and its end (rule 37)', async () => {
    await using stage = new Stage(transport)
    const stream = stage.make(Stream)
    using raw = new RawPeer(reach(await stage.bind(stream)))
    const [id, came] = await stream.receive()
    expect([id.length, id[0], came.length]).toEqual([5, 0, 0])
    raw.say(Buffer.from('hello'))
    expect(await stream.receive()).toEqual([id, Buffer.from('hello')])
    await stream.send([id, 'HTTP/1.0 200 OK'])
    expect(String(await raw.hear(15))).toBe('HTTP/1.0 200 OK')
    raw[Symbol.dispose]()
    expect(await stream.receive()).toEqual([id, Buffer.alloc(0)])
  })

  it('sends to a peer with a routing id before it is connected', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Stream), stage.make(Stream)]
    const endpoint = await stage.bind(server)
    client.connect(endpoint, { routingId: 'web' })
    for (const part of ['GET ', '/']) await client.send(['web', part])
    let heard = ''
    while (heard.length < 5) heard += String((await server.receive())[1])
    expect(heard).toBe('GET /')
  })

  it('queues messages to a peer with a routing id until it listens', async () => {
    await using stage = new Stage(transport)
    const client = stage.make(Stream, { reconnectInterval: 1 })
    const endpoint = await stage.vacant()
    client.connect(endpoint, { routingId: 'late' })
    await client.send(['late', 'hello'])
    const server = stage.make(Stream)
    await server.bind(endpoint)
    let heard = ''
    while (heard.length < 5) heard += String((await server.receive())[1])
    expect(heard).toBe('hello')
  })

  it('disconnects a peer when an empty frame is sent (rule 37)', async () => {
    await using stage = new Stage(transport)
    const stream = stage.make(Stream)
    using raw = new RawPeer(reach(await stage.bind(stream)))
    const [id] = await stream.receive()
    await stream.send([id, 'bye'])
    await stream.send([id, ''])
    expect(String(await raw.hear(3))).toBe('bye')
    await raw.closed
    await expect(stream.send([id, 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
  })

  it('has no notifications with notify = false (rule 37)', async () => {
    await using stage = new Stage(transport)
    const stream = stage.make(Stream, { notify: false })
    using raw = new RawPeer(reach(await stage.bind(stream)))
    raw.say(Buffer.from('first'))
    expect(text(await stream.receive())?.[1]).toBe('first')
  })

  it('exchanges bytes with another STREAM, which sets the id of its peer before it is connected (rules 19, 37)', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Stream), stage.make(Stream)]
    const endpoint = await stage.bind(server)
    client.connect(endpoint, { routingId: 'named' })
    expect(text(await client.receive())).toEqual(['named', ''])
    await client.send(['named', 'ping'])
    const [id] = await server.receive()
    expect(text(await server.receive())?.[1]).toBe('ping')
    await server.send([id, 'pong'])
    expect(text(await client.receive())).toEqual(['named', 'pong'])
  })

  it('queues messages to a peer with a routing id until it is connected (rules 19, 37)', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Stream), stage.make(Stream)]
    client.connect(await stage.bind(server), { routingId: 'named' })
    await client.send(['named', 'one '])
    await client.send(['named', 'two'])
    const [id] = await server.receive()
    let heard = ''
    while (heard.length < 'one two'.length) heard += text(await server.receive())?.[1] ?? ''
    expect(heard).toBe('one two')
    expect(text(await client.receive())).toEqual(['named', ''])
    await server.send([id, 'pong'])
    expect(text(await client.receive())).toEqual(['named', 'pong'])
  })

  it('removes a peer with a routing id once it has disconnected it, connected or not (rule 37)', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Stream), stage.make(Stream)]
    client.connect(await stage.bind(server), { routingId: 'named' })
    await client.send(['named', ''])
    await expect(client.send(['named', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    expect(() => client.disconnect(server.lastEndpoint as string)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  it('receives the greeting of a DEALER as raw bytes', async () => {
    await using stage = new Stage(transport)
    const [stream, dealer] = [stage.make(Stream), stage.make(Dealer)]
    dealer.connect(await stage.bind(stream))
    await stream.receive()
    const [, bytes] = await stream.receive()
    expect([bytes[0], bytes[9]]).toEqual([0xff, 0x7f])
  })
})

describe.each(WIRES)('stream_to_dealer over %s', (transport) => {
  it('sends by hand the bytes of a DEALER, and is accepted as one', async () => {
    await using stage = new Stage(transport)
    const [stream, dealer] = [stage.make(Stream), stage.make(Dealer)]
    dealer.connect(await stage.bind(stream))
    const [id, came] = await stream.receive()
    expect(came).toHaveLength(0)
    let heard = Buffer.alloc(0)
    const hear = async (count: number): Promise<Buffer> => {
      while (heard.length < count) heard = Buffer.concat([heard, (await stream.receive())[1]])
      const next = heard.subarray(0, count)
      heard = heard.subarray(count)
      return next
    }
    // It sends only its signature before it has that of the peer.
    const signature = await hear(10)
    expect([signature[0], signature[9]]).toEqual([0xff, 0x7f])
    await stream.send([id, Buffer.from(greeting())])
    const rest = await hear(54)
    expect([rest[0], rest.subarray(2, 6).toString()]).toEqual([3, 'NULL'])
    const [flags, size] = await hear(2)
    const metadata = (await hear(size as number)).toString('latin1')
    expect([flags, metadata.startsWith('\u0005READY'), metadata.includes('Socket-Type\0\0\0\u0006DEALER')]).toEqual([4, true, true])
    await stream.send([id, Buffer.from(join(ready(['Socket-Type', 'ROUTER']), message(latin1('Hello'))))])
    expect(text(await dealer.receive())).toEqual(['Hello'])
    await dealer.send('World')
    expect((await hear(7)).toString('latin1')).toBe('\u0000\u0005World')
  })
})

describe.each(WIRES)('stream_disconnect over %s', (transport) => {
  it('both ends receive connection, bytes and end, in this order', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Stream), stage.make(Stream)]
    const endpoint = await stage.bind(server)
    client.connect(endpoint, { routingId: 'server' })
    const [id, came] = await server.receive()
    expect([came.length, text(await client.receive())]).toEqual([0, ['server', '']])
    await client.send(['server', 'why am I here?'])
    expect(await server.receive()).toEqual([id, Buffer.from('why am I here?')])
    await server.send([id, 'to be left'])
    expect(text(await client.receive())).toEqual(['server', 'to be left'])
    await client.send(['server', ''])
    expect(await server.receive()).toEqual([id, Buffer.alloc(0)])
    await turn()
    expect([server.readable, client.readable]).toEqual([false, false])
  })

  it('connects again only to a peer that closed the connection itself', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage(transport, { runtime })
    const [server, client] = [stage.make(Stream), stage.make(Stream)]
    const seen = { disconnect: 0, 'connect:retry': 0 }
    for (const type of ['disconnect', 'connect:retry'] as const) client.events.on(type, () => void seen[type]++)
    client.connect(await stage.bind(server), { routingId: 'server' })
    const [id] = await server.receive()
    expect(text(await client.receive())).toEqual(['server', ''])
    await server.send([id, ''])
    expect(text(await client.receive())).toEqual(['server', ''])
    await until(() => seen['connect:retry'] === 1)
    runtime.advance(1000)
    expect(text(await client.receive())).toEqual(['server', ''])
    await client.send(['server', ''])
    await until(() => seen.disconnect === 2)
    await turn()
    expect([seen, client.peers]).toEqual([{ disconnect: 2, 'connect:retry': 1 }, []])
  })
})

describe('stream_exceeds_buffer', () => {
  it('8193 bytes arrive as they were sent', async () => {
    await using stage = new Stage('tcp')
    const stream = stage.make(Stream)
    const bytes = Buffer.alloc(8193, Buffer.of(0xde, 0xad, 0xbe, 0xef))
    const listener = await RawListener.bind((peer) => void peer.write(bytes))
    stream.connect(listener.endpoint)
    const [, came] = await stream.receive()
    expect(came).toHaveLength(0)
    let heard = Buffer.alloc(0)
    while (heard.length < bytes.length) heard = Buffer.concat([heard, (await stream.receive())[1]])
    expect(heard.equals(bytes)).toBe(true)
    await listener.close()
  })
})

describe.each(WIRES)('stream_timeout over %s', (transport) => {
  it.each([
    [undefined, 30_000],
    [100, 100],
  ])('with handshakeInterval %p a silent peer of a bound socket is disconnected after %i ms', async (handshakeInterval, ms) => {
    const runtime = new ManualRuntime()
    await using stage = new Stage(transport, { runtime })
    const dealer = stage.make(Dealer, handshakeInterval === undefined ? {} : { handshakeInterval })
    expect(dealer.handshakeInterval).toBe(ms)
    void dealer.events
    using raw = new RawPeer(reach(await stage.bind(dealer)))
    expect(await events(dealer, 2)).toEqual(['bind', 'accept'])
    runtime.advance(ms - 1)
    await raw.hear(10)
    runtime.advance(1)
    await raw.closed
    expect(await events(dealer, 1)).toEqual(['handshake:error:other'])
  })

  it.each([
    [undefined, 30_000],
    [100, 100],
  ])('with handshakeInterval %p a silent peer of a connecting socket is disconnected after %i ms', async (handshakeInterval, ms) => {
    const runtime = new ManualRuntime()
    await using stage = new Stage(transport, { runtime })
    const [stream, dealer] = [stage.make(Stream), stage.make(Dealer, handshakeInterval === undefined ? {} : { handshakeInterval })]
    void dealer.events
    dealer.connect(await stage.bind(stream))
    const [id, came] = await stream.receive()
    expect([came.length, await events(dealer, 2)]).toEqual([0, ['connect:delay', 'connect']])
    runtime.advance(ms - 1)
    await turn()
    expect(stream.peers).toHaveLength(1)
    runtime.advance(1)
    const stalled = ms > 10_000 ? ['connect:stalled'] : []
    expect(await events(dealer, 2 + stalled.length)).toEqual([...stalled, 'handshake:error:other', 'connect:retry'])
    for (let next = await stream.receive(); next[1]?.length !== 0; next = await stream.receive()) expect(next[0]).toEqual(id)
  })
})

describe('errors of a STREAM', () => {
  it('messages other than an id and one frame, and unknown ids (rule 37)', async () => {
    await using stage = new Stage('tcp')
    const stream = stage.make(Stream)
    await expect(stream.send(['a', 'b', 'c'] as never)).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(stream.send(['nobody', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
  })
})
