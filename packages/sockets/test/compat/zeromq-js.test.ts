/** The behaviour of zeromq.js 6, from its own unit tests, and what this library adds. */
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from '../../src/index.ts'

// Ids of threats: docs/threats.md.

const CLASSES = { Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, Stream, Subscriber, XPublisher, XSubscriber }
const each = Object.entries(CLASSES)

/** A name of its own for each endpoint in process. */
let names = 0
const inproc = (): string => `inproc://compat ${++names}`

async function pipeline(context = new Context()): Promise<AsyncDisposable & { push: Push; pull: Pull }> {
  const push = new Push({ context, linger: 0 })
  const pull = new Pull({ context, linger: 0 })
  push.connect(await pull.bind('tcp://127.0.0.1:*'))
  return {
    push,
    pull,
    async [Symbol.asyncDispose]() {
      await Promise.all([push[Symbol.asyncDispose](), pull[Symbol.asyncDispose]()])
    },
  }
}

describe.each(each)('%s', (_name, SocketClass) => {
  it('cannot be called as a function', () => {
    const call = SocketClass as unknown as () => void
    expect(() => call()).toThrow(TypeError)
  })

  it('throws for an unknown option, also one with a name of Object.prototype', () => {
    const make = SocketClass as unknown as new (options: object) => unknown
    expect(() => new make({ doesNotExist: 1 })).toThrow(TypeError)
    expect(() => new make({ toString: 1 })).toThrow(TypeError)
    expect(() => new make(JSON.parse('{"__proto__": 1, "constructor": 2}') as object)).toThrow(TypeError)
  })

  it('throws if a read-only property is set', () => {
    const make = SocketClass as unknown as new (options: object) => unknown
    for (const name of ['closed', 'readable', 'writable', 'lastEndpoint', 'type', 'securityMechanism', 'threadSafe', 'events']) {
      expect(() => new make({ [name]: true })).toThrow(TypeError)
      const socket = new SocketClass({ context: new Context() })
      expect(() => Object.assign(socket, { [name]: true })).toThrow(TypeError)
      socket.close()
    }
  })

  it('accepts each of its options in the constructor, and returns it', () => {
    const socket = new SocketClass({ context: new Context(), linger: 7, reconnectInterval: 9, ipv6: true, maxMessageSize: 1000 })
    expect([socket.linger, socket.reconnectInterval, socket.ipv6, socket.maxMessageSize]).toEqual([7, 9, true, 1000])
    socket.close()
  })

  it('may be closed several times, and throws for everything after that', async () => {
    const socket = new SocketClass({ context: new Context() })
    expect(socket.closed).toBe(false)
    socket.close()
    socket.close()
    await socket[Symbol.asyncDispose]()
    expect(socket.closed).toBe(true)
    await expect(socket.bind('tcp://127.0.0.1:*')).rejects.toMatchObject({ code: 'EBADF' })
    await expect(socket.unbind('tcp://127.0.0.1:1')).rejects.toMatchObject({ code: 'EBADF' })
    expect(() => socket.connect('tcp://127.0.0.1:1')).toThrow(expect.objectContaining({ code: 'EBADF' }))
    expect(() => socket.disconnect('tcp://127.0.0.1:1')).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })
})

describe('a context', () => {
  it('throws EMFILE for one socket more than maxSockets, until one is closed', async () => {
    const context = new Context({ maxSockets: 2 })
    const first = new Pair({ context })
    const second = new Pair({ context })
    expect(() => new Pair({ context })).toThrow(expect.objectContaining({ code: 'EMFILE' }))
    await first[Symbol.asyncDispose]()
    const third = new Pair({ context })
    second.close()
    third.close()
  })

  it('throws ETERM for a socket after terminate(), which closes its sockets', () => {
    const context = new Context()
    const socket = new Pull({ context })
    void context.terminate()
    expect(socket.closed).toBe(true)
    expect(() => new Pull({ context })).toThrow(expect.objectContaining({ code: 'ETERM' }))
  })

  it('keeps its inproc names to itself', async () => {
    const [a, b] = [new Context(), new Context()]
    const address = inproc()
    await using one = new Pull({ context: a })
    await using other = new Pull({ context: b })
    await one.bind(address)
    await other.bind(address)
    await using third = new Pull({ context: a })
    await expect(third.bind(address)).rejects.toMatchObject({ code: 'EADDRINUSE', address })
  })

  it('throws for an unknown option', () => {
    expect(() => new Context({ nonsense: 1 } as object)).toThrow(TypeError)
  })
})

