/** CZMQ's zproxy between our sockets, and ours between CZMQ's: a pipeline, topics and requests, over tcp. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Context, Pull, Push, Reply, Request, Subscriber, XPublisher } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { Zproxy } from '../../src/index.ts'

const home = mkdtempSync(join(tmpdir(), 'zproxy-interop-'))
const program = join(home, 'czmq-zproxy')
const COUNT = 1000

const required = process.env['TSZMQ_REQUIRE_PEERS'] === '1'

/** Why there is no proxy of CZMQ here; undefined if there is one. Throws where TSZMQ_REQUIRE_PEERS=1 says that it must be there. */
function missing(): string | undefined {
  const { status, stderr } = spawnSync('cc', ['-o', program, join(__dirname, 'czmq-zproxy.c'), '-lczmq', '-lzmq'], { encoding: 'utf8' })
  const why = status === 0 ? undefined : `there is no libczmq with a compiler here: ${stderr}`
  if (why !== undefined && required) throw new Error(why)
  return why
}

class Czmq {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #lines: AsyncIterator<string>

  constructor(...words: string[]) {
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async line(): Promise<string | undefined> {
    return ((await this.#lines.next()) as { value: string | undefined }).value
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin!.end()
    this.#child.kill()
    await this.#ended
  }
}

let context: Context
const sockets: Socket[] = []

beforeEach(() => {
  context = new Context({ blocky: false })
})

afterEach(async () => {
  await Promise.all(sockets.splice(0).map((each) => each[Symbol.asyncDispose]()))
  context.terminate()
})

afterAll(() => rmSync(home, { recursive: true }))

function own<S extends Socket>(socket: S): S {
  sockets.push(socket)
  return socket
}

/** CZMQ does not tell which port it was given, so it has socket files in a directory that is the test's. */
let files = 0
const somewhere = (): string => `ipc://${join(home, `${files++}`)}`

const withCzmq = missing() === undefined ? describe : describe.skip

withCzmq("our zproxy between CZMQ's sockets", () => {
  it.each([
    ['pipeline', 'PULL', 'PUSH'],
    ['topics', 'XSUB', 'XPUB'],
    ['requests', 'ROUTER', 'DEALER'],
  ] as const)('carries %s', async (what, front, back) => {
    await using proxy = await Zproxy.start({ context })
    const frontend = await proxy.frontEnd(front, 'tcp://127.0.0.1:*')
    const backend = await proxy.backEnd(back, 'tcp://127.0.0.1:*')
    // What a publisher of libzmq sends beyond its own mark it drops.
    await using czmq = new Czmq(what, frontend, backend, `${what === 'topics' ? 400 : COUNT}`)
    expect(await czmq.line()).toBe('done')
  })
})

withCzmq("CZMQ's zproxy between our sockets", () => {
  it('carries a pipeline', async () => {
    const [frontend, backend] = [somewhere(), somewhere()]
    await using czmq = new Czmq('proxy', 'PULL', frontend, 'PUSH', backend)
    expect(await czmq.line()).toBe('ready')
    const push = own(new Push({ context }))
    push.connect(frontend)
    const pull = own(new Pull({ context }))
    pull.connect(backend)
    const sending = (async () => {
      for (let i = 0; i < COUNT; i++) await push.send([`${i}`, ''])
    })()
    for (let i = 0; i < COUNT; i++) expect((await pull.receive()).map(String)).toEqual([`${i}`, ''])
    await sending
  })

  it('carries topics', async () => {
    const [frontend, backend] = [somewhere(), somewhere()]
    await using czmq = new Czmq('proxy', 'XSUB', frontend, 'XPUB', backend)
    expect(await czmq.line()).toBe('ready')
    const publisher = own(new XPublisher({ context }))
    publisher.connect(frontend)
    const subscriber = own(new Subscriber({ context }))
    subscriber.subscribe('wanted')
    subscriber.connect(backend)
    expect((await publisher.receive()).map(String)).toEqual(['\x01wanted'])
    for (let i = 0; i < 100; i++) {
      await publisher.send(['other', `${i}`])
      await publisher.send(['wanted', `${i}`])
    }
    for (let i = 0; i < 100; i++) expect((await subscriber.receive()).map(String)).toEqual(['wanted', `${i}`])
  })

  it('carries requests', async () => {
    const [frontend, backend] = [somewhere(), somewhere()]
    await using czmq = new Czmq('proxy', 'ROUTER', frontend, 'DEALER', backend)
    expect(await czmq.line()).toBe('ready')
    const request = own(new Request({ context }))
    request.connect(frontend)
    const reply = own(new Reply({ context }))
    reply.connect(backend)
    for (let i = 0; i < 100; i++) {
      await request.send(`${i}`)
      await reply.send(['re', ...(await reply.receive())])
      expect((await request.receive()).map(String)).toEqual(['re', `${i}`])
    }
  })
})
