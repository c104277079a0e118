/** REQ and REP out of turn: the result of each order of calls is that of npm's zeromq. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { requirePeer } from '@tszmq/peers'
import * as sockets from '../../src/index.ts'
import { ADDON_HOME } from './addon-sockets.ts'
import { ORDERS, runOrders } from './turn-orders.cjs'

type Transcripts = Record<string, string[]>

const peer = requirePeer('zeromq.js')
const describeWithPeer = 'missing' in peer ? describe.skip : describe

function ofAddon(): Transcripts {
  const program = `require(${JSON.stringify(join(__dirname, 'turn-orders.cjs'))}).runOrders(require('zeromq'), true).then((all) => console.log(JSON.stringify(all)))`
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: ADDON_HOME, encoding: 'utf8' })) as Transcripts
}

describeWithPeer('REQ and REP do as in zeromq.js with', () => {
  let ours: Transcripts
  let theirs: Transcripts

  beforeAll(async () => {
    theirs = ofAddon()
    ours = await runOrders(sockets)
  })

  it.each(Object.keys(ORDERS))('%s', (order) => {
    expect(theirs[order]!.length).toBeGreaterThan(0)
    expect(ours[order]).toEqual(theirs[order])
  })
})

describe('a call of a REQ or REP out of turn', () => {
  it('rejects with advice after its timeout', async () => {
    await using req = new sockets.Request({ linger: 0 })
    await using rep = new sockets.Reply({ linger: 0 })
    req.connect(await rep.bind('tcp://127.0.0.1:*'))
    await req.send('question')
    const refused = expect.objectContaining({
      code: 'EFSM',
      message: expect.stringMatching(/`relaxed` and `correlate`/) as string,
    }) as Error
    await expect(req.send('another', { timeout: 20 })).rejects.toEqual(refused)
    await expect(req.send('another', { timeout: 0 })).rejects.toEqual(refused)
    expect(() => req.trySend('another')).toThrow(refused)
    expect(() => rep.trySend('unasked')).toThrow(expect.objectContaining({ code: 'EFSM' }) as Error)
    expect(String(await rep.receive())).toBe('question')
    expect(() => rep.tryReceive()).toThrow(expect.objectContaining({ code: 'EFSM' }) as Error)
    await expect(rep.receive({ timeout: 20 })).rejects.toMatchObject({ code: 'EFSM' })
  })

  it('ends with the reason of its signal, and changes no turn', async () => {
    await using rep = new sockets.Reply({ linger: 0 })
    await using req = new sockets.Request({ linger: 0 })
    req.connect(await rep.bind('tcp://127.0.0.1:*'))
    const abort = new AbortController()
    const early = rep.send('early', { signal: abort.signal })
    abort.abort(new Error('changed my mind'))
    await expect(early).rejects.toThrow('changed my mind')
    await req.send('question')
    await rep.receive()
    await rep.send('reply')
    expect(String(await req.receive())).toBe('reply')
  })

  it('gives batches of one request, and the next when the reply was sent', async () => {
    await using rep = new sockets.Reply({ linger: 0 })
    const requests = [new sockets.Request({ linger: 0 }), new sockets.Request({ linger: 0 })]
    const endpoint = await rep.bind('tcp://127.0.0.1:*')
    for (const [i, req] of requests.entries()) {
      req.connect(endpoint)
      await req.send(`question ${i}`)
    }
    const batches = rep.batches()
    for (let i = 0; i < requests.length; i++) {
      const { value } = await batches.next()
      expect(value?.length).toBe(1)
      await rep.send('reply')
    }
    for (const req of requests) {
      expect(String(await req.receive())).toBe('reply')
      await req[Symbol.asyncDispose]()
    }
  })

  it('sends the requests of many tasks one at a time, each with its reply', async () => {
    const context = new sockets.Context()
    await using rep = new sockets.Reply({ context, linger: 0 })
    await using req = new sockets.Request({ context, linger: 0 })
    await rep.bind('inproc://tasks')
    req.connect('inproc://tasks')
    const serving = (async () => {
      for await (const [question] of rep) await rep.send(`re ${String(question)}`)
    })()
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await req.send(String(i))
        return String(await req.receive())
      }),
    )
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => `re ${i}`))
    rep.close()
    await serving
  })
})

it('a relaxed and correlated REQ goes on waiting after a stale reply', async () => {
  await using rep = new sockets.Reply({ linger: 0 })
  await using req = new sockets.Request({ linger: 0, relaxed: true, correlate: true })
  req.connect(await rep.bind('tcp://127.0.0.1:*'))
  for (const question of ['1', '2']) await req.send(question)
  expect(String(await rep.receive())).toBe('1')
  await rep.send('a')
  const answer = req.receive()
  expect(String(await rep.receive())).toBe('2')
  await rep.send('b')
  expect(String(await answer)).toBe('b')
})
