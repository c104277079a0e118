/** Tests of a transport and its process: when it keeps the process alive, and what it does without free descriptors. */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { CompiledPackage } from './compiled-package.ts'
import { IPC_CHILD } from './ipc-child.ts'

let compiled: CompiledPackage
beforeAll(() => (compiled = new CompiledPackage()))
afterAll(() => compiled.remove())

const children: ChildProcess[] = []
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const SETUP = `
import { IpcTransport, TcpTransport } from './src/index.ts'

// Ids of threats: docs/threats.md.
const timers = { after(ms, fn) { const timer = setTimeout(fn, ms); return () => clearTimeout(timer) } }
const common = { ipv6: false, keepalive: -1, keepaliveIdle: -1, backlog: 1000, acceptFilter: [], timers }
const listening = common
const connecting = { ...common, connectTimeout: 0, signal: new AbortController().signal }
const quiet = { data() {}, drain() {}, closed() {} }
const tcp = new TcpTransport()
`

function start(name: string, source: string, ...args: string[]): ChildProcess {
  const child = fork(compiled.program(name, `${SETUP}\n${source}`), args)
  children.push(child)
  return child
}

async function said<T>(child: ChildProcess): Promise<T> {
  return ((await once(child, 'message')) as [T])[0]
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  sockets.push(socket)
  return socket
}

/** A server of the test's own; it tells of each connection. */
async function ownServer(accept: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
    accept(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

describe('a process', () => {
  it('stays alive while it listens, and exits once the listener and its connections are closed', async () => {
    const child = start(
      'listens',
      `tcp.listen('127.0.0.1:*', (conn) => { conn.start(quiet); conn.end(); listener.close() }, listening)
         .then((bound) => { listener = bound; process.send(bound.endpoint) })
       let listener`,
    )
    const endpoint = await said<string>(child)
    open(Number(endpoint.split(':')[2]))
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('stays alive while it is connected, and exits when the peer ends', async () => {
    const server = await ownServer((socket) => socket.end())
    const source = `tcp.connect('127.0.0.1:' + process.argv[2], connecting).then((conn) => conn.start(quiet))`
    expect(await once(start('connected', source, String(server.port)), 'exit')).toEqual([0, null])
    server.close()
  })

  it.each([
    ['an unref’d listener', `tcp.listen('127.0.0.1:*', () => {}, listening).then((listener) => listener.unref())`],
    ['a listener made with ref: false', `tcp.listen('127.0.0.1:*', () => {}, { ...listening, ref: false })`],
    ['an unref’d ipc listener', `new IpcTransport().listen('*', () => {}, listening).then((listener) => listener.unref())`],
    [
      'an unref’d connection',
      `tcp.connect('127.0.0.1:' + process.argv[2], connecting).then((conn) => { conn.start(quiet); conn.unref() })`,
    ],
    [
      'a connection made with ref: false',
      `tcp.connect('127.0.0.1:' + process.argv[2], { ...connecting, ref: false }).then((conn) => conn.start(quiet))`,
    ],
  ])('is not kept alive by %s', async (_what, source) => {
    const server = await ownServer(() => {})
    expect(await once(start('lets-go', source, String(server.port)), 'exit')).toEqual([0, null])
    server.close()
  })

  it('is kept alive again after ref()', async () => {
    const child = start(
      'kept-again',
      `const accept = (conn) => { conn.start(quiet); conn.unref(); conn.ref(); conn.end(); listener.close() }
       tcp.listen('127.0.0.1:*', accept, { ...listening, ref: false })
         .then((bound) => { listener = bound; bound.ref(); process.send(bound.endpoint) })
       let listener`,
    )
    const endpoint = await said<string>(child)
    open(Number(endpoint.split(':')[2]))
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

// node:cluster hands the workers of a primary one shared listening socket, unless it is told not to.
it('does not share a port between the workers of a cluster', async () => {
  const worker = compiled.program('ipc-child', IPC_CHILD)
  const child = start(
    'cluster',
    `import cluster from 'node:cluster'
     import { once } from 'node:events'
     cluster.setupPrimary({ exec: process.argv[2] })
     const ask = async (worker, request) => { worker.send(request); return (await once(worker, 'message'))[0] }
     const run = async () => {
       const workers = [cluster.fork(), cluster.fork()]
       await Promise.all(workers.map((worker) => once(worker, 'message')))
       // Bound by its number: each bind of port 0 is another port.
       const { endpoint } = await ask(workers[0], { do: 'bind', address: '127.0.0.1:*' })
       await ask(workers[0], { do: 'close' })
       const first = await ask(workers[0], { do: 'bind', address: endpoint.slice(6) })
       const second = await ask(workers[1], { do: 'bind', address: first.endpoint.slice(6) })
       process.send([first, second])
       for (const worker of workers) worker.send({ do: 'exit' })
     }
     run()`,
    worker,
  )
  const [first, second] = await said<[{ endpoint: string }, unknown]>(child)
  expect(first.endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
  expect(second).toEqual({ code: 'EADDRINUSE' })
  await once(child, 'exit')
})

// Threat R11.
describe('without file descriptors left', () => {
  /** One byte there and back; false if the connection is closed or reset instead. */
  function echoes(socket: Socket): Promise<boolean> {
    return new Promise((resolve) => {
      socket.once('data', () => resolve(true))
      socket.once('close', () => resolve(false))
      socket.write('x')
    })
  }

  it('a listener rejects new connections, serves the open ones, and accepts again when descriptors are free', async () => {
    const program = compiled.program(
      'scarce',
      `${SETUP}
       tcp.listen('127.0.0.1:*', (conn) => conn.start({
         data(chunk) { conn.write([Uint8Array.from(chunk)]) },
         drain() {},
         closed() { process.send('closed') },
       }), listening).then(({ endpoint }) => process.send(endpoint))`,
    )
    const child = spawn('sh', ['-c', `ulimit -n 64; exec "${process.execPath}" "${program}"`], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    children.push(child)
    const port = Number((await said<string>(child)).split(':')[2])
    const served: Socket[] = []
    let refused = 0
    for (let i = 0; i < 80; i++) {
      const socket = open(port)
      if (await echoes(socket)) served.push(socket)
      else refused++
    }
    expect(refused).toBeGreaterThan(0)
    expect(served.length).toBeGreaterThan(10)
    for (const socket of served) expect(await echoes(socket)).toBe(true)

    for (const socket of served.splice(0, 10)) {
      const told = said<string>(child)
      socket.destroy()
      expect(await told).toBe('closed')
    }
    for (let i = 0; i < 10; i++) expect(await echoes(open(port))).toBe(true)
    for (const socket of served) expect(await echoes(socket)).toBe(true)
  })
})
