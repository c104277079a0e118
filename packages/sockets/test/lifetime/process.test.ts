/** When the built package keeps its process alive, and what it loads. One process for each case. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { RawListener, type RawPeer } from '@tszmq/testkit'
import { Context, Pull } from '../../src/index.ts'

// Ids of threats: docs/threats.md.

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
    [
      'when its sockets are closed',
      `
      const a = new zmq.Push(), b = new zmq.Pull()
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => {
        a.connect(endpoint); await a.send('x'); await b.receive(); a.close(); b.close(); console.log('closed')
      })`,
    ],
    [
      'when a closed socket was receiving',
      `
      const socket = new zmq.Pull(); socket.receive().catch((error) => console.log(error.code)); socket.close()`,
    ],
    ['with a socket nobody did anything with', 'new zmq.Push(); new zmq.Pull()'],
    ['with a bound socket nobody waits on', "new zmq.Pull().bind('tcp://127.0.0.1:*')"],
    [
      'with connected sockets nobody waits on',
      `
      const a = new zmq.Dealer(), b = new zmq.Dealer()
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => { a.connect(endpoint); await a.send('x'); await b.receive() })`,
    ],
    ['with a socket that tries in vain to connect', "new zmq.Dealer({ linger: 0 }).connect('tcp://127.0.0.1:1')"],
    [
      'with heartbeats running',
      `
      const a = new zmq.Dealer({ heartbeatInterval: 10 }), b = new zmq.Dealer({ heartbeatInterval: 10 })
      b.bind('tcp://127.0.0.1:*').then(async (endpoint) => { a.connect(endpoint); await a.send('x'); await b.receive() })`,
    ],
    ['over ipc as over tcp', "new zmq.Pull().bind('ipc://*')"],
    [
      'in process',
      `
      const a = new zmq.Pair(), b = new zmq.Pair()
      b.bind('inproc://x').then(async () => { a.connect('inproc://x'); await a.send('x'); await b.receive() })`,
    ],
  ])('%s', async (_name, source) => {
    const { code, ms } = await run(source)
    expect(code).toBe(0)
    expect(ms).toBeLessThan(LIMIT_MS / 2)
  })
})

describe('J9: a process stays alive', () => {
  it.each([
    ['a receive is pending', 'const socket = new zmq.Pull(); socket.receive().catch(() => {});'],
    ['somebody iterates', 'const socket = new zmq.Pull(); (async () => { for await (const m of socket); })();'],
    ['an event is awaited', 'const socket = new zmq.Pull(); socket.events.receive().catch(() => {});'],
    ['an event is listened for', "const socket = new zmq.Pull(); socket.events.on('accept', () => {});"],
    ['a send is pending', "const socket = new zmq.Push(); socket.send('x').catch(() => {});"],
    [
      'a receive is pending on a bound socket',
      `
      const socket = new zmq.Pull(); socket.bind('tcp://127.0.0.1:*'); socket.receive().catch(() => {});`,
    ],
  ])('while %s', async (_name, source) => {
    expect(await run(source + WHILE_KEPT)).toMatchObject({ code: 0, printed: 'kept' })
  })
})

describe('J9, R10: messages queued at the end of the program', () => {
  it('are sent to a peer that connects later', async () => {
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

  it('are all sent to a slow peer', async () => {
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

  it('are dropped at once with linger 0', async () => {
    const { code, ms } = await run("const s = new zmq.Push({ linger: 0 }); s.connect('tcp://127.0.0.1:1'); s.send('x')")
    expect(code).toBe(0)
    expect(ms).toBeLessThan(LIMIT_MS / 2)
  })

  it('are dropped after the linger', async () => {
    const { code, printed } = await run(`
      const s = new zmq.Push({ linger: 300 }); s.connect('tcp://127.0.0.1:1'); s.send('x')
      const began = performance.now(); process.on('exit', () => console.log(performance.now() - began))`)
    expect(code).toBe(0)
    expect(Number(printed)).toBeGreaterThan(290)
    expect(Number(printed)).toBeLessThan(2000)
  })
})

describe('messages queued on an open connection when the process exits', () => {
  /** Connects a PUSH to `endpoint`, sends `first`, and runs `then` when that has left. */
  const connected = (endpoint: string, then: string, options = '{}'): string => `
    const socket = new zmq.Push(${options})
    socket.connect('${endpoint}')
    socket.events.on('handshake', async () => {
      await socket.send('first')
      setTimeout(async () => { ${then} }, 50)
    })`

  const receiveAll = async (pull: Pull): Promise<string[]> => {
    const received: string[] = []
    while (received.at(-1) !== 'last') received.push(String((await pull.receive({ timeout: LIMIT_MS }))[0]))
    return received
  }

  it.each([
    ['process.exit() after an awaited send', "await socket.send('last'); process.exit(3)", 3],
    [
      'process.exit() after sends that were not awaited',
      "for (let i = 0; i < 2000; i++) socket.send('more').catch(() => {}); socket.send('last'); process.exit(3)",
      3,
    ],
    ['an uncaught exception', "await socket.send('last'); throw new Error('uncaught')", 1],
    ['process.exit() after close()', "await socket.send('last'); socket.close(); process.exit(3)", 3],
    ['process.exit() after disconnect()', "await socket.send('last'); socket.disconnect(socket.lastEndpoint); process.exit(3)", 3],
    ['a send in a listener of exit', "process.on('exit', () => socket.trySend('last')); process.exit(3)", 3],
  ])('are sent: %s', async (_name, then, code) => {
    await using pull = new Pull({ context: new Context() })
    const endpoint = await pull.bind('tcp://127.0.0.1:*')
    const ended = run(connected(endpoint, then))
    const received = await receiveAll(pull)
    expect(received[0]).toBe('first')
    expect(received).toHaveLength(then.includes('2000') ? 2002 : 2)
    expect((await ended).code).toBe(code)
  })

  it('are sent over ipc as over tcp', async () => {
    await using pull = new Pull({ context: new Context() })
    const endpoint = await pull.bind('ipc://*')
    const ended = run(connected(endpoint, "await socket.send('last'); process.exit()"))
    expect(await receiveAll(pull)).toEqual(['first', 'last'])
    expect((await ended).code).toBe(0)
  })

  it('are sent whole and in order even if the system accepts no more at once', async () => {
    // More than the system takes at once, and little enough to be read within the second that the exit waits.
    await using pull = new Pull({ context: new Context() })
    const endpoint = await pull.bind('tcp://127.0.0.1:*')
    const ended = run(
      connected(
        endpoint,
        `
      for (let i = 0; i < 80; i++) await socket.send(Buffer.alloc(100_000, i))
      await socket.send('last')
      process.exit(3)`,
        '{ sendHighWaterMark: 0 }',
      ),
    )
    expect(String((await pull.receive())[0])).toBe('first')
    const bodies: Buffer[] = []
    for (let i = 0; i < 80; i++) bodies.push((await pull.receive({ timeout: LIMIT_MS }))[0] as Buffer)
    expect(bodies.every((body, i) => body.equals(Buffer.alloc(100_000, i)))).toBe(true)
    expect(String((await pull.receive({ timeout: LIMIT_MS }))[0])).toBe('last')
    expect((await ended).code).toBe(3)
  })

  it('delay the exit by at most about a second if the peer never reads, and lost messages are printed', async () => {
    let accepted: (peer: RawPeer) => void = () => undefined
    const came = new Promise<RawPeer>((resolve) => (accepted = resolve))
    const place = await RawListener.bind(accepted)
    const ended = run(`
      const socket = new zmq.Push({ sendHighWaterMark: 0 })
      socket.connect('${place.endpoint}')
      socket.events.on('handshake', async () => {
        for (let i = 0; i < 300; i++) await socket.send(Buffer.alloc(100_000))
        setTimeout(() => {
          const began = performance.now()
          process.on('exit', () => console.log(performance.now() - began))
          process.exit(3)
        }, 50)
      })`)
    const peer = await (await came).handshake('PULL')
    peer.pause()
    const { code, printed } = await ended
    peer.destroy()
    const { endpoint } = place
    await place.close()
    expect(code).toBe(3)
    expect(parseFloat(printed)).toBeGreaterThan(900)
    expect(parseFloat(printed)).toBeLessThan(3000)
    expect(printed).toMatch(
      new RegExp(`\\[ZMQ_LOST_AT_EXIT\\] ZmqWarning: The process exited with \\d+ messages? queued for ${endpoint}\\.`),
    )
  })

  it('are named in a warning if there is no connection yet', async () => {
    const { code, printed } = await run(
      "const s = new zmq.Push(); s.connect('tcp://127.0.0.1:1'); s.send('a'); s.send('b'); process.exit(3)",
    )
    expect(code).toBe(3)
    expect(printed).toContain('[ZMQ_LOST_AT_EXIT] ZmqWarning: The process exited with 2 messages queued for tcp://127.0.0.1:1.')
  })

  it.each([
    ['with linger 0', 'new zmq.Push({ linger: 0 })'],
    ['with a subscription only', 'Object.assign(new zmq.Subscriber(), {})'],
  ])('print nothing %s', async (_name, socket) => {
    const source = `const s = ${socket}; s.subscribe?.('topic'); s.connect('tcp://127.0.0.1:1'); s.send?.('a'); process.exit(3)`
    expect(await run(source)).toMatchObject({ code: 3, printed: '' })
  })
})

