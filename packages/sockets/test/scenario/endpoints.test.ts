/** libzmq's scenarios for endpoints; each group has the name of libzmq's test program. */
import { until } from '@tszmq/testkit'
import { Dealer, Pair, Pull, Push, Reply, Request } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, text } from '../stage.ts'

describe('last_endpoint and unbind_wildcard', () => {
  it.each(WIRES)('is the real endpoint, and can be unbound and bound again, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    expect(pull.lastEndpoint).toBeNull()
    const endpoint = await pull.bind(transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*')
    expect([pull.lastEndpoint, endpoint]).toEqual([endpoint, expect.not.stringContaining('*')])
    await pull.unbind(endpoint)
    if (transport === 'tcp') expect(await pull.bind(endpoint)).toBe(endpoint)
  })

  it('unbinds an endpoint of all addresses, also with IPv6', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull, { ipv6: true })
    for (const address of ['tcp://*:*', 'tcp://[::]:*', 'tcp://127.0.0.1:*', 'tcp://[::1]:*']) await pull.unbind(await pull.bind(address))
  })
})

describe('unbind_wildcard', () => {
  it.each([
    ['all addresses, IPv4', 'tcp://*:*', false],
    ['all addresses, IPv6 too', 'tcp://*:*', true],
    ['any port of an IPv4 address', 'tcp://127.0.0.1:*', false],
    ['any port of an IPv4 address, IPv6 allowed', 'tcp://127.0.0.1:*', true],
    ['any port of an IPv6 address', 'tcp://[::1]:*', true],
  ])('%s: its real endpoint can be connected, used, disconnected and unbound', async (_what, wildcard, ipv6) => {
    await using stage = new Stage('tcp')
    const [rep, req] = [stage.make(Reply, { ipv6 }), stage.make(Request, { ipv6 })]
    const endpoint = await rep.bind(wildcard)
    expect([rep.lastEndpoint, /:\d+$/.test(endpoint)]).toEqual([endpoint, true])
    await stage.join(req, endpoint)
    await req.send('there')
    await rep.send([...(await rep.receive()), 'back'])
    expect(text(await req.receive())).toEqual(['there', 'back'])
    req.disconnect(endpoint)
    await until(() => connections(rep) === 0)
    await rep.unbind(endpoint)
    await expect(rep.unbind(endpoint)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('ipc_wildcard', () => {
  it('is another path each time, which two sockets can use', async () => {
    await using stage = new Stage('ipc')
    const [a, b, other] = [stage.make(Pair), stage.make(Pair), stage.make(Pair)]
    const [endpoint, another] = [await a.bind('ipc://*'), await other.bind('ipc://*')]
    expect(endpoint).not.toBe(another)
    await stage.join(b, endpoint)
    await b.send('by wildcard')
    expect(text(await a.receive())).toEqual(['by wildcard'])
  })
})

// Only Linux has names without a file.
if (process.platform === 'linux') {
  describe('abstract_ipc', () => {
    it('a name without a file can be bound, connected and used', async () => {
      await using stage = new Stage('ipc')
      const [a, b] = [stage.make(Dealer), stage.make(Dealer)]
      const name = `ipc://@tszmq-scenario-${process.pid}`
      expect([await a.bind(name), a.lastEndpoint]).toEqual([name, name])
      await stage.join(b, name)
      await b.send('there')
      expect(text(await a.receive())).toEqual(['there'])
      await a.send('back')
      expect(text(await b.receive())).toEqual(['back'])
    })

    it('an empty name throws', async () => {
      await using stage = new Stage('ipc')
      await expect(stage.make(Dealer).bind('ipc://@')).rejects.toMatchObject({ code: 'EINVAL' })
    })
  })
}

describe('security_null, without a domain', () => {
  it.each(TRANSPORTS)('two sockets exchange messages over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Dealer), stage.make(Dealer)]
    await stage.meet(server, client)
    await client.send('there')
    expect(text(await server.receive())).toEqual(['there'])
    await server.send('back')
    expect(text(await client.receive())).toEqual(['back'])
  })
})

describe('term_endpoint', () => {
  it.each(TRANSPORTS)('there is no peer after disconnect, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.meet(pull, push)
    await push.send('one')
    expect(text(await pull.receive())).toEqual(['one'])
    push.disconnect(endpoint)
    expect(push.trySend('two')).toBe(false)
  })

  it.each(WIRES)('there is no peer after unbind, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull, { reconnectInterval: -1 })]
    const endpoint = await stage.meet(push, pull)
    await push.send('one')
    await push.unbind(endpoint)
    expect(text(await pull.receive())).toEqual(['one'])
    expect(push.trySend('two')).toBe(false)
  })

  it.each(TRANSPORTS)('unbind and disconnect of an unknown endpoint: ENOENT, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, endpoint] = [stage.make(Push), transport === 'inproc' ? 'inproc://none' : await stage.vacant()]
    await expect(push.unbind(endpoint)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(() => push.disconnect(endpoint)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  it.each(['tcp://127.0.0.1:*', 'ipc://*'])('%s can be unbound by its real endpoint, and not by its wildcard', async (wildcard) => {
    await using stage = new Stage()
    const pull = stage.make(Pull)
    await pull.bind(wildcard)
    await expect(pull.unbind(wildcard)).rejects.toMatchObject({ code: 'ENOENT' })
    await pull.unbind(pull.lastEndpoint as string)
  })
})

describe('connect_resolve', () => {
  it.each([
    ['a name', 'tcp://localhost:1234'],
    ['an IPv6 address', 'tcp://[::1]:1234'],
    ['a source address', 'tcp://lo:0;localhost:1234'],
  ])('accepts %s', async (_what, endpoint) => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull, { ipv6: true })
    expect(() => pull.connect(endpoint)).not.toThrow()
  })

  it.each([
    ['a space in it', 'tcp://in val id:1234', 'EINVAL'],
    ['no host', 'tcp://', 'EINVAL'],
    ['no port', 'tcp://localhost', 'EINVAL'],
    ['a port that is none', 'tcp://localhost:invalid', 'EINVAL'],
    ['a port of 0', 'tcp://localhost:0', 'EINVAL'],
    ['a protocol nobody speaks', 'invalid://localhost:1234', 'EPROTONOSUPPORT'],
  ])('throws for %s', async (_what, endpoint, code) => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    expect(() => pull.connect(endpoint)).toThrow(expect.objectContaining({ code }))
  })
})

describe('rebind_ipc', () => {
  it('binds a path again right after the socket that had it was closed', async () => {
    await using stage = new Stage('ipc')
    const first = stage.make(Push)
    const endpoint = await stage.bind(first)
    await first[Symbol.asyncDispose]()
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await push.bind(endpoint)
    await stage.join(pull, endpoint)
    await push.send('42')
    expect(text(await pull.receive())).toEqual(['42'])
  })
})

describe('connecting several times to one endpoint', () => {
  it.each(TRANSPORTS)('is undone by one disconnect, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.bind(pull)
    for (let i = 0; i < 3; i++) push.connect(endpoint)
    await until(() => connections(push) === 3)
    push.disconnect(endpoint)
    expect(push.trySend('x')).toBe(false)
    expect(() => push.disconnect(endpoint)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    await until(() => connections(pull) === 0)
  })

  it.each([
    ['tcp://LOCALHOST:1', 'tcp://localhost:1'],
    ['tcp://::1:1', 'tcp://[::1]:1'],
    ['tcp://[0:0:0:0:0:0:0:1]:1', 'tcp://::1:1'],
    ['tcp://127.0.0.1:0001', 'tcp://127.0.0.1:1'],
  ])('is undone in any spelling: %s by %s', async (connected, disconnected) => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { ipv6: true })
    push.connect(connected)
    push.disconnect(disconnected)
    expect(() => push.disconnect(connected)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})

describe('unbind', () => {
  it.each([
    ['a host name', 'localhost', {}],
    ['a host name in capitals', 'LOCALHOST', {}],
    ['all addresses', '*', {}],
    ['an unbracketed IPv6 address', '::1', { ipv6: true }],
    ['an IPv6 address in full', '[0:0:0:0:0:0:0:1]', { ipv6: true }],
    ['the name of an interface', 'lo', {}],
  ])('accepts %s as it was passed to bind', async (_what, host, options) => {
    await using stage = new Stage('tcp')
    const port = new URL((await stage.vacant()).replace('tcp:', 'http:')).port
    const pull = stage.make(Pull, options)
    const address = `tcp://${host}:${port}`
    const endpoint = await pull.bind(address)
    await pull.unbind(address)
    await expect(pull.unbind(address)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(pull.unbind(endpoint)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await stage.make(Pull, options).bind(endpoint)).toBe(endpoint)
  })

  it('accepts the real endpoint too, and an IPv6 address in any form', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull, { ipv6: true })
    await pull.unbind(await pull.bind('tcp://localhost:*'))
    const endpoint = await pull.bind('tcp://[::1]:*')
    await pull.unbind(endpoint.replace('[::1]', '0:0:0:0:0:0:0:1'))
  })

  it('rejects with ENOENT for what cannot be an endpoint', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    for (const address of ['tcp://nonsense', 'foo://x', 'ipc://']) {
      await expect(pull.unbind(address)).rejects.toMatchObject({ code: address === 'ipc://' ? 'EINVAL' : 'ENOENT' })
    }
  })
})

describe('a numeric zone', () => {
  it('selects the interface of that number, for bind and connect', async () => {
    await using stage = new Stage('tcp')
    const [push, pull] = [stage.make(Push, { ipv6: true }), stage.make(Pull, { ipv6: true })]
    const address = await pull.bind('tcp://[::1%1]:*')
    expect(address).toMatch(/^tcp:\/\/\[::1%lo0?\]:\d+$/)
    push.connect(address.replace(/%lo0?/, '%1'))
    await push.send('x')
    expect(text(await pull.receive())).toEqual(['x'])
  })

  it('of no interface is EINVAL', async () => {
    await using stage = new Stage('tcp')
    await expect(stage.make(Pull, { ipv6: true }).bind('tcp://[::1%999999]:*')).rejects.toMatchObject({ code: 'EINVAL' })
  })
})
