/** The `tszmq-broker` command as its operator meets it: usage, errors, devices, shutdown. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Dealer, Publisher, Pull, Push, Reply, Request, Router, Subscriber } from 'tszmq'
import type { ProxyStatistics, Socket } from 'tszmq'
import { app, BrokerProcess } from './broker-process.ts'

const ANY = 'tcp://127.0.0.1:0'

const running: BrokerProcess[] = []
const sockets: Socket[] = []

function broker(...args: string[]): BrokerProcess {
  const process = new BrokerProcess('main', ...args)
  running.push(process)
  return process
}

function own<S extends Socket>(socket: S): S {
  socket.linger = 0
  sockets.push(socket)
  return socket
}

interface Start {
  readonly frontend: string[]
  readonly backend: string[]
  readonly capture: string[]
}

/** A device at ports of the system's choice. */
async function device(name: string, ...args: string[]) {
  const process = broker(name, '--frontend', ANY, '--backend', ANY, '--json', '--interval', '0.05', ...args)
  const start = await process.event<Start>('start')
  return { process, frontend: start.frontend[0]!, backend: start.backend[0]!, capture: start.capture[0] ?? '' }
}

afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket[Symbol.asyncDispose]()))
  for (const process of running.splice(0)) {
    process.signal('SIGKILL')
    await process.ended
  }
})