describe('endpoints', () => {
  it.each([
    ['foo://127.0.0.1:1', 'EPROTONOSUPPORT'],
    ['tcp://127.0.0.1', 'EINVAL'],
    ['tcp://127.0.0.1:foo', 'EINVAL'],
    ['nonsense', 'EINVAL'],
  ])('%s throws %s', async (address, code) => {
    await using socket = new Dealer({ context: new Context() })
    await expect(socket.bind(address)).rejects.toMatchObject({ code })
    expect(() => socket.connect(address)).toThrow(expect.objectContaining({ code }))
  })

  it('in use reject with EADDRINUSE, its number and the address', async () => {
    const context = new Context()
    await using first = new Pull({ context })
    await using second = new Pull({ context })
    const address = await first.bind('tcp://127.0.0.1:*')
    expect(first.lastEndpoint).toBe(address)
    await expect(second.bind(address)).rejects.toMatchObject({ code: 'EADDRINUSE', address })
    await first.unbind(address)
    await expect(second.bind(address)).resolves.toBe(address)
  })

  it('that are not bound or connected cannot be unbound or disconnected: ENOENT', async () => {
    await using socket = new Pull({ context: new Context() })
    await expect(socket.unbind('tcp://127.0.0.1:9')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(() => socket.disconnect('tcp://127.0.0.1:9')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  it('cause a warning if an option is set too late for them', async () => {
    const warnings: string[] = []
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning)))
    await using socket = new Pull({ context: new Context() })
    socket.maxMessageSize = 10
    await socket.bind('tcp://127.0.0.1:*')
    expect(warnings).toEqual([])
    socket.maxMessageSize = 20
    expect(warnings).toEqual([expect.stringContaining('maxMessageSize')])
    socket.receiveTimeout = 5
    expect(warnings.length).toBe(1)
    warned.mockRestore()
  })
})

describe('send', () => {
  it.each<[string, unknown, string]>([
    ['text', 'grüße', 'grüße'],
    ['a number', 12.5, '12.5'],
    ['null', null, ''],
    ['a boolean', false, 'false'],
    ['an object', { toString: () => 'its text' }, 'its text'],
    ['a Date', new Date(0), String(new Date(0))],
    ['a Uint8Array', Uint8Array.of(65, 66), 'AB'],
    ['a view of a part', new Uint16Array(Uint8Array.of(1, 1, 67, 68).buffer, 2), 'CD'],
    ['an ArrayBuffer', Uint8Array.of(69).buffer, 'E'],
    ['a SharedArrayBuffer', new SharedArrayBuffer(2), '\0\0'],
  ])('accepts %s', async (_name, value, text) => {
    await using both = await pipeline()
    await both.push.send(value as string)
    await both.push.send([value as string, 'second'])
    expect((await both.pull.receive()).map(String)).toEqual([text])
    expect((await both.pull.receive()).map(String)).toEqual([text, 'second'])
  })

  it('rejects with EAGAIN after sendTimeout, at once with 0', async () => {
    await using push = new Push({ context: new Context(), sendTimeout: 0, linger: 0 })
    await expect(push.send('x')).rejects.toMatchObject({ code: 'EAGAIN' })
    push.sendTimeout = 20
    await expect(push.send('x')).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('that waits is rejected with EAGAIN when the socket is closed', async () => {
    const push = new Push({ context: new Context() })
    const sent = push.send('x')
    push.close()
    await expect(sent).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(push.send('x')).rejects.toMatchObject({ code: 'EBADF' })
  })

  it('may be called any number of times without waiting, and keeps the order', async () => {
    await using both = await pipeline()
    const sent = Array.from({ length: 5000 }, (_, i) => both.push.send(String(i)))
    for (let i = 0; i < 5000; i++) expect(String((await both.pull.receive())[0])).toBe(String(i))
    await Promise.all(sent)
  })

  it('J7: 200,000 times without waiting, without a peer, rejects with EAGAIN beyond a limit', async () => {
    await using push = new Push({ context: new Context(), linger: 0 })
    const frame = Buffer.from('x')
    let refused = 0
    const settled: Promise<void>[] = []
    for (let i = 0; i < 200_000; i++) {
      settled.push(
        push.send(frame).catch((error: { code: string }) => {
          if (error.code === 'EAGAIN') refused++
        }),
      )
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(refused).toBe(100_000)
    push.close()
    await Promise.all(settled)
  })

  it('rejects a message without frames', async () => {
    await using push = new Push({ context: new Context(), linger: 0 })
    await expect(push.send([])).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it('does not exist on a socket that cannot send, nor receive on one that cannot receive', () => {
    expect('send' in Pull.prototype || 'send' in Subscriber.prototype).toBe(false)
    expect('receive' in Push.prototype || 'receive' in Publisher.prototype).toBe(false)
  })
})

describe('receive', () => {
  it('rejects with EAGAIN after receiveTimeout, at once with 0', async () => {
    await using pull = new Pull({ context: new Context(), receiveTimeout: 0 })
    await expect(pull.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    pull.receiveTimeout = 20
    await expect(pull.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('that waits is rejected with EAGAIN when the socket is closed', async () => {
    const pull = new Pull({ context: new Context() })
    const received = pull.receive()
    pull.close()
    await expect(received).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(pull.receive()).rejects.toMatchObject({ code: 'EBADF' })
  })

  it('may wait any number of times at once, and is served in order', async () => {
    await using both = await pipeline()
    const received = [both.pull.receive(), both.pull.receive(), both.pull.receive()]
    for (const text of ['a', 'b', 'c']) await both.push.send(text)
    expect((await Promise.all(received)).map(String)).toEqual(['a', 'b', 'c'])
  })

  it('by iterating ends when the socket is closed, after the messages before that', async () => {
    await using both = await pipeline()
    const heard: string[] = []
    await both.push.send('one')
    await both.push.send('two')
    for await (const [frame] of both.pull) {
      heard.push(String(frame))
      if (heard.length === 2) both.pull.close()
    }
    expect(heard).toEqual(['one', 'two'])
  })

  it('by iterating in the background ends when other code closes the socket', async () => {
    const pull = new Pull({ context: new Context() })
    const ended = (async () => {
      for await (const message of pull) throw new Error(`nobody sent ${String(message)}`)
      return 'ended'
    })()
    pull.close()
    await expect(ended).resolves.toBe('ended')
  })

  it('lets timers run while messages keep coming', async () => {
    const context = new Context()
    await using push = new Push({ context, linger: 0 })
    await using pull = new Pull({ context })
    const address = inproc()
    await pull.bind(address)
    push.connect(address)
    let ticked = false
    const timer = setTimeout(() => (ticked = true), 1)
    let count = 0
    while (!ticked && count < 1_000_000) {
      await push.send('x')
      await pull.receive()
      count++
    }
    clearTimeout(timer)
    expect(ticked).toBe(true)
  })
})

describe('additions to zeromq.js', () => {
  it('an AbortSignal ends a receive with its reason, and no message is lost', async () => {
    await using both = await pipeline()
    const controller = new AbortController()
    const received = both.pull.receive({ signal: controller.signal })
    const reason = new Error('changed my mind')
    controller.abort(reason)
    await expect(received).rejects.toBe(reason)
    await expect(both.pull.receive({ signal: controller.signal })).rejects.toBe(reason)
    await both.push.send('still here')
    expect(String((await both.pull.receive())[0])).toBe('still here')
  })

  it('an AbortSignal ends a send with its reason, and its message is never sent', async () => {
    const context = new Context()
    await using push = new Push({ context, linger: 0 })
    const controller = new AbortController()
    const sent = push.send('aborted', { signal: controller.signal })
    controller.abort(new Error('changed my mind'))
    await expect(sent).rejects.toThrow('changed my mind')
    await using pull = new Pull({ context })
    push.connect(await pull.bind('tcp://127.0.0.1:*'))
    await push.send('wanted')
    expect(String((await pull.receive())[0])).toBe('wanted')
    expect(pull.tryReceive()).toBeUndefined()
  })

  it('a call can have its own timeout', async () => {
    await using pull = new Pull({ context: new Context() })
    await expect(pull.receive({ timeout: 10 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(pull.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('await using closes', async () => {
    let outside: Pull
    {
      await using pull = new Pull({ context: new Context() })
      outside = pull
      expect(pull.closed).toBe(false)
    }
    expect(outside.closed).toBe(true)
  })

  it('trySend and tryReceive return at once whether they succeeded', async () => {
    const context = new Context()
    await using push = new Push({ context, linger: 0 })
    await using pull = new Pull({ context })
    expect([push.trySend('x'), pull.tryReceive(), push.writable, pull.readable]).toEqual([false, undefined, false, false])
    const address = inproc()
    await pull.bind(address)
    push.connect(address)
    expect([push.writable, push.trySend('x')]).toEqual([true, true])
    expect(String((await pull.receive())[0])).toBe('x')
  })

  it('batches() gives all messages that are there at once', async () => {
    const context = new Context()
    await using push = new Push({ context, linger: 0 })
    await using pull = new Pull({ context })
    const address = inproc()
    await pull.bind(address)
    push.connect(address)
    for (let i = 0; i < 10; i++) push.trySend(String(i))
    const { value } = await pull.batches().next()
    expect(value?.map(String)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('receiveFrom returns the peer', async () => {
    const context = new Context()
    await using router = new Router({ context, linger: 0 })
    const endpoint = await router.bind('tcp://127.0.0.1:*')
    await using dealer = new Dealer({ context, routingId: 'me', linger: 0 })
    dealer.connect(endpoint)
    await dealer.send('hello')
    const { message, peer } = await router.receiveFrom()
    expect(message.map(String)).toEqual(['me', 'hello'])
    expect([peer.socketType, String(peer.routingId), peer.endpoint, peer.connected]).toEqual(['DEALER', 'me', endpoint, true])
    expect(peer.address).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
    expect(peer.properties.get('socket-type')).toBe('DEALER')
    expect(router.peers).toEqual([peer])
    const gone = new Promise((resolve) => router.events.on('disconnect', resolve))
    peer.close()
    await gone
  })

  it('drops are counted by reason and emitted as an event', async () => {
    await using router = new Router({ context: new Context() })
    const told = new Promise((resolve) => router.events.on('drop', resolve))
    for (let i = 0; i < 3; i++) await router.send(['nobody', 'x'])
    expect(router.drops.unroutable).toBe(3)
    expect(await told).toMatchObject({ type: 'drop', reason: 'unroutable', count: 3 })
  })
})

describe('events', () => {
  it('can be read one by one, in order, until the socket is closed', async () => {
    const socket = new Pull({ context: new Context() })
    const { events } = socket
    const address = await socket.bind('tcp://127.0.0.1:*')
    expect(await events.receive()).toMatchObject({ type: 'bind', address })
    socket.close()
    const types: string[] = []
    for await (const { type } of events) types.push(type)
    expect(types).toEqual(['close', 'end'])
    await expect(events.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    expect(events.closed).toBe(true)
  })

  it('can be listened to, until the listener is removed', async () => {
    await using socket = new Pull({ context: new Context() })
    const bound: string[] = []
    const off = (): void => void bound.push('never')
    const told = new Promise<void>((resolve) => {
      socket.events
        .on('bind', off)
        .off('bind', off)
        .on('bind', ({ address }) => {
          bound.push(address)
          resolve()
        })
    })
    const address = await socket.bind('tcp://127.0.0.1:*')
    await told
    expect(bound).toEqual([address])
  })

  it('cannot be read and listened to at once', async () => {
    await using reader = new Pull({ context: new Context() })
    const pending = reader.events.receive()
    expect(() => reader.events.on('bind', () => undefined)).toThrow()
    await using listener = new Pull({ context: new Context() })
    listener.events.on('bind', () => undefined)
    await expect(listener.events.receive()).rejects.toMatchObject({ code: 'EINVAL' })
    reader.close()
    // The end itself is the last event.
    await expect(pending).resolves.toMatchObject({ type: 'end' })
  })

  it('report the life of a connection in order', async () => {
    const context = new Context()
    const server = new Reply({ context, linger: 0 })
    const client = new Request({ context, linger: 0, reconnectInterval: 1 })
    const seen = { server: [] as string[], client: [] as string[] }
    const note = (list: string[], events: AsyncIterable<{ type: string }>): Promise<void> =>
      (async () => {
        for await (const { type } of events) list.push(type)
      })()
    const noted = [note(seen.server, server.events), note(seen.client, client.events)]
    client.connect(await server.bind('tcp://127.0.0.1:*'))
    await client.send('x')
    await server.receive()
    await client[Symbol.asyncDispose]()
    await server.send('x').catch(() => undefined)
    await server[Symbol.asyncDispose]()
    await Promise.all(noted)
    expect(seen.client.slice(0, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
    expect(seen.client.at(-1)).toBe('end')
    expect(seen.server.slice(0, 3)).toEqual(['bind', 'accept', 'handshake'])
    expect(seen.server.filter((type) => type === 'disconnect').length).toBe(1)
    expect(seen.server.slice(-2)).toEqual(['close', 'end'])
  })
})
