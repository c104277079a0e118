/** libzmq's scenarios for endpoints, one to one: the name of its test program is that of the group. */
import { Pull, Push } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, text } from '../stage.ts'

describe('last_endpoint and unbind_wildcard', () => {
  it.each(WIRES)('is the endpoint as it really is, and can be unbound and bound again, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    expect(pull.lastEndpoint).toBeNull()
    const endpoint = await pull.bind(transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*')
    expect([pull.lastEndpoint, endpoint]).toEqual([endpoint, expect.not.stringContaining('*')])
    await pull.unbind(endpoint)
    if (transport === 'tcp') expect(await pull.bind(endpoint)).toBe(endpoint)
  })

  it('unbinds what was bound to all addresses, IPv6 too', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull, { ipv6: true })
    for (const address of ['tcp://*:*', 'tcp://[::]:*', 'tcp://127.0.0.1:*', 'tcp://[::1]:*']) await pull.unbind(await pull.bind(address))
  })
})

describe('term_endpoint', () => {
  it.each(TRANSPORTS)('nobody is there to send to after disconnect, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.meet(pull, push)
    await push.send('one')
    expect(text(await pull.receive())).toEqual(['one'])
    push.disconnect(endpoint)
    expect(push.trySend('two')).toBe(false)
  })

  it.each(WIRES)('nobody is there to send to after unbind, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull, { reconnectInterval: -1 })]
    const endpoint = await stage.meet(push, pull)
    await push.send('one')
    await push.unbind(endpoint)
    expect(text(await pull.receive())).toEqual(['one'])
    expect(push.trySend('two')).toBe(false)
  })

  it.each(TRANSPORTS)('an endpoint that is not there cannot be ended: ENOENT, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, endpoint] = [stage.make(Push), transport === 'inproc' ? 'inproc://none' : await stage.vacant()]
    await expect(push.unbind(endpoint)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(() => push.disconnect(endpoint)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  it('a wildcard cannot be unbound by its wildcard', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    await pull.bind('tcp://127.0.0.1:*')
    await expect(pull.unbind('tcp://127.0.0.1:*')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('connect_resolve', () => {
  it.each([
    ['a name', 'tcp://localhost:1234'],
    ['an IPv6 address', 'tcp://[::1]:1234'],
    ['a source address', 'tcp://lo:0;localhost:1234'],
  ])('takes %s', async (_what, endpoint) => {
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
  ])('refuses %s', async (_what, endpoint, code) => {
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
