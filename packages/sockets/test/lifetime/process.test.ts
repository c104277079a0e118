/** When the built package keeps its process and when it lets it go, one process per case; what it loads. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { RawListener } from '@tszmq/testkit'
import { Context, Pull } from '../../src/index.ts'

const PACKAGE = join(__dirname, '..', '..', 'dist', 'cjs', 'index.js')
/** No case may take longer by far: a process that hangs is killed, and its test fails. */
const LIMIT_MS = 10_000

const program = (source: string): string => `const zmq = require(${JSON.stringify(PACKAGE)}); ${source}`

/** A timer that keeps nothing alive: it fires only if something else does. */
const WHILE_KEPT = "setTimeout(() => { console.log('kept'); socket.close() }, 200).unref();"

interface Ended {
  readonly code: number
  readonly printed: string
  readonly ms: number
}

const run = (source: string): Promise<Ended> => execute(program(source))

function execute(source: string): Promise<Ended> {
  const began = performance.now()
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', source], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? -1)
      resolve({ code, printed: (stdout + stderr).trim(), ms: performance.now() - began })
    })
  })
}

/** Starts a program and resolves when it has printed its first line. */
async function start(source: string): Promise<{ child: ChildProcess; line: string; exit: Promise<unknown[]> }> {
  const child = spawn(process.execPath, ['-e', program(source)], { stdio: ['ignore', 'pipe', 'inherit'], timeout: LIMIT_MS })
  const exit = once(child, 'exit')
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  return { child, line: line.toString().trim(), exit }
}

describe('J9: a process ends by itself', () => {
  it.each([
    ['with no socket', ''],
    ['when its sockets are closed', `
      const a = new zmq.Push(), b = new zmq.Pull()
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => {
        a.connect(endpoint); await a.send('x'); await b.receive(); a.close(); b.close(); console.log('closed')
      })`],
    ['when a closed socket was receiving', `
      const socket = new zmq.Pull(); socket.receive().catch((error) => console.log(error.code)); socket.close()`],
    ['with a socket nobody did anything with', 'new zmq.Push(); new zmq.Pull()'],
    ['with a bound socket nobody waits on', "new zmq.Pull().bind('tcp://127.0.0.1:*')"],
    ['with connected sockets nobody waits on', `
      const a = new zmq.Dealer(), b = new zmq.Dealer()
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => { a.connect(endpoint); await a.send('x'); await b.receive() })`],
    ['with a socket that tries in vain to connect', "new zmq.Dealer({ linger: 0 }).connect('tcp://127.0.0.1:1')"],
    ['with heartbeats running', `
      const a = new zmq.Dealer({ heartbeatInterval: 10 }), b = new zmq.Dealer({ heartbeatInterval: 10 })
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => { a.connect(endpoint); await a.send('x'); await b.receive() })`],
    ['over ipc as over tcp', "new zmq.Pull().bind('ipc://*')"],
    ['in process', `
      const a = new zmq.Pair(), b = new zmq.Pair()
      b.bind('inproc://x').then(async () => { a.connect('inproc://x'); await a.send('x'); await b.receive() })`],
  ])('%s', async (_name, source) => {
    const { code, ms } = await run(source)
    expect(code).toBe(0)
    expect(ms).toBeLessThan(LIMIT_MS / 2)
  })
})

describe('J9: a process stays', () => {
  it.each([
    ['a receive is pending', 'const socket = new zmq.Pull(); socket.receive().catch(() => {});'],
    ['somebody iterates', 'const socket = new zmq.Pull(); (async () => { for await (const m of socket); })();'],
    ['an event is awaited', 'const socket = new zmq.Pull(); socket.events.receive().catch(() => {});'],
    ['an event is listened for', "const socket = new zmq.Pull(); socket.events.on('accept', () => {});"],
    ['a send is pending', "const socket = new zmq.Push(); socket.send('x').catch(() => {});"],
    ['a receive is pending on a bound socket', `
      const socket = new zmq.Pull(); socket.bind('tcp://127.0.0.1:*'); socket.receive().catch(() => {});`],
  ])('while %s', async (_name, source) => {
    expect(await run(source + WHILE_KEPT)).toMatchObject({ code: 0, printed: 'kept' })
  })
})

