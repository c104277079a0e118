/** Tests of ipc beyond the common suite: existing files (hardening I1 to I3), names and permissions. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { createServer, connect as rawConnect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ConnRecorder } from '@tszmq/testkit'
import { IpcTransport, type Listener, type ListenOptions } from '../src/index.ts'
import { CompiledPackage } from './compiled-package.ts'
import { IPC_CHILD, type Answer, type Request } from './ipc-child.ts'
import { connectOptions, listenOptions, realTimers } from './real-network.ts'

// Ids of threats: docs/threats.md.

const ipc = new IpcTransport()
const linux = process.platform === 'linux'

let directory: string
let compiled: CompiledPackage
let program: string
const listeners: Listener[] = []
const servers: Server[] = []
const conns: ConnRecorder[] = []
const children: ChildProcess[] = []

beforeAll(() => {
  compiled = new CompiledPackage()
  program = compiled.program('ipc-child', IPC_CHILD)
})
afterAll(() => compiled.remove())
beforeEach(() => (directory = fs.mkdtempSync(join(tmpdir(), 'ipc-'))))
afterEach(async () => {
  for (const { conn } of conns.splice(0)) conn.destroy()
  for (const listener of listeners.splice(0)) await listener.close()
  for (const server of servers.splice(0)) server.close()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  fs.rmSync(directory, { recursive: true })
})

async function listen(address: string, changes: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await ipc.listen(address, (conn) => conns.push(new ConnRecorder(conn)), listenOptions(changes))
  listeners.push(listener)
  return listener
}

async function connect(address: string): Promise<ConnRecorder> {
  const recorder = new ConnRecorder(await ipc.connect(address, connectOptions()))
  conns.push(recorder)
  return recorder
}

/** A live socket that is not of this package. */
async function liveSocket(path: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {})).listen(path)
  await once(server, 'listening')
  servers.push(server)
  return server
}

/** A socket file whose listener is gone, as a crash leaves it. */
async function staleSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.live`)
  await once(server, 'listening')
  fs.renameSync(`${path}.live`, path)
  server.close()
  await once(server, 'close')
}

function isReachable(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = rawConnect(path)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

async function child(): Promise<ChildProcess> {
  const started = fork(program)
  children.push(started)
  await once(started, 'message')
  return started
}

async function ask(whom: ChildProcess | Worker, request: Request): Promise<Answer> {
  if (whom instanceof Worker) whom.postMessage(request)
  else whom.send(request)
  return ((await once(whom, 'message')) as [Answer])[0]
}

const inUse = (path: string) => ({ code: 'EADDRINUSE', address: `ipc://${path}` })

