/** bind() and bindSync(): errors that are thrown at once, and binds that have not finished when other things happen. */
import { Pull, Push } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, text } from '../stage.ts'

describe('bindSync', () => {
  it.each(TRANSPORTS)('binds over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull), stage.make(Push)]
    const bound = new Promise((resolve) => pull.events.on('bind', resolve))
    pull.bindSync(stage.wildcard())
    // In process there is no system to ask, and no event.
    if (transport !== 'inproc') expect(await bound).toMatchObject({ address: pull.lastEndpoint })
    push.connect(pull.lastEndpoint!)
    await push.send('hello')
    expect(text(await pull.receive())).toEqual(['hello'])
  })

  it.each([
    ['nonsense', 'EINVAL'],
    ['tcp://', 'EINVAL'],
    ['tcp://127.0.0.1', 'EINVAL'],
    ['tcp://127.0.0.1:65536', 'EINVAL'],
    ['ipc://', 'EINVAL'],
    [`ipc:///${'x'.repeat(200)}`, 'ENAMETOOLONG'],
    ['inproc://', 'EINVAL'],
    ['foo://bar', 'EPROTONOSUPPORT'],
  ])('throws for %s: %s', async (address, code) => {
    await using stage = new Stage()
    const pull = stage.make(Pull)
    expect(() => pull.bindSync(address)).toThrow(expect.objectContaining({ code }))
    expect(pull.lastEndpoint).toBeNull()
  })

  it('throws EADDRINUSE for an inproc name in use', async () => {
    await using stage = new Stage('inproc')
    stage.make(Pull).bindSync('inproc://taken')
    expect(() => stage.make(Pull).bindSync('inproc://taken')).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
  })

  it('throws EBADF once the socket is closed', () => {
    const pull = new Pull()
    pull.close()
    expect(() => pull.bindSync('tcp://127.0.0.1:*')).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })

  it.each([
    ['a directory that is not there', '/nowhere/socket', 'ENOENT'],
    ['a file as a directory', '/etc/passwd/socket', 'ENOTDIR'],
    ['a directory where nothing can be made', '/proc/socket', /^(ENOENT|EACCES|EPERM)$/],
    ['a file that is not a socket', '/etc/passwd', 'EADDRINUSE'],
  ])('throws the error of the system for an ipc path: %s', async (_what, path, code) => {
    await using stage = new Stage('ipc')
    const pull = stage.make(Pull)
    const told = new Promise((resolve) => pull.events.on('bind:error', resolve))
    expect(() => pull.bindSync(`ipc://${path}`)).toThrow(
      expect.objectContaining({ name: 'TransportError', code: typeof code === 'string' ? code : expect.stringMatching(code) }),
    )
    expect(await told).toMatchObject({ address: `ipc://${path}` })
    expect(pull.lastEndpoint).toBeNull()
    pull.bindSync(stage.wildcard())
  })

  it('emits bind:error if an ipc path is in use', async () => {
    await using stage = new Stage('ipc')
    const endpoint = await stage.bind(stage.make(Pull))
    const pull = stage.make(Pull)
    const refused = new Promise((resolve) => pull.events.on('bind:error', resolve))
    pull.bindSync(endpoint)
    expect(await refused).toMatchObject({ address: endpoint, error: { code: 'EADDRINUSE' } })
  })

  it('emits bind:error if the port is in use', async () => {
    await using stage = new Stage('tcp')
    const endpoint = await stage.bind(stage.make(Pull))
    const pull = stage.make(Pull)
    const refused = new Promise((resolve) => pull.events.on('bind:error', resolve))
    pull.bindSync(endpoint)
    expect(await refused).toMatchObject({ address: endpoint, error: { code: 'EADDRINUSE' } })
  })
})

describe.each(WIRES)('a bind over %s that has not finished', (transport) => {
  it('can be undone by the address that was passed to it', async () => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    const address = stage.wildcard()
    const bound = pull.bind(address)
    const undone = pull.unbind(address)
    const endpoint = await bound
    await undone
    await expect(pull.unbind(address)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await stage.make(Pull).bind(endpoint)).toBe(endpoint)
  })

  it('resolves although its socket is closed meanwhile, and the address is free afterwards', async () => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    const bound = pull.bind(stage.wildcard())
    pull.close()
    const endpoint = await bound
    expect(pull.closed).toBe(true)
    await pull[Symbol.asyncDispose]()
    expect(await stage.make(Pull).bind(endpoint)).toBe(endpoint)
  })

  it('rejects with the error of the system although its socket is closed meanwhile', async () => {
    await using stage = new Stage(transport)
    const endpoint = await stage.bind(stage.make(Pull))
    const pull = stage.make(Pull)
    const bound = pull.bind(endpoint)
    pull.close()
    await expect(bound).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await pull[Symbol.asyncDispose]()
  })
})

describe('several binds that have not finished', () => {
  it('have an endpoint each, also for equal addresses', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    const endpoints = await Promise.all([1, 2, 3].map(() => pull.bind('tcp://127.0.0.1:*')))
    expect(new Set(endpoints).size).toBe(3)
    for (const endpoint of endpoints) await pull.unbind(endpoint)
  })

  it('are all undone when their socket closes', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    const binds = [1, 2, 3].map(() => pull.bind('tcp://127.0.0.1:*'))
    const ends = Promise.allSettled(binds)
    await pull[Symbol.asyncDispose]()
    const endpoints = (await ends).map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))
    for (const endpoint of endpoints) expect(await stage.make(Pull).bind(endpoint)).toBe(endpoint)
  })
})
