/** libzmq's scenarios for STREAM: raw tcp peers by routing id (rule 37). */
import { connect } from 'node:net'
import type { Socket as NetSocket } from 'node:net'
import { Dealer, Stream } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, WIRES, text } from '../stage.ts'

function reach(endpoint: string): NetSocket {
  return endpoint.startsWith('ipc')
    ? connect(endpoint.slice('ipc://'.length))
    : connect({ host: '127.0.0.1', port: Number(endpoint.split(':').pop()) })
}

describe.each(WIRES)('stream over %s', (transport) => {
  it('tells of a peer that comes, what it says, and that it went (rule 37)', async () => {
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

  it('closes a peer that is sent nothing (rule 37)', async () => {
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

  it('says nothing of coming and going when told not to (rule 37)', async () => {
    await using stage = new Stage(transport)
    const stream = stage.make(Stream, { notify: false })
    using raw = new RawPeer(reach(await stage.bind(stream)))
    raw.say(Buffer.from('first'))
    expect(text(await stream.receive())?.[1]).toBe('first')
  })

  it('talks with another STREAM, which names its peer before it is there (rules 19, 37)', async () => {
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

  it('sees the greeting of a DEALER as the bytes they are', async () => {
    await using stage = new Stage(transport)
    const [stream, dealer] = [stage.make(Stream), stage.make(Dealer)]
    dealer.connect(await stage.bind(stream))
    await stream.receive()
    const [, bytes] = await stream.receive()
    expect([bytes[0], bytes[9]]).toEqual([0xff, 0x7f])
  })
})

describe('what a STREAM refuses', () => {
  it('anything but an id and one frame, and an id of nobody (rule 37)', async () => {
    await using stage = new Stage('tcp')
    const stream = stage.make(Stream)
    await expect(stream.send(['a', 'b', 'c'] as never)).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(stream.send(['nobody', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
  })
})