describe('beforeExit', () => {
  const PAIR = `
    const pull = new zmq.Pull(), push = new zmq.Push()
    pull.bind('tcp://127.0.0.1:*').then((endpoint) => push.connect(endpoint));`

  it('closes no socket: its listeners can send and receive', async () => {
    const { code, printed } = await run(`${PAIR}
      process.once('beforeExit', () => setTimeout(async () => {
        await push.send('more')
        console.log(push.closed, pull.closed, String(await pull.receive()))
      }, 10))`)
    expect({ code, printed }).toEqual({ code: 0, printed: 'false false more' })
  })

  it('closes no socket if it is emitted several times, before or after the listener of the program', async () => {
    const { code, printed } = await run(`
      let rounds = 0
      process.on('beforeExit', async () => {
        if (rounds === 3) return
        rounds++
        await push.send('round ' + rounds)
        console.log(String(await pull.receive()))
      })
      ${PAIR}`)
    expect(code).toBe(0)
    expect(printed.split('\n')).toEqual(['round 1', 'round 2', 'round 3'])
  })

  it('keeps the process alive again for messages queued later', async () => {
    const place = await RawListener.bind()
    const { endpoint } = place
    await place.close()
    const { line, exit } = await start(`
      const socket = new zmq.Push({ reconnectInterval: 10, linger: 300 })
      socket.connect('${endpoint}')
      process.once('beforeExit', () => setTimeout(() => {
        socket.linger = -1
        socket.send('late')
        console.log('sent')
      }, 10))`)
    expect(line).toBe('sent')
    await using late = new Pull({ context: new Context() })
    await late.bind(endpoint)
    expect(String((await late.receive({ timeout: LIMIT_MS }))[0])).toBe('late')
    expect(await exit).toEqual([0, null])
  })
})