describe('an existing file at the path of a bind (I1)', () => {
  let path: string
  beforeEach(() => (path = join(directory, 'socket')))

  it('is replaced when it is a stale socket of this user', async () => {
    await staleSocket(path)
    const listener = await listen(path)
    expect(listener.endpoint).toBe(`ipc://${path}`)
    await connect(path)
  })

  it('stays when it is a live socket, which is still reachable', async () => {
    await liveSocket(path)
    await expect(listen(path)).rejects.toMatchObject({
      ...inUse(path),
      message: `cannot bind ipc://${path}: the address is in use`,
    })
    expect(await isReachable(path)).toBe(true)
  })

  it('stays when it is a regular file', async () => {
    fs.writeFileSync(path, 'precious')
    await expect(listen(path)).rejects.toMatchObject(inUse(path))
    expect(fs.readFileSync(path, 'utf8')).toBe('precious')
  })

  it('stays when it is a directory', async () => {
    fs.mkdirSync(path)
    await expect(listen(path)).rejects.toMatchObject(inUse(path))
    expect(fs.lstatSync(path).isDirectory()).toBe(true)
  })

  it('stays when it is a link, also to a stale socket, and the link is not followed', async () => {
    await staleSocket(join(directory, 'stale'))
    fs.symlinkSync('stale', path)
    await expect(listen(path)).rejects.toMatchObject(inUse(path))
    expect(fs.readlinkSync(path)).toBe('stale')
    expect(fs.lstatSync(join(directory, 'stale')).isSocket()).toBe(true)
  })

  it('stays when it is a link to nothing', async () => {
    fs.symlinkSync('nowhere', path)
    await expect(listen(path)).rejects.toMatchObject(inUse(path))
    expect(fs.readdirSync(directory)).toEqual(['socket'])
  })

  const asRoot = process.getuid?.() === 0
  const asRootIt = asRoot ? it : it.skip
  asRootIt(`stays when it is a stale socket of another user${asRoot ? '' : ' (only root can make one)'}`, async () => {
    await staleSocket(path)
    fs.chownSync(path, 12_345, 12_345)
    await expect(listen(path)).rejects.toMatchObject(inUse(path))
    expect(fs.lstatSync(path).uid).toBe(12_345)
  })

  // Between bind(2) and listen(2) of another process its socket refuses like a stale one.
  it('stays when a process starts to listen between the two probes', async () => {
    await staleSocket(path)
    const asked: number[] = []
    const timers = {
      after(ms: number, fn: () => void) {
        asked.push(ms)
        fs.unlinkSync(path)
        void liveSocket(path).then(fn)
        return () => {}
      },
    }
    await expect(listen(path, { timers })).rejects.toMatchObject(inUse(path))
    expect(asked).toEqual([50])
    expect(await isReachable(path)).toBe(true)
  })

  it('stays when another bind replaces it at the same time', async () => {
    await staleSocket(path)
    const results = await Promise.allSettled([listen(path), listen(path)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await isReachable(path)).toBe(true)
  })

  it('is gone a moment after close, so the path can be bound again', async () => {
    for (let round = 0; round < 20; round++) {
      const listener = await ipc.listen(path, () => {}, listenOptions())
      await listener.close()
    }
    expect(fs.existsSync(path)).toBe(false)
  })
})

describe('the end of a listener', () => {
  it('removes its file', async () => {
    const path = join(directory, 'socket')
    const listener = await listen(path)
    expect(fs.lstatSync(path).isSocket()).toBe(true)
    await listener.close()
    expect(fs.readdirSync(directory)).toEqual([])
  })

  it('does not remove a socket that another process has bound at the path', async () => {
    const path = join(directory, 'socket')
    const listener = await listen(path)
    fs.unlinkSync(path)
    await liveSocket(path)
    await listener.close()
    expect(await isReachable(path)).toBe(true)
    expect(fs.readdirSync(directory)).toEqual(['socket'])
  })

  it('does not throw when its file or its directory is gone already', async () => {
    const own = join(directory, 'own')
    fs.mkdirSync(own)
    const listener = await listen(join(own, 'socket'))
    fs.rmSync(own, { recursive: true })
    await listener.close()
    const wildcard = await listen('*')
    fs.rmSync(dirname(wildcard.endpoint.slice(6)), { recursive: true })
    await wildcard.close()
  })

  it('removes a relative path where it was bound, after a change of the working directory', async () => {
    const home = process.cwd()
    fs.mkdirSync(join(directory, 'elsewhere'))
    fs.writeFileSync(join(directory, 'elsewhere', 'socket'), 'not yours')
    try {
      process.chdir(directory)
      const listener = await listen('socket')
      expect(listener.endpoint).toBe('ipc://socket')
      await connect('socket')
      process.chdir('elsewhere')
      await listener.close()
    } finally {
      process.chdir(home)
    }
    expect(fs.readdirSync(directory)).toEqual(['elsewhere'])
    expect(fs.readdirSync(join(directory, 'elsewhere'))).toEqual(['socket'])
  })

  it('removes its listeners on process', async () => {
    const before = process.listenerCount('exit') + process.listenerCount('SIGTERM')
    await (await listen(join(directory, 'socket'))).close()
    await (await listen('*')).close()
    expect(process.listenerCount('exit') + process.listenerCount('SIGTERM')).toBe(before)
  })
})

// Threat I2.
it('lets exactly one of two processes bind a path, 100 times, and the other changes nothing', async () => {
  const racers = await Promise.all([child(), child()])
  for (let round = 0; round < 100; round++) {
    const path = join(directory, `socket-${round}`)
    if (round % 2 === 1) await staleSocket(path)
    const answers = await Promise.all(racers.map((racer) => ask(racer, { do: 'bind', address: path })))
    const won = answers.findIndex(({ endpoint }) => endpoint !== undefined)
    expect(answers[won]).toEqual({ endpoint: `ipc://${path}` })
    expect(answers[1 - won]).toEqual({ code: 'EADDRINUSE' })
    await ask(racers[1 - won]!, { do: 'close' })
    const recorder = await connect(path)
    await recorder.until(() => recorder.received.toString() === String(racers[won]!.pid))
    await ask(racers[won]!, { do: 'close' })
    expect(fs.existsSync(path)).toBe(false)
  }
  expect(fs.readdirSync(directory)).toEqual([])
}, 60_000)

describe('permissions (I3)', () => {
  const modeOf = (path: string): string => (fs.lstatSync(path).mode & 0o777).toString(8)

  it.each(['000', '022', '077'])('of a socket are 600 under umask %s, which does not change', async (octal) => {
    const umask = parseInt(octal, 8)
    const path = join(directory, 'socket')
    const before = process.umask(umask)
    const chmod = jest.spyOn(fs, 'chmodSync')
    try {
      await listen(path)
      expect(modeOf(path)).toBe('600')
      // Created with that mode: no other user could open it at any moment.
      expect(chmod).not.toHaveBeenCalled()
    } finally {
      chmod.mockRestore()
      expect(process.umask(before)).toBe(umask)
    }
  })

  it('of a socket are 600 in a worker thread, which cannot set the umask', async () => {
    const path = join(directory, 'socket')
    const before = process.umask(0)
    const worker = new Worker(program)
    try {
      await once(worker, 'message')
      expect(await ask(worker, { do: 'bind', address: path })).toEqual({ endpoint: `ipc://${path}` })
      expect(modeOf(path)).toBe('600')
      await ask(worker, { do: 'close' })
    } finally {
      process.umask(before)
      await worker.terminate()
    }
  })

  it('of a wildcard’s directory are 700, also under umask 000', async () => {
    const before = process.umask(0)
    try {
      const path = (await listen('*')).endpoint.slice(6)
      expect(modeOf(dirname(path))).toBe('700')
      expect(modeOf(path)).toBe('600')
    } finally {
      process.umask(before)
    }
  })
})

describe('ipc://*', () => {
  it('binds a new path each time, in TMPDIR', async () => {
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = directory
    try {
      const [one, two] = [await listen('*'), await listen('*')]
      expect(one.endpoint).not.toBe(two.endpoint)
      expect(dirname(dirname(one.endpoint.slice(6)))).toBe(directory)
      await connect(one.endpoint.slice(6))
      await one.close()
      await two.close()
      expect(fs.readdirSync(directory)).toEqual([])
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    }
  })

  it('leaves no directory behind when the path does not fit', async () => {
    const deep = join(directory, 'd'.repeat(100))
    fs.mkdirSync(deep)
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = deep
    try {
      await expect(listen('*')).rejects.toMatchObject({ code: 'ENAMETOOLONG', address: 'ipc://*' })
      expect(fs.readdirSync(deep)).toEqual([])
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    }
  })

  it.each([
    ['exits', (it: ChildProcess) => void it.send({ do: 'exit' }), [0, null]],
    ['is ended by SIGTERM', (it: ChildProcess) => void it.kill('SIGTERM'), [null, 'SIGTERM']],
  ])('is removed with its directory when the process %s', async (_how, end, outcome) => {
    const bound = await child()
    const { endpoint } = await ask(bound, { do: 'bind', address: '*' })
    expect(fs.existsSync(endpoint!.slice(6))).toBe(true)
    const exited = once(bound, 'exit')
    end(bound)
    expect(await exited).toEqual(outcome)
    expect(fs.existsSync(dirname(endpoint!.slice(6)))).toBe(false)
  })

  it('cannot be connected to', () => {
    expect(() => ipc.checkConnect('*')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

it('removes the file of a path when the process exits without closing', async () => {
  const path = join(directory, 'socket')
  const bound = await child()
  await ask(bound, { do: 'bind', address: path })
  bound.send({ do: 'exit' })
  await once(bound, 'exit')
  expect(fs.readdirSync(directory)).toEqual([])
})

it('leaves a stale file when the process is killed, and the next one binds over it', async () => {
  const path = join(directory, 'socket')
  const bound = await child()
  await ask(bound, { do: 'bind', address: path })
  bound.kill('SIGKILL')
  await once(bound, 'exit')
  expect(fs.readdirSync(directory)).toEqual(['socket'])
  await listen(path)
  await connect(path)
})

describe('an address', () => {
  const longest = linux ? 107 : 103

  it.each([
    ['', 'EINVAL'],
    ['@', 'EINVAL'],
    ['a\0b', 'EINVAL'],
    ['x'.repeat(longest + 1), 'ENAMETOOLONG'],
    ['é'.repeat((longest + 1) / 2), 'ENAMETOOLONG'],
    [`@${'x'.repeat(longest)}`, 'ENAMETOOLONG'],
  ])('%j is rejected with %s', (address, code) => {
    const refusal = expect.objectContaining({ name: 'TransportError', code, address: `ipc://${address}` })
    expect(() => ipc.checkBind(address)).toThrow(refusal)
    expect(() => ipc.checkConnect(address)).toThrow(refusal)
  })

  it('may fill the socket address to its last byte', async () => {
    const path = join(directory, 'x'.repeat(longest - directory.length - 1))
    expect(path.length).toBe(longest)
    await listen(path)
    expect(fs.readdirSync(directory)).toEqual([basename(path)])
    await connect(path)
  })

  it('in a directory that does not exist rejects with ENOENT', async () => {
    const path = join(directory, 'none', 'socket')
    await expect(listen(path)).rejects.toMatchObject({ code: 'ENOENT', address: `ipc://${path}` })
    await expect(connect(path)).rejects.toMatchObject({ code: 'ENOENT', address: `ipc://${path}` })
  })

  it('in a directory without write permission rejects with EACCES and the endpoint', async () => {
    const path = '/proc/socket'
    await expect(listen(path)).rejects.toMatchObject({
      code: expect.stringMatching(/^E(ACCES|PERM|NOENT|ROFS)$/),
      address: `ipc://${path}`,
    })
  })
})

const onLinux = linux ? it : it.skip

onLinux('binds an abstract name without a file', async () => {
  const listener = await listen(`@${basename(directory)}`)
  expect(listener.endpoint).toBe(`ipc://@${basename(directory)}`)
  await connect(`@${basename(directory)}`)
  expect(fs.readdirSync(directory)).toEqual([])
})

it('has no peer address', async () => {
  const { conn } = await connect((await listen(join(directory, 'socket'))).endpoint.slice(6))
  expect(conn.peerAddress).toBe('')
})

it('rejects ipc on Windows', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform')!
  Object.defineProperty(process, 'platform', { ...platform, value: 'win32' })
  try {
    expect(() => ipc.checkBind('name')).toThrow(expect.objectContaining({ code: 'ENOTSUP' }))
  } finally {
    Object.defineProperty(process, 'platform', platform)
  }
})

it('waits for the second probe with the given timers', async () => {
  await staleSocket(join(directory, 'socket'))
  const after = jest.fn(realTimers.after)
  await listen(join(directory, 'socket'), { timers: { after } })
  expect(after.mock.calls.map(([ms]) => ms)).toEqual([50])
})