describe('J9, R10: what is queued when the program is done', () => {
  it('is sent to a peer that comes later', async () => {
    const place = await RawListener.bind()
    const { endpoint } = place
    await place.close()
    const { line, exit } = await start(`
      const socket = new zmq.Push({ reconnectInterval: 10 })
      socket.connect('${endpoint}')
      for (let i = 0; i < 100; i++) socket.send(String(i))
      console.log('done')`)
    expect(line).toBe('done')
    await using late = new Pull({ context: new Context() })
    await late.bind(endpoint)
    for (let i = 0; i < 100; i++) expect(String((await late.receive())[0])).toBe(String(i))
    expect(await exit).toEqual([0, null])
  })

  it('is sent to a peer that is slow, all of it', async () => {
    await using slow = new Pull({ context: new Context(), receiveHighWaterMark: 1 })
    const endpoint = await slow.bind('tcp://127.0.0.1:*')
    const { exit } = await start(`
      const socket = new zmq.Push()
      socket.connect('${endpoint}')
      for (let i = 0; i < 500; i++) socket.send(Buffer.alloc(20_000, i))
      console.log('done')`)
    for (let i = 0; i < 500; i++) expect((await slow.receive())[0]?.length).toBe(20_000)
    expect(await exit).toEqual([0, null])
  })

  it('is given up at once with linger 0', async () => {
    const { code, ms } = await run("const s = new zmq.Push({ linger: 0 }); s.connect('tcp://127.0.0.1:1'); s.send('x')")
    expect(code).toBe(0)
    expect(ms).toBeLessThan(LIMIT_MS / 2)
  })

  it('is given up after as many milliseconds as linger says', async () => {
    const { code, printed } = await run(`
      const s = new zmq.Push({ linger: 300 }); s.connect('tcp://127.0.0.1:1'); s.send('x')
      const began = performance.now(); process.on('exit', () => console.log(performance.now() - began))`)
    expect(code).toBe(0)
    expect(Number(printed)).toBeGreaterThan(290)
    expect(Number(printed)).toBeLessThan(2000)
  })
})

describe('J9: a worker thread', () => {
  const inWorker = (source: string): string => `
    const { Worker } = require('node:worker_threads')
    const worker = new Worker(${JSON.stringify(program(source))}, { eval: true })
    worker.on('error', (error) => console.log('error', error))
    worker.on('exit', (code) => console.log('worker', code))`

  it('has sockets of its own and ends with them', async () => {
    const source = `
      const a = new zmq.Push(), b = new zmq.Pull()
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => { a.connect(endpoint); await a.send('x'); await b.receive() })`
    expect(await run(inWorker(source))).toMatchObject({ code: 0, printed: 'worker 0' })
  })

  it('that calls process.exit with sockets in use ends, and its process does not crash', async () => {
    const source = `
      const a = new zmq.Push(), b = new zmq.Pull()
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => {
        a.connect(endpoint); await a.send('x'); await b.receive(); b.receive(); process.exit(3)
      })`
    expect(await run(inWorker(source))).toMatchObject({ code: 0, printed: 'worker 3' })
  })

  it('that is terminated while it sends is gone, and its process goes on', async () => {
    const source = `
      const a = new zmq.Push(), b = new zmq.Pull()
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => {
        a.connect(endpoint)
        void (async () => { for (;;) await a.send('x') })()
        let count = 0
        for await (const m of b) if (++count === 1000) require('node:worker_threads').parentPort.postMessage('busy')
      })`
    const main = `${inWorker(source)}; worker.once('message', () => worker.terminate())`
    expect(await run(main)).toMatchObject({ code: 0, printed: 'worker 1' })
  })
})

// How long that takes is told by `perf load`; what it takes that long for can be held here, whatever else the machine does.
it('loads little: its own files, and of Node only what sockets and names are made of', async () => {
  const source = `
    const before = new Set(process.moduleLoadList)
    require(${JSON.stringify(PACKAGE)})
    const built = process.moduleLoadList.filter((each) => !before.has(each) && /^NativeModule (?!internal)/.test(each))
    console.log(JSON.stringify({ files: Object.keys(require.cache).length, built: built.map((each) => each.slice(13)) }))`
  const { files, built } = JSON.parse((await execute(source)).printed) as { files: number; built: string[] }
  expect(files).toBeLessThan(150)
  const streams = ['diagnostics_channel', 'stream', 'stream/promises', 'string_decoder']
  const used = ['dns', 'dns/promises', 'net', 'os', 'worker_threads']
  expect(built.filter((each) => ![...streams, ...used].includes(each))).toEqual([])
})
