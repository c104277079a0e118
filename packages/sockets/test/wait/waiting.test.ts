/** Calls that wait on a socket with much traffic: each is served once, and none is missed between two turns. */
import { Context, Pair, Pull, Push, Reply, Request } from '../../src/index.ts'

/** More than two turns' budget of operations. */
const COUNT = 5_000

describe('a socket whose operations fill more than a turn of the event loop', () => {
  it('receives every message of a fast connection, in order', async () => {
    const context = new Context({ blocky: false })
    const pull = new Pull({ context })
    const push = new Push({ context })
    push.connect(await pull.bind('tcp://127.0.0.1:0'))
    const sending = (async () => {
      for (let i = 0; i < COUNT; i++) await push.send(`${i}`)
    })()
    for (let i = 0; i < COUNT; i++) expect(String(await pull.receive())).toBe(`${i}`)
    await sending
    await Promise.all([push[Symbol.asyncDispose](), pull[Symbol.asyncDispose]()])
  })

  it('replies to every request', async () => {
    const context = new Context({ blocky: false })
    const reply = new Reply({ context })
    const request = new Request({ context })
    await reply.bind('inproc://waiting')
    request.connect('inproc://waiting')
    const serving = (async () => {
      for await (const [body] of reply) await reply.send(body!)
    })()
    for (let i = 0; i < COUNT; i++) {
      await request.send(`${i}`)
      expect(String(await request.receive())).toBe(`${i}`)
    }
    await Promise.all([request[Symbol.asyncDispose](), reply[Symbol.asyncDispose]()])
    await serving
  })
})

describe('an invalid timeout', () => {
  it.each([
    ['NaN', NaN],
    ['-5', -5],
    ['text', '10' as unknown as number],
  ])('is rejected: %s', async (_what, timeout) => {
    const context = new Context({ blocky: false })
    const pair = new Pair({ context })
    const refusal = typeof timeout === 'number' ? { code: 'EINVAL' } : { name: 'TypeError' }
    const waits = [pair.send('x', { timeout }), pair.receive({ timeout }), pair.receiveFrom({ timeout }), pair.wait({ timeout })]
    for (const wait of waits) await expect(wait).rejects.toMatchObject(refusal)
    await pair[Symbol.asyncDispose]()
  })
})

describe('a wait without a limit in its options', () => {
  it('completes at once if it can, since nothing may wake it later', async () => {
    const context = new Context()
    const [left, right] = [new Pair({ context }), new Pair({ context })]
    await left.bind('inproc://empty-options')
    right.connect('inproc://empty-options')
    await left.send('there', {})
    await right.send('back')
    await new Promise(setImmediate)
    expect(String(await right.receive({}))).toBe('there')
    expect(String(await left.receive({}))).toBe('back')
    void context.terminate()
  })
})
