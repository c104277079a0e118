/** The addon's Observer. */
import * as zmq from '../src/index.ts'

function told(socket: zmq.Socket, type: zmq.EventType): Promise<zmq.Event> {
  return new Promise((resolve) => socket.events.on(type, resolve))
}

describe('the observer of a socket', () => {
  it('is the same each time, and throws once the socket is closed', () => {
    const [asked, unasked] = [new zmq.Dealer(), new zmq.Dealer()]
    expect(asked.events).toBe(asked.events)
    asked.close()
    unasked.close()
    expect(() => asked.events).not.toThrow()
    expect(() => unasked.events).toThrow(expect.objectContaining({ code: 'ENOTSOCK' }))
  })

  it('ends with `end`, and throws after it', async () => {
    const socket = new zmq.Dealer()
    const { events } = socket
    socket.close()
    expect(events.closed).toBe(false)
    expect(await events.receive()).toEqual({ type: 'end' })
    expect(events.closed).toBe(true)
    expect(() => events.receive()).toThrow(expect.objectContaining({ code: 'EBADF', message: 'Socket is closed' }))
  })

  it('iterates to the end', async () => {
    const socket = new zmq.Dealer()
    const types: string[] = []
    const { events } = socket
    socket.close()
    for await (const event of events) types.push(event.type)
    expect(types).toEqual(['end'])
  })

  it('has the fields of the addon and no others', async () => {
    const [server, client] = [new zmq.Pull(), new zmq.Push()]
    const accepted = told(server, 'accept')
    const connected = told(client, 'connect')
    await server.bind('tcp://127.0.0.1:*')
    const address = server.lastEndpoint as string
    client.connect(address)
    expect([await accepted, await connected]).toEqual([
      { type: 'accept', address },
      { type: 'connect', address },
    ])
    client.close()
    server.close()
  })

  it('emits bind:error without the scheme of tcp, as libzmq does', async () => {
    const [first, second] = [new zmq.Pull(), new zmq.Pull()]
    await first.bind('tcp://127.0.0.1:*')
    const address = first.lastEndpoint as string
    const failed = told(second, 'bind:error')
    await expect(second.bind(address)).rejects.toMatchObject({ code: 'EADDRINUSE', address })
    expect(await failed).toMatchObject({
      address: address.replace('tcp://', ''),
      error: { code: 'EADDRINUSE', message: 'Address already in use' },
    })
    first.close()
    second.close()
  })

  it('emits rejections with the texts of the addon', async () => {
    const zap = new zmq.Router()
    await zap.bind('inproc://zeromq.zap.01')
    const [server, client] = [
      new zmq.Pair({ plainServer: true, zapDomain: 'test', linger: 0 }),
      new zmq.Pair({ plainUsername: 'a', plainPassword: 'b', linger: 0 }),
    ]
    const answered = zap.receive().then(async ([peer, , version, id]) => zap.send([peer!, '', version!, id!, '400', 'no', '', '']))
    const refused = Promise.all([told(server, 'handshake:error:auth'), told(client, 'handshake:error:auth')])
    await server.bind('tcp://127.0.0.1:*')
    client.connect(server.lastEndpoint as string)
    await answered
    for (const event of await refused) expect(event).toMatchObject({ error: { message: 'Authentication failure', status: 400 } })
    for (const socket of [zap, server, client]) socket.close()
  })

  it('is read or listened to, and can be chained', async () => {
    const socket = new zmq.Dealer()
    let ends = 0
    const count = (): void => void ends++
    const none = (): void => void (ends += 100)
    socket.events.on('end', count).on('end', none).off('end', none)
    expect(() => socket.events.receive()).toThrow(/Observer is in event emitter mode/)
    const end = told(socket, 'end')
    socket.close()
    await end
    expect(ends).toBe(1)
  })
})