describe('messages that keep the process alive', () => {
  const WARNING =
    /\[ZMQ_QUEUED\] ZmqWarning: 2 messages queued for tcp:\/\/127\.0\.0\.1:1 could not be sent yet, and may keep the process alive: the linger of the socket is (-1, without a limit|1300 ms)\./

  it.each([
    ['the end of the program', ''],
    ['close()', 's.close()'],
    ['terminate() without linger', 'void s.context.terminate()'],
  ])('are named in a warning, with endpoint and number, after %s', async (_name, end) => {
    const { code, printed } = await run(
      `const s = new zmq.Push({ linger: 1300 }); s.connect('tcp://127.0.0.1:1'); s.send('a'); s.send('b'); ${end}`,
    )
    expect(code).toBe(0)
    expect(printed).toMatch(WARNING)
  })

  it('can be dropped: close() and terminate() accept a linger, also when the socket is closing', async () => {
    const { code, printed, ms } = await run(`
      const a = new zmq.Push(), b = new zmq.Push()
      for (const s of [a, b]) { s.connect('tcp://127.0.0.1:1'); s.send('x') }
      a.close({ linger: 20 }); b.close()
      a.context.terminate({ linger: 10 }).then(() => console.log('terminated', a.context.terminated))`)
    expect({ code, printed }).toEqual({ code: 0, printed: 'terminated true' })
    expect(ms).toBeLessThan(LIMIT_MS / 2)
  })

  it('are all sent before await context.terminate() resolves, so that process.exit() loses none', async () => {
    const place = await RawListener.bind()
    const { endpoint } = place
    await place.close()
    const { exit } = await start(`
      const socket = new zmq.Push({ reconnectInterval: 10 })
      socket.connect('${endpoint}')
      for (let i = 0; i < 10; i++) socket.send(String(i))
      socket.context.terminate().then(() => process.exit(3))
      console.log('terminating')`)
    await using late = new Pull({ context: new Context() })
    await late.bind(endpoint)
    for (let i = 0; i < 10; i++) expect(String((await late.receive({ timeout: LIMIT_MS }))[0])).toBe(String(i))
    expect(await exit).toEqual([3, null])
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

  it('that calls process.exit sends the messages queued on an open connection', async () => {
    await using pull = new Pull({ context: new Context() })
    const endpoint = await pull.bind('tcp://127.0.0.1:*')
    const ended = run(
      inWorker(`
      const socket = new zmq.Push()
      socket.connect('${endpoint}')
      socket.events.on('handshake', async () => { await socket.send('last'); process.exit(3) })`),
    )
    expect(String((await pull.receive({ timeout: LIMIT_MS }))[0])).toBe('last')
    expect(await ended).toMatchObject({ code: 0, printed: 'worker 3' })
  })

  it('that calls process.exit sends the messages queued for another thread', async () => {
    const source = `
      const socket = new zmq.Push()
      socket.connect('inproc://main')
      socket.events.on('handshake', async () => { await socket.send('last'); process.exit(3) })`
    const main = `
      const pull = new zmq.Pull()
      pull.bind('inproc://main').then(async () => {
        console.log(String(await pull.receive()))
        pull.close()
      });
      ${inWorker(source)}`
    const { code, printed } = await run(main)
    expect(code).toBe(0)
    expect(printed.split('\n').sort()).toEqual(['last', 'worker 3'])
  })

  it('that is terminated while it sends does not stop the process', async () => {
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

// `perf load` measures how long that takes. This test checks what is loaded, which does not depend on the machine.
it('loads only its own files, and of Node the error numbers and the clock', async () => {
  const source = `
    const before = new Set(process.moduleLoadList)
    require(${JSON.stringify(PACKAGE)})
    const built = process.moduleLoadList.filter((each) => !before.has(each) && /^NativeModule (?!internal)/.test(each))
    console.log(JSON.stringify({ files: Object.keys(require.cache).length, built: built.map((each) => each.slice(13)) }))`
  const { files, built } = JSON.parse((await execute(source)).printed) as { files: number; built: string[] }
  expect(files).toBeLessThan(150)
  expect(built.filter((each) => !['os', 'perf_hooks'].includes(each))).toEqual([])
})
