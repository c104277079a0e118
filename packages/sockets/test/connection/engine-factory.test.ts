/** Tests of the choice of an engine: by the framing of a transport, and by the socket type. */
import type { Framing } from '@tszmq/transports'
import { Context, Pull, Push, Reply, Request, Stream } from '../../src/index.ts'
import type { Engines } from '../../src/index.ts'
import { MemoryTransport } from '../memory-transport.ts'
import { ToyEngine } from '../toy-engine.ts'

const contexts: Context[] = []
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.terminate({ linger: 0 })
})

function stage(framing: Framing, engines: Engines = {}): { context: Context; transport: MemoryTransport } {
  const transport = new MemoryTransport(framing)
  const context = new Context({ transports: [transport], engines })
  contexts.push(context)
  return { context, transport }
}

const text = (message: readonly Uint8Array[]): string[] => message.map((frame) => Buffer.from(frame).toString())

const TYPES: Engines = { message: (sink, options) => new ToyEngine(sink, options, 'types') }
const READY: Engines = { datagram: (sink, options) => new ToyEngine(sink, options, 'ready') }

describe('a transport with message framing', () => {
  it('carries REQ and REP with an engine of the context', async () => {
    const { context, transport } = stage('message', TYPES)
    const [reply, request] = [new Reply({ context }), new Request({ context })]
    await reply.bind('memory://service')
    request.connect('memory://service')
    await request.send(['question', 'of two frames'])
    expect(text(await reply.receive())).toEqual(['question', 'of two frames'])
    await reply.send('answer')
    expect(text(await request.receive())).toEqual(['answer'])
    const opening = transport.written.slice(0, 2).map((buffer) => Buffer.from(buffer).toString())
    expect(opening.sort()).toEqual(['REP', 'REQ'])
  })

  it.each(['message', 'datagram'] as const)('is refused with EPROTONOSUPPORT if there is no engine for %s', async (framing) => {
    const { context } = stage(framing)
    const refusal = { code: 'EPROTONOSUPPORT', address: 'memory://service', message: expect.stringContaining(`framing '${framing}'`) }
    await expect(new Reply({ context }).bind('memory://service')).rejects.toMatchObject(refusal)
    expect(() => new Request({ context }).connect('memory://service')).toThrow(expect.objectContaining(refusal))
  })
})

describe('a transport with datagram framing', () => {
  it('carries PUSH and PULL with an engine that is ready at once', async () => {
    const { context, transport } = stage('datagram', READY)
    const [pull, push] = [new Pull({ context }), new Push({ context })]
    await pull.bind('memory://port')
    push.connect('memory://port')
    await push.send('one')
    await push.send(['two', 'frames'])
    expect([text(await pull.receive()), text(await pull.receive())]).toEqual([['one'], ['two', 'frames']])
    // No handshake: the first datagram is the first message.
    expect(transport.written.map((buffer) => Buffer.from(buffer).toString('latin1'))).toEqual(['\x03one', '\x03two\x06frames'])
  })
})

describe('a transport with stream framing', () => {
  it('carries ZMTP, whatever its scheme', async () => {
    const { context, transport } = stage('stream')
    const [pull, push] = [new Pull({ context }), new Push({ context })]
    await pull.bind('memory://port')
    push.connect('memory://port')
    await push.send('over ZMTP')
    expect(text(await pull.receive())).toEqual(['over ZMTP'])
    expect(transport.written[0]?.[0]).toBe(0xff)
  })

  it('carries raw bytes of STREAM, whatever its scheme', async () => {
    const { context, transport } = stage('stream')
    const [server, client] = [new Stream({ context, notify: false }), new Stream({ context, notify: false })]
    await server.bind('memory://port')
    client.connect('memory://port', { routingId: 'server' })
    await client.send(['server', 'raw'])
    const [, bytes] = await server.receive()
    expect(Buffer.from(bytes).toString()).toBe('raw')
    expect(transport.written).toHaveLength(1)
  })
})

describe('STREAM', () => {
  it.each(['message', 'datagram'] as const)('cannot use a transport with %s framing, even if there is an engine', async (framing) => {
    const { context } = stage(framing, { ...TYPES, ...READY })
    const refusal = { code: 'ENOCOMPATPROTO', address: 'memory://port' }
    await expect(new Stream({ context }).bind('memory://port')).rejects.toMatchObject(refusal)
    expect(() => new Stream({ context }).connect('memory://port')).toThrow(expect.objectContaining(refusal))
  })
})

describe('a transport of a program', () => {
  const complete = new MemoryTransport('stream')
  const names = ['scheme', 'framing', 'optionsOf', 'checkConnect', 'checkBind', 'connect', 'listen'] as const

  it.each(names)('without %s is a TypeError that names it', (missing) => {
    const transport = Object.fromEntries(names.filter((name) => name !== missing).map((name) => [name, complete[name]]))
    expect(() => new Context({ transports: [complete, transport as never] })).toThrow(
      new TypeError(
        `option transports[1].${missing} must be a ${['scheme', 'framing'].includes(missing) ? 'string' : 'function'}, not undefined`,
      ),
    )
  })

  it('that is no object is a TypeError', () => {
    expect(() => new Context({ transports: ['tcp' as never] })).toThrow(new TypeError('option transports[0] must be an object, not "tcp"'))
  })
})
