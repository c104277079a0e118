/** The addon's Socket: what it throws at once, what it rejects with, its options by number and its end. */
import * as zmq from '../src/index.ts'
import { connectedPair, name } from './pair.ts'

type Numbered = Record<string, (option: number, value?: unknown) => unknown>

const open: zmq.Socket[] = []

function make<S extends zmq.Socket>(socket: S): S {
  open.push(socket)
  return socket
}

const numbered = (socket: zmq.Socket): Numbered => socket as unknown as Numbered

afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

/** Warnings of the process while `action` runs, and in the turn after it. */
async function warnings(action: () => unknown): Promise<string[]> {
  const told: string[] = []
  const spy = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void told.push(String(warning)))
  try {
    await action()
  } finally {
    spy.mockRestore()
  }
  return told
}

describe('the constructor of a socket', () => {
  const construct = zmq.Socket as unknown as new (...args: unknown[]) => zmq.Socket

  it.each([
    [[], 'Socket type must be a number'],
    [['foo', {}], 'Socket type must be a number'],
    [[3, 1], 'Options must be an object'],
    [[1, {}, 2], 'Expected 2 arguments but received 3'],
  ])('throws TypeError for %j', (args, text) => {
    expect(() => new construct(...args)).toThrow(new TypeError(text))
  })

  it('accepts only the number of a stable type', () => {
    for (const type of [-1, 12, 14, 37])
      expect(() => new construct(type)).toThrow(expect.objectContaining({ code: 'EINVAL', message: 'Invalid argument' }))
  })

  it('lets a class of the program extend it by a type number, with all methods', async () => {
    class Sender extends zmq.Socket {
      constructor() {
        super(8)
      }

      get lingers(): number {
        return this.getInt32Option(17)
      }
    }
    const sender = make(new Sender())
    const pull = make(new zmq.Pull())
    await pull.bind('tcp://127.0.0.1:*')
    sender.connect(pull.lastEndpoint as string)
    expect([sender.type, sender.lingers, sender instanceof zmq.Socket]).toEqual([8, -1, true])
    await (sender as unknown as zmq.Push).send('x')
    expect(String(await pull.receive())).toBe('x')
  })

  it('throws for what is not a Context, and keeps one', () => {
    expect(() => new zmq.Dealer({ context: {} as zmq.Context })).toThrow('Invalid argument')
    const context = new zmq.Context()
    expect(make(new zmq.Dealer({ context })).context).toBe(context)
    expect(make(new zmq.Dealer()).context).toBe(zmq.context)
  })

  it('does not change the options object', () => {
    const options = { context: new zmq.Context(), linger: 5 }
    make(new zmq.Push(options))
    expect(Object.keys(options)).toEqual(['context', 'linger'])
  })

  it('closes a socket whose options were wrong', async () => {
    const context = new zmq.Context({ maxSockets: 1 })
    expect(() => new zmq.Dealer({ context, linger: 'x' as unknown as number })).toThrow('Option value must be a number')
    await new Promise((resolve) => setImmediate(resolve))
    make(new zmq.Dealer({ context }))
    expect(() => new zmq.Dealer({ context })).toThrow(
      expect.objectContaining({ code: 'EMFILE', message: 'Too many open file descriptors' }),
    )
  })

  it('cannot be called without new', () => {
    expect(() => (zmq.Socket as unknown as () => void)()).toThrow(new TypeError("Class constructors cannot be invoked without 'new'"))
    expect(() => (zmq.Dealer as unknown as () => void)()).toThrow(TypeError)
  })
})

describe('properties of a socket', () => {
  it.each(['sendHighWatermark', 'receiveTimeout', 'lingr', 'gssapiServer', 'maxMessageParts'])('has no %s on a PUSH', (property) => {
    const push = make(new zmq.Push()) as unknown as Record<string, unknown>
    expect(() => (push[property] = 1)).toThrow(`Cannot add property ${property}, object is not extensible`)
  })

  it('throws when a read-only property is set', () => {
    const text = (property: string): string => `Cannot set property ${property} of #<Socket> which has only a getter`
    for (const property of ['securityMechanism', 'type', 'lastEndpoint', 'threadSafe']) {
      expect(() => ((make(new zmq.Dealer()) as unknown as Record<string, unknown>)[property] = 1)).toThrow(text(property))
    }
  })

  it('shows nothing of itself to JSON, Object.keys and inspect', () => {
    expect([JSON.stringify(make(new zmq.Push())), Object.keys(make(new zmq.Pull())), Object.keys(zmq.context)]).toEqual(['{}', [], []])
  })
})