describe('tszmq-broker', () => {
  it('explains itself with --help and names its version with --version', async () => {
    const help = broker('--help')
    expect(await help.ended).toEqual({ code: 0, signal: null })
    for (const word of ['queue', 'forwarder', 'streamer', '--frontend', '--capture', '--json']) {
      expect(help.lines.join('\n')).toContain(word)
    }
    const version = broker('--version')
    expect((await version.ended).code).toBe(0)
    expect(version.lines).toEqual([expect.stringMatching(/^tszmq-broker \d+\.\d+\.\d+ \(behaves as libzmq 4\.3\.5\)$/)])
  })

  it.each([
    [[], 'which device: queue, forwarder or streamer?'],
    [['quue'], 'there is no device "quue": it is queue, forwarder or streamer'],
    [['queue', 'streamer'], 'one device at a time, "streamer" is too much'],
    [['queue', '--fronted', ANY], "Unknown option '--fronted'"],
    [['queue', '--hwm', 'many'], '--hwm is a whole number of messages from 0, not "many"'],
    [['queue', '--interval', '0'], '--interval is a number of seconds up to 86400, not "0"'],
    [['queue', '--json', '--quiet'], '--json and --quiet exclude each other'],
    [['queue', '--frontend', 'tcp://127.0.0.1:99999'], 'tcp://127.0.0.1:99999'],
    [['queue', '--frontend', 'carrier-pigeon://roof'], 'carrier-pigeon://roof'],
  ])('refuses %j with one sentence and exit code 2', async (args, sentence) => {
    const process = broker(...args)
    expect(await process.ended).toEqual({ code: 2, signal: null })
    const [first] = process.errors.split('\n')
    expect(first).toMatch(/^tszmq-broker: /)
    expect(first).toContain(sentence)
    expect(process.lines).toEqual([])
  })

  it('names the endpoint that somebody else has, and exits with 1', async () => {
    const { frontend } = await device('queue')
    const second = broker('queue', '--frontend', frontend, '--backend', ANY)
    expect(await second.ended).toEqual({ code: 1, signal: null })
    expect(second.errors).toBe(`tszmq-broker: the frontend cannot bind ${frontend}: somebody else has that address (EADDRINUSE)\n`)
  })

  it('queue: carries requests to workers and replies to who asked, and counts them', async () => {
    const { process, frontend, backend } = await device('queue')
    const workers = [own(new Reply()), own(new Reply())]
    const serving = workers.map(async (worker) => {
      worker.connect(backend)
      for await (const [body] of worker) await worker.send(`re: ${String(body)}`)
    })
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const client = own(new Request())
        client.connect(frontend)
        for (let i = 0; i < 20; i++) {
          await client.send(`${name}${i}`)
          expect(String(await client.receive())).toBe(`re: ${name}${i}`)
        }
      }),
    )
    const counted = await process.event<ProxyStatistics>('rates', (event) => event.frontEnd.sent.messages === 60)
    expect(counted.backEnd.received.messages).toBe(60)
    for (const worker of workers) worker.close()
    await Promise.all(serving)
    expect(await process.stop()).toEqual({ code: 0, signal: null })
    expect(await process.event<ProxyStatistics>('stop')).toMatchObject({ frontEnd: { received: { messages: 60 } } })
  })

  it('forwarder: carries publications to subscribers, and subscriptions to publishers', async () => {
    const { process, frontend, backend } = await device('forwarder')
    const subscriber = own(new Subscriber())
    subscriber.subscribe('news')
    subscriber.connect(backend)
    await process.event<ProxyStatistics>('rates', (event) => event.frontEnd.sent.messages === 1)
    const publisher = own(new Publisher())
    const joined = publisher.events
    publisher.connect(frontend)
    while ((await joined.receive()).type !== 'handshake');
    // The subscription is on its way to a publisher that has just come: it sends until it has an echo.
    let heard: Buffer[] | undefined
    while (heard === undefined) {
      await publisher.send(['sports', 'not wanted'])
      await publisher.send(['news', 'wanted', ''])
      await new Promise((resolve) => setImmediate(resolve))
      heard = subscriber.tryReceive()
    }
    expect(heard.map(String)).toEqual(['news', 'wanted', ''])
    expect((await process.stop()).code).toBe(0)
  })

  it('streamer: carries tasks one way, none lost', async () => {
    const { process, frontend, backend } = await device('streamer', '--hwm', '10')
    const source = own(new Push())
    source.connect(frontend)
    const worker = own(new Pull())
    worker.connect(backend)
    const sending = (async () => {
      for (let i = 0; i < 2000; i++) await source.send(`${i}`)
    })()
    for (let i = 0; i < 2000; i++) expect(String(await worker.receive())).toBe(`${i}`)
    await sending
    expect((await process.stop()).code).toBe(0)
  })

  it('gives a copy of what passes to whoever subscribes to the capture', async () => {
    const { process, frontend, backend, capture } = await device('streamer', '--capture', ANY)
    const tap = own(new Subscriber())
    tap.subscribe()
    tap.connect(capture)
    const source = own(new Push())
    source.connect(frontend)
    const worker = own(new Pull())
    worker.connect(backend)
    let seen: Buffer[] | undefined
    for (let i = 0; seen === undefined; i++) {
      await source.send(['task', `${i}`])
      await worker.receive()
      seen = tap.tryReceive()
    }
    expect(String(seen[0])).toBe('task')
    expect((await process.stop()).code).toBe(0)
  })

  it('connects to an endpoint with > before it', async () => {
    const sink = own(new Pull())
    const far = await sink.bind(ANY)
    const process = broker('streamer', '--frontend', ANY, '--backend', `>${far}`, '--json')
    const { frontend } = await process.event<Start>('start')
    const source = own(new Push())
    source.connect(frontend[0]!)
    await source.send('through')
    expect(String(await sink.receive())).toBe('through')
    expect((await process.stop()).code).toBe(0)
  })

  it('removes its ipc files and frees its ports at SIGTERM and at SIGINT, under traffic', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'broker-'))
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const paths = ['front', 'back', 'capture'].map((name) => join(directory, name))
      const [front, back, capture] = paths.map((path) => `ipc://${path}`) as [string, string, string]
      const process = broker('queue', '--frontend', front, '--backend', back, '--capture', capture, '--json')
      await process.event<Start>('start')
      expect(paths.map((path) => existsSync(path))).toEqual([true, true, true])
      const [asking, answering] = [own(new Dealer()), own(new Router())]
      asking.connect(front)
      answering.connect(back)
      for (let i = 0; i < 100; i++) await asking.send(['', `${i}`])
      await answering.receive()
      process.signal(signal)
      expect(await process.ended).toEqual({ code: 0, signal: null })
      expect(paths.map((path) => existsSync(path))).toEqual([false, false, false])
      await process.event('stop')
      asking.close()
      answering.close()
    }
    rmSync(directory, { recursive: true })
  })

  it('prints plain lines where there is no terminal, and nothing when quiet', async () => {
    const process = broker('queue', '--frontend', ANY, '--backend', ANY, '--interval', '0.05')
    const rates = await process.line((line) => line.includes('msg/s'))
    expect(rates).toMatch(/^→ +0 msg\/s +0\.00 MB\/s +← +0 msg\/s +0\.00 MB\/s +total 0$/)
    expect(process.lines[0]).toMatch(/^queue: frontend ROUTER tcp:\S+:\d+, backend DEALER tcp:\S+:\d+$/)
    await process.stop()
    expect(process.lines.at(-1)).toBe('stopped: → 0 ← 0 messages')

    const directory = mkdtempSync(join(tmpdir(), 'broker-'))
    const endpoint = `ipc://${join(directory, 'front')}`
    const silent = broker('queue', '--frontend', endpoint, '--backend', ANY, '--quiet', '--interval', '0.01')
    const client = own(new Dealer())
    const joined = client.events
    client.connect(endpoint)
    while ((await joined.receive()).type !== 'handshake');
    expect((await silent.stop()).code).toBe(0)
    expect([silent.lines, silent.errors]).toEqual([[], ''])
    rmSync(directory, { recursive: true })
  })

  const zeromq = findZeromq()
  const title = 'serves clients and workers of zeromq.js through its queue'
  if (zeromq === undefined && process.env['TSZMQ_REQUIRE_PEERS'] !== '1') it.skip(`${title} (zeromq.js is not installed)`, () => undefined)
  else {
    it(title, async () => {
      expect(zeromq).toBeDefined()
      const { process: queue, frontend, backend } = await device('queue')
      const program = `
        const { Reply, Request } = require(${JSON.stringify(zeromq)})
        async function main() {
          const worker = new Reply(), client = new Request()
          worker.connect(${JSON.stringify(backend)})
          client.connect(${JSON.stringify(frontend)})
          void (async () => { for await (const [body] of worker) await worker.send([body, 'done']) })()
          for (let i = 0; i < 100; i++) {
            await client.send(String(i))
            const reply = await client.receive()
            if (reply.join() !== i + ',done') throw new Error('reply ' + i + ' is ' + reply.join())
          }
          client.close()
          worker.close()
        }
        main().then(() => console.log('100 replies'))`
      const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program])
      expect(stdout).toBe('100 replies\n')
      expect((await queue.stop()).code).toBe(0)
    })
  }
})

function findZeromq(): string | undefined {
  try {
    return createRequire(join(app, '..', 'perf', 'package.json')).resolve('zeromq')
  } catch {
    return undefined
  }
}
