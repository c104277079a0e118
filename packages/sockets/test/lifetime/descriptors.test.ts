/** Descriptors from a parent process (ZMQ_USE_FD): bound and connected ones. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, linkSync, mkdtempSync, openSync, renameSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server, type Socket as NetSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Context, Pull, Push } from '../../src/index.ts'

const PACKAGE = join(__dirname, '..', '..', 'dist', 'cjs', 'index.js')

interface WithDescriptor {
  readonly _handle: { readonly fd: number }
}

const descriptorOf = (of: Server | NetSocket): number => (of as unknown as WithDescriptor)._handle.fd

/** A process that has `fd` as its descriptor 3. Its lines come one by one. */
function child(source: string, fd: number | 'ignore') {
  const program = `const zmq = require(${JSON.stringify(PACKAGE)}); ${source}`
  const process_ = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit', fd], timeout: 20_000 })
  const lines = (process_.stdout as NodeJS.ReadableStream).setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>
  return {
    exit: once(process_, 'exit'),
    line: async (): Promise<string> => String((await lines.next()).value).trim(),
  }
}

const SERVE = (address: string): string => `
  const pull = new zmq.Pull({ useFd: 3 })
  pull.bind(${JSON.stringify(address)}).then(async (endpoint) => {
    console.log(endpoint, pull.useFd)
    console.log(String(await pull.receive()))
    await pull[Symbol.asyncDispose]()
  }, (error) => console.log(error.code, error.message, pull.useFd))`

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'fd-'))))
afterAll(() => rmSync(folder, { recursive: true }))

async function listening(at: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer().listen(at)
  await once(server, 'listening')
  return server
}

describe('a descriptor that listens', () => {
  it('is used over tcp: bind() resolves to its endpoint, and useFd is -1 again', async () => {
    const server = await listening({ port: 0, host: '127.0.0.1' })
    const { port } = server.address() as AddressInfo
    const { line, exit } = child(SERVE('tcp://127.0.0.1:*'), descriptorOf(server))
    expect(await line()).toBe(`tcp://127.0.0.1:${port} -1`)
    server.close()
    await using push = new Push({ context: new Context() })
    push.connect(`tcp://127.0.0.1:${port}`)
    await push.send('hello')
    expect(await line()).toBe('hello')
    expect(await exit).toEqual([0, null])
  })

  it('is used over ipc, and its file stays', async () => {
    const path = join(folder, 'listening')
    const server = await listening({ path })
    const { line, exit } = child(SERVE(`ipc://${path}`), descriptorOf(server))
    expect(await line()).toBe(`ipc://${path} -1`)
    // Closing removes the file, and until then this process would accept connections too.
    linkSync(path, `${path}.kept`)
    await new Promise((closed) => server.close(closed))
    renameSync(`${path}.kept`, path)
    await using push = new Push({ context: new Context() })
    push.connect(`ipc://${path}`)
    await push.send('hello')
    expect(await line()).toBe('hello')
    expect(await exit).toEqual([0, null])
    expect(existsSync(path)).toBe(true)
  })

  it.each([
    ['tcp', (path: string) => ({ path })],
    ['ipc', () => ({ port: 0, host: '127.0.0.1' })],
  ])('of another kind is EINVAL for %s', async (scheme, at) => {
    const server = await listening(at(join(folder, 'another')))
    const address = scheme === 'tcp' ? 'tcp://127.0.0.1:*' : `ipc://${join(folder, 'x')}`
    const { line, exit } = child(SERVE(address), descriptorOf(server))
    expect(await line()).toMatch(/^EINVAL cannot bind .*descriptor 3 is not a listening (tcp|Unix) socket -1$/)
    expect(await exit).toEqual([0, null])
    server.close()
  })

  it('that is not a socket rejects', async () => {
    const fd = openSync(PACKAGE, 'r')
    const { line, exit } = child(SERVE('tcp://127.0.0.1:*'), fd)
    closeSync(fd)
    expect(await line()).toMatch(/^E[A-Z]+ cannot bind tcp:/)
    expect(await exit).toEqual([0, null])
  })
})

describe('a descriptor that is connected', () => {
  it.each(['tcp', 'ipc'])('is used by connect() over %s', async (scheme) => {
    await using pull = new Pull({ context: new Context() })
    const endpoint = await pull.bind(scheme === 'tcp' ? 'tcp://127.0.0.1:*' : `ipc://${join(folder, 'connected')}`)
    const to = endpoint.startsWith('tcp:') ? { host: '127.0.0.1', port: Number(endpoint.split(':')[2]) } : { path: endpoint.slice(6) }
    // Paused: what the peer says is for the child.
    const socket = connect(to as { path: string }).pause()
    await once(socket, 'connect')
    // The address leads nowhere, so that only the descriptor can be what is used.
    const nowhere = scheme === 'tcp' ? 'tcp://127.0.0.1:1' : `ipc://${join(folder, 'nowhere')}`
    const { exit, line } = child(
      `
      const push = new zmq.Push({ useFd: 3 })
      push.connect('${nowhere}')
      push.send('hello').then(() => console.log(push.useFd))`,
      descriptorOf(socket),
    )
    expect(await line()).toBe('-1')
    expect(String((await pull.receive({ timeout: 10_000 }))[0])).toBe('hello')
    expect(await exit).toEqual([0, null])
    socket.destroy()
  })

  it('that is not valid emits close, and the address is tried then', async () => {
    await using pull = new Pull({ context: new Context() })
    const endpoint = await pull.bind('tcp://127.0.0.1:*')
    const fd = openSync(PACKAGE, 'r')
    const { exit, line } = child(
      `
      const push = new zmq.Push({ useFd: 3 })
      push.events.on('close', ({ error }) => { if (error) console.log(error.code, error.message) })
      push.connect('${endpoint}')
      push.send('hello').then(() => setTimeout(() => push.close(), 300))`,
      fd,
    )
    closeSync(fd)
    expect(await line()).toMatch(/^EINVAL cannot connect to .*descriptor 3 is not a connected socket/)
    expect(String((await pull.receive({ timeout: 10_000 }))[0])).toBe('hello')
    expect(await exit).toEqual([0, null])
  })
})
