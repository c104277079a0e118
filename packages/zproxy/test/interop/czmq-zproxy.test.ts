/** CZMQ's zproxy between our sockets, and ours between CZMQ's: a pipeline, topics and requests, over tcp. */
import { join } from 'node:path'
import { Context, Pull, Push, Reply, Request, Subscriber, XPublisher } from '@tszmq/sockets'
import type { Socket } from '@tszmq/sockets'
import { CzmqProgram } from '@tszmq/peers'
import { Zproxy } from '../../src/index.ts'

const program = new CzmqProgram(join(__dirname, 'czmq-zproxy.c'))
const COUNT = 1000

let context: Context
const sockets: Socket[] = []

beforeEach(() => {
  context = new Context({ blocky: false })
})

afterEach(async () => {
  await Promise.all(sockets.splice(0).map((each) => each[Symbol.asyncDispose]()))
  await program.end()
  void context.terminate()
})

afterAll(() => program.remove())

function own<S extends Socket>(socket: S): S {
  sockets.push(socket)
  return socket
}

/** CZMQ does not tell which port it was given, so it has socket files in a directory that is the test's. */
let files = 0
const somewhere = (): string => `ipc://${join(program.home, `${files++}`)}`

const withCzmq = program.missing === undefined ? describe : describe.skip

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
    await using czmq = program.start([what, frontend, backend, `${what === 'topics' ? 400 : COUNT}`])
    expect(await czmq.line()).toBe('done')
  })
})

withCzmq("CZMQ's zproxy between our sockets", () => {
  it('carries a pipeline', async () => {
    const [frontend, backend] = [somewhere(), somewhere()]
    await using czmq = program.start(['proxy', 'PULL', frontend, 'PUSH', backend])
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
    await using czmq = program.start(['proxy', 'XSUB', frontend, 'XPUB', backend])
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
    await using czmq = program.start(['proxy', 'ROUTER', frontend, 'DEALER', backend])
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
