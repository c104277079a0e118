/** Libzmq, by way of Python, steers our proxy over tcp with PLAIN: what it asks, what it is answered, and that strangers are not heard. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Context, Pair, Proxy, Pull, Push, Reply } from '@tszmq/sockets'
import { requirePeer } from '@tszmq/peers'
import { decodeStatistics } from '../../src/statistics-frames.ts'
import { Steering } from '../../src/index.ts'

/** Milliseconds: for an answer that must come, and for one that must not. */
const LONG = 10_000
const SHORT = 200

class Pyzmq {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #lines: AsyncIterator<string>

  constructor(...words: string[]) {
    this.#child = spawn('/usr/bin/python3', [join(__dirname, 'pyzmq-steering.py'), ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  /** The answer within `wait` milliseconds; null without one. */
  async ask(command: string, wait = LONG): Promise<Buffer[] | null> {
    this.#child.stdin!.write(`${JSON.stringify([command, wait])}\n`)
    const { value } = (await this.#lines.next()) as { value: string }
    return (JSON.parse(value) as string[] | null)?.map((frame) => Buffer.from(frame, 'latin1')) ?? null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin!.end()
    this.#child.kill()
    await this.#ended
  }
}

let context: Context

beforeEach(() => {
  context = new Context({ blocky: false })
})

afterEach(() => context.terminate())

const PORT = 'tcp://127.0.0.1:*'
const control = {
  plainServer: true,
  linger: 1000,
  authenticate: ({ username, password }: { username?: string; password?: string }) => username === 'joe' && password === 'secret',
}
const text = (frames: readonly Buffer[] | null): string[] | undefined => frames?.map(String)

const peer = requirePeer('pyzmq')
const withPyzmq = 'missing' in peer ? describe.skip : describe

withPyzmq('a control client of libzmq', () => {
  it.each([
    ['REQ', Reply, ['']],
    ['PAIR', Pair, undefined],
  ] as const)('that is a %s pauses, resumes, asks and ends our proxy', async (kind, Control, done) => {
    const proxy = new Proxy(new Pull({ context }), new Push({ context }))
    await using push = new Push({ context })
    push.connect(await proxy.frontEnd.bind(PORT))
    await using pull = new Pull({ context })
    pull.connect(await proxy.backEnd.bind(PORT))
    const running = proxy.run()
    await using steering = new Steering(proxy, new Control({ context, ...control }))
    await using client = new Pyzmq(kind, await steering.bind(PORT), 'joe', 'secret')
    const wait = done === undefined ? SHORT : LONG
    for (let i = 0; i < 3; i++) await push.send(['abc', 'def'])
    for (let i = 0; i < 3; i++) await pull.receive()
    expect(text(await client.ask('PAUSE', wait))).toEqual(done)
    await push.send('waits')
    const statistics = decodeStatistics((await client.ask('STATISTICS'))!)
    expect(statistics.frontEnd.received).toEqual({ messages: 3, bytes: 18 })
    expect(statistics).toEqual(proxy.statistics())
    for (const nonsense of ['KILL', 'pause', '']) expect(text(await client.ask(nonsense))!.slice(0, 2)).toEqual(['$ERROR', 'EINVAL'])
    expect(text(await client.ask('RESUME', wait))).toEqual(done)
    expect((await pull.receive()).map(String)).toEqual(['waits'])
    expect(text(await client.ask('TERMINATE', wait))).toEqual(done)
    await running
  })

  it('with a wrong password is not heard', async () => {
    let heard = 0
    const heed = (): void => void heard++
    const proxy = {
      pause: heed,
      resume: heed,
      terminate: heed,
      statistics: () => {
        throw new Error('nobody may ask')
      },
    }
    const reply = new Reply({ context, ...control })
    const refused = new Promise((resolve) => reply.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
    await using steering = new Steering(proxy, reply)
    await using client = new Pyzmq('REQ', await steering.bind(PORT), 'joe', 'wrong')
    const answer = client.ask('PAUSE', SHORT)
    expect(await refused).toBe(400)
    expect(await answer).toBeNull()
    expect(heard).toBe(0)
  })
})
