/** The addon's Proxy. */
import * as zmq from '../src/index.ts'

describe('Proxy', () => {
  const construct = zmq.Proxy as unknown as new (...args: unknown[]) => zmq.Proxy

  it.each([
    [[], 'Front-end must be a socket object'],
    [[null, {}], 'Front-end must be a socket object'],
    [[{}, undefined], 'Back-end must be a socket object'],
    [[{}, {}, {}], 'Expected 2 arguments but received 3'],
  ])('throws TypeError for %j', (args, text) => {
    expect(() => new construct(...args)).toThrow(new TypeError(text))
  })

  it('throws for objects that are not sockets', () => {
    expect(() => new construct({}, {})).toThrow('Invalid argument')
  })

  it('throws unless both sockets have an endpoint', async () => {
    const proxy = new zmq.Proxy(new zmq.Router(), new zmq.Dealer())
    const useless = (end: string): Error =>
      expect.objectContaining({ code: 'EINVAL', message: `${end} socket must be bound or connected` }) as Error
    expect(() => proxy.run()).toThrow(useless('Front-end'))
    await proxy.frontEnd.bind('tcp://127.0.0.1:*')
    expect(() => proxy.run()).toThrow(useless('Back-end'))
    await proxy.backEnd.bind('tcp://127.0.0.1:*')
    proxy.frontEnd.close()
    expect(() => proxy.run()).toThrow(useless('Front-end'))
    proxy.backEnd.close()
  })

  it('is controlled only while it runs, and closes both sockets', async () => {
    const proxy = new zmq.Proxy(new zmq.Router(), new zmq.Dealer())
    await proxy.frontEnd.bind('tcp://127.0.0.1:*')
    await proxy.backEnd.bind('tcp://127.0.0.1:*')
    const request = new zmq.Request()
    const reply = new zmq.Reply()
    request.connect(proxy.frontEnd.lastEndpoint as string)
    reply.connect(proxy.backEnd.lastEndpoint as string)
    const verbs = ['pause', 'resume', 'terminate'] as const
    const closed = expect.objectContaining({ code: 'EBADF', message: 'Socket is closed' }) as Error
    for (const verb of verbs) expect(() => proxy[verb]()).toThrow(closed)
    const done = proxy.run()
    proxy.pause()
    proxy.resume()
    await request.send('ping')
    expect(String(await reply.receive())).toBe('ping')
    proxy.terminate()
    await done
    for (const verb of verbs) expect(() => proxy[verb]()).toThrow(closed)
    expect([proxy.frontEnd.closed, proxy.backEnd.closed]).toEqual([true, true])
    request.close()
    reply.close()
  })
})