describe('options by number', () => {
  it('checks the number and the kind of value, with the texts of the addon', () => {
    const socket = numbered(make(new zmq.Dealer()))
    expect(() => socket['getInt32Option']?.('x' as unknown as number)).toThrow(new TypeError('Identifier must be a number'))
    expect(() => socket['setInt32Option']?.(17, 'x')).toThrow(new TypeError('Option value must be a number'))
    expect(() => socket['setBoolOption']?.(39, 1)).toThrow(new TypeError('Option value must be a boolean'))
    expect(() => socket['setStringOption']?.(5, 1)).toThrow(new TypeError('Option value must be a string or buffer'))
    expect(() => socket['getInt32Option']?.(9999)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(() => socket['setInt32Option']?.(16, 3)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it.each([
    ['Bool', 39, false, true],
    ['Int32', 19, 100, 75],
    ['Int64', 22, -1, 0xffffffffffff],
    ['Uint32', 57, 0, 8],
    ['String', 5, null, 'åbç'],
    ['Uint64', 4, 0, 2 ** 50],
  ])('reads and writes as %s', (width, number, before, after) => {
    const socket = numbered(make(new zmq.Dealer()))
    expect(socket[`get${width}Option`]?.(number)).toBe(before)
    socket[`set${width}Option`]?.(number, after)
    expect(socket[`get${width}Option`]?.(number)).toBe(after)
  })

  it('accepts text as Buffers, and null for none', () => {
    const socket = numbered(make(new zmq.Dealer()))
    for (const number of [5, 45, 46, 55]) {
      socket['setStringOption']?.(number, Buffer.from('abc'))
      expect(socket['getStringOption']?.(number)).toBe('abc')
    }
    socket['setStringOption']?.(5, null)
    expect(socket['getStringOption']?.(5)).toBeNull()
  })

  it('accepts 64 bits and warns of values that may have lost digits', async () => {
    const socket = numbered(make(new zmq.Dealer()))
    expect(await warnings(() => socket['setUint64Option']?.(4, 2 ** 60))).toEqual([
      expect.stringMatching(/larger than Number.MAX_SAFE_INTEGER/),
    ])
    expect(socket['getUint64Option']?.(4)).toBe(2 ** 60)
    expect(await warnings(() => socket['setUint64Option']?.(4, 2 ** 70))).toHaveLength(1)
    expect(socket['getUint64Option']?.(4)).toBe(2 ** 64)
    socket['setUint64Option']?.(4, -5)
    expect(socket['getUint64Option']?.(4)).toBe(0)
  })

  it('reads events, type, mechanism and the last endpoint', async () => {
    const socket = make(new zmq.Pull())
    await socket.bind(name())
    const get = (width: string, number: number): unknown => numbered(socket)[`get${width}Option`]?.(number)
    expect([get('Int32', 15), get('Int32', 16), get('Int32', 43), get('String', 32)]).toEqual([0, 7, 0, socket.lastEndpoint])
  })

  it('warns of an option that is set after bind or connect, once each time', async () => {
    const socket = make(new zmq.Dealer({ linger: 0 }))
    const text = 'Socket option will not take effect until next connect/bind.'
    expect(await warnings(() => (socket.routingId = 'early'))).toEqual([])
    socket.connect('tcp://127.0.0.1:1')
    expect(await warnings(() => (socket.routingId = 'late'))).toEqual([text])
    expect(await warnings(() => Object.assign(socket, { linger: 1, sendTimeout: 1, sendHighWaterMark: 5, probeRouter: true }))).toEqual([])
  })

  it('warns while a bind has not finished', async () => {
    const socket = make(new zmq.Dealer())
    const bound = socket.bind(name())
    expect(await warnings(() => (socket.routingId = 'late'))).toHaveLength(1)
    await bound
  })
})

describe('send and receive', () => {
  it('throws at once on a closed socket', () => {
    const socket = new zmq.Dealer()
    socket.close()
    const calls = [
      () => socket.send('x'),
      () => socket.receive(),
      () => socket.bind('tcp://127.0.0.1:*'),
      () => socket.unbind('tcp://127.0.0.1:1'),
      () => socket.connect('tcp://127.0.0.1:1'),
    ]
    for (const call of calls) expect(call).toThrow(expect.objectContaining({ code: 'EBADF', message: 'Socket is closed' }))
  })

  it('throws at once for invalid arguments', () => {
    const socket = make(new zmq.Dealer()) as unknown as Record<string, (...args: unknown[]) => unknown>
    expect(() => socket['send']?.()).toThrow(new TypeError('Message must be present'))
    expect(() => socket['send']?.(undefined)).toThrow(new TypeError('Message must be present'))
    expect(() => socket['send']?.('x', {})).toThrow(new TypeError('Expected 1 argument but received 2'))
    expect(() => socket['receive']?.(1)).toThrow(new TypeError('Expected 0 arguments but received 1'))
    expect(() => socket['bind']?.(1)).toThrow(new TypeError('Address must be a string'))
    expect(() => socket['connect']?.()).toThrow(new TypeError('Address must be a string'))
  })

  it('rejects with the text of the addon, and the error of sockets as its cause', async () => {
    const socket = make(new zmq.Dealer({ sendTimeout: 0, receiveTimeout: 5 }))
    const timedOut = { code: 'EAGAIN', message: 'Operation was not possible or timed out', cause: { code: 'EAGAIN' } }
    await expect(socket.send('x')).rejects.toMatchObject(timedOut)
    await expect(socket.receive()).rejects.toMatchObject(timedOut)
    const router = make(new zmq.Router({ mandatory: true, sendTimeout: 0 }))
    await expect(router.send(['nobody', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH', message: 'Host unreachable' })
  })

  it('sends nothing for an array without frames, and rejects where a type cannot send', async () => {
    using pair = await connectedPair()
    await pair.a.send([])
    await pair.a.send('after')
    expect(String(await pair.b.receive())).toBe('after')
    const sub = make(new zmq.Subscriber()) as unknown as zmq.Push
    await expect(sub.send('x')).rejects.toMatchObject({ code: 'ENOTSUP' })
  })

  it('lets a caller change a small buffer as soon as it was sent', async () => {
    using pair = await connectedPair()
    const counter = Buffer.alloc(4)
    for (let i = 0; i < 3; i++) {
      counter.writeUInt32LE(i)
      await pair.a.send(counter)
    }
    const received: number[] = []
    for (let i = 0; i < 3; i++) received.push((await pair.b.receive())[0]?.readUInt32LE() ?? -1)
    expect(received).toEqual([0, 1, 2])
  })

  it('serves concurrent calls in order, where the addon throws EBUSY', async () => {
    using pair = await connectedPair()
    const waiting = [pair.b.receive(), pair.b.receive(), pair.b.receive()]
    for (const each of ['1', '2', '3']) void pair.a.send(each)
    expect((await Promise.all(waiting)).map(String)).toEqual(['1', '2', '3'])
  })

  it.each(['tcp://127.0.0.1:*', 'inproc'])('receives frames that own their memory, over %s', async (transport) => {
    const [pull, push] = [make(new zmq.Pull()), make(new zmq.Push())]
    await pull.bind(transport === 'inproc' ? name() : transport)
    push.connect(pull.lastEndpoint as string)
    await push.send(['h', new Float64Array([1, 2, 3])])
    await push.send('other')
    const [, numbers] = (await pull.receive()) as [Buffer, Buffer]
    const [other] = await pull.receive()
    expect([...new Float64Array(numbers.buffer, numbers.byteOffset, 3)]).toEqual([1, 2, 3])
    const { port1, port2 } = new MessageChannel()
    port1.postMessage(numbers, [numbers.buffer as ArrayBuffer])
    port1.close()
    port2.close()
    expect([numbers.length, String(other)]).toEqual([0, 'other'])
  })

  it('replies later, and waits for its turn', async () => {
    const [reply, request] = [make(new zmq.Reply()), make(new zmq.Request({ receiveTimeout: 2000, sendTimeout: 20 }))]
    await reply.bind('tcp://127.0.0.1:*')
    request.connect(reply.lastEndpoint as string)
    const serving = (async () => {
      for await (const [question] of reply) setImmediate(() => void reply.send(`re${String(question)}`))
    })()
    const answers: string[] = []
    for (const question of ['1', '2']) {
      await request.send(question)
      answers.push(String(await request.receive()))
    }
    await request.send('3')
    await expect(request.send('4')).rejects.toMatchObject({ code: 'EFSM', message: 'Operation cannot be accomplished in current state' })
    reply.close()
    await serving
    expect(answers).toEqual(['re1', 're2'])
  })

  it('gives the event loop a turn within a long run of sends and receives that need not wait', async () => {
    using pair = await connectedPair()
    pair.a.sendHighWaterMark = 0
    pair.b.receiveHighWaterMark = 0
    let turns = 0
    const immediate = (): void => {
      turns++
      pending = setImmediate(immediate)
    }
    let pending = setImmediate(immediate)
    for (let i = 0; i < 2500; i++) await pair.a.send('x')
    const sending = turns
    for (let i = 0; i < 2500; i++) await pair.b.receive()
    clearImmediate(pending)
    expect(sending).toBeGreaterThanOrEqual(4)
    expect(turns - sending).toBeGreaterThanOrEqual(4)
  })

  it('ends an iteration when the socket is closed', async () => {
    const socket = new zmq.Pull()
    const seen: string[] = []
    process.nextTick(() => {
      socket.close()
    })
    for await (const message of socket) seen.push(String(message))
    expect(seen).toEqual([])
  })
})

describe('endpoints', () => {
  it.each([
    ['foo-bar', 'EINVAL', 'Invalid argument'],
    ['foo://bar', 'EPROTONOSUPPORT', 'Protocol not supported'],
  ])('throws for %s in every method', async (address, code, message) => {
    const socket = make(new zmq.Dealer())
    const refusal = { code, message, address }
    await expect(socket.bind(address)).rejects.toMatchObject(refusal)
    await expect(socket.unbind(address)).rejects.toMatchObject(refusal)
    for (const verb of ['bindSync', 'unbindSync', 'connect', 'disconnect'] as const) {
      expect(() => socket[verb](address)).toThrow(expect.objectContaining(refusal))
    }
  })

  it('throws for endpoints that it does not have', async () => {
    const socket = make(new zmq.Dealer())
    const refusal = { code: 'ENOENT', message: 'No such endpoint', address: 'tcp://127.0.0.1:9' }
    await expect(socket.unbind('tcp://127.0.0.1:9')).rejects.toMatchObject(refusal)
    expect(() => socket.disconnect('tcp://127.0.0.1:9')).toThrow(expect.objectContaining(refusal))
  })

  it('resolves bind to nothing, as the addon does', async () => {
    const bound: Promise<unknown> = make(new zmq.Pull()).bind('tcp://127.0.0.1:*')
    expect(await bound).toBeUndefined()
  })
})

describe('inproc', () => {
  it('connects sockets of any types, as libzmq does', async () => {
    const [pair, dealer] = [make(new zmq.Pair({ receiveTimeout: 1000 })), make(new zmq.Dealer({ linger: 0 }))]
    await pair.bind(name())
    dealer.connect(pair.lastEndpoint as string)
    await dealer.send('x')
    expect(String(await pair.receive())).toBe('x')
  })

  it('survives the messages of a peer of another type', async () => {
    const [push, sub] = [make(new zmq.Push({ sendTimeout: 1000 })), make(new zmq.Subscriber({ receiveTimeout: 1000 }))]
    await push.bind(name())
    sub.connect(push.lastEndpoint as string)
    sub.subscribe('a')
    await push.send('b')
    await push.send('a')
    expect(String(await sub.receive())).toBe('a')
  })
})

describe('close', () => {
  it('lets a bind that has not finished end first', async () => {
    const socket = new zmq.Pull()
    const bound = socket.bind('tcp://127.0.0.1:*')
    socket.close()
    expect(socket.closed).toBe(false)
    await bound
    expect(socket.closed).toBe(true)
  })

  it('lets a bind fail first, and an unbind', async () => {
    const [first, second] = [make(new zmq.Pull()), new zmq.Pull()]
    await first.bind('tcp://127.0.0.1:*')
    const failed = second.bind(first.lastEndpoint as string)
    second.close()
    await expect(failed).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(second.closed).toBe(true)
    const unbound = first.unbind(first.lastEndpoint as string)
    first.close()
    expect(first.closed).toBe(false)
    await unbound
    expect(first.closed).toBe(true)
  })

  it('releases the context', () => {
    const socket = new zmq.Pull()
    socket.close()
    expect(socket.context).toBeUndefined()
  })
})
