/** Attach strings: which endpoints are bound or connected, and which port of a range is used. */
import { ManualRuntime } from '@tszmq/testkit'
import { attach } from '../../src/connection/attach.ts'
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from '../../src/index.ts'

let context: Context
beforeEach(() => (context = new Context({ blocky: false })))
afterEach(() => context.terminate())

describe('attach()', () => {
  it('binds after @ and connects after >, and resolves with the real endpoints in order', async () => {
    const [left, middle, right] = [new Push({ context }), new Pull({ context }), new Push({ context })]
    const far = await left.bind('tcp://127.0.0.1:*')
    const [bound, connected] = await middle.attach(` @tcp://127.0.0.1:*, >${far} ,`)
    expect(bound).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
    expect(connected).toBe(far)
    right.connect(bound as string)
    await Promise.all([left.send('left'), right.send('right')])
    expect([await middle.receive(), await middle.receive()].map(String).sort()).toEqual(['left', 'right'])
  })

  it.each([Publisher, Reply, Router, Pull, XPublisher])('binds a server type by default: %p', async (type) => {
    const socket = new type({ context })
    expect(await socket.attach('tcp://127.0.0.1:0')).toEqual([expect.stringMatching(/:[1-9]\d*$/)])
  })

  it.each([Subscriber, Request, Dealer, Push, XSubscriber, Pair, Stream])('connects other types by default: %p', async (type) => {
    const socket = new type({ context })
    await expect(socket.attach('tcp://127.0.0.1:0')).rejects.toMatchObject({ code: 'EINVAL' })
    expect(await socket.attach('tcp://127.0.0.1:0', { serverish: true })).toEqual([expect.stringMatching(/:[1-9]\d*$/)])
  })

  it('binds the next port of a range when one is in use', async () => {
    const taken = await new Pull({ context }).bind('tcp://127.0.0.1:*')
    const port = Number(taken.slice(taken.lastIndexOf(':') + 1))
    const [real] = await new Pull({ context }).attach(`tcp://127.0.0.1:*[${port}-${port + 20}]`)
    const got = Number(real?.slice(real.lastIndexOf(':') + 1))
    expect(got).toBeGreaterThan(port)
    expect(got).toBeLessThanOrEqual(port + 20)
    await expect(new Pull({ context }).attach(`@tcp://127.0.0.1:![${port}-${port}]`)).rejects.toMatchObject({
      code: 'EADDRINUSE',
      address: `tcp://127.0.0.1:![${port}-${port}]`,
    })
  })

  it.each(['', ' ', ',', ' , '])('rejects a list without endpoints: %j', async (list) => {
    await expect(new Pair({ context }).attach(list)).rejects.toMatchObject({ code: 'EINVAL', message: 'there is no endpoint' })
  })

  it('rejects an invalid range before any endpoint is bound', async () => {
    const pair = new Pair({ context })
    await expect(pair.attach('@inproc://attached,@tcp://127.0.0.1:*[2-1]')).rejects.toMatchObject({ code: 'EINVAL' })
    expect(pair.lastEndpoint).toBeNull()
  })

  it('keeps the endpoints before the one that failed', async () => {
    const pair = new Pair({ context })
    await expect(pair.attach('@inproc://kept,@nothing')).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(new Pair({ context }).bind('inproc://kept')).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('a port of a range', () => {
  /** A socket whose system answers by port. */
  const socket = (answers: Record<string, string>) => {
    const asked: string[] = []
    const bind = (address: string): Promise<string> => {
      const port = address.slice(address.lastIndexOf(':') + 1)
      asked.push(port)
      return answers[port] === undefined
        ? Promise.resolve(address)
        : Promise.reject(Object.assign(new Error('no'), { code: answers[port] }))
    }
    return { asked, context: new Context({ runtime: new ManualRuntime() }), bind, connect: () => undefined }
  }

  it('that the process may not bind is skipped', async () => {
    const system = socket({ 60000: 'EACCES', 60001: 'EADDRINUSE' })
    expect(await attach(system, '@tcp://*:*[60000-60009]', false)).toEqual([{ endpoint: 'tcp://*:60002', connected: false }])
  })

  it('is random after !', async () => {
    const system = socket({ 60005: 'EADDRINUSE' })
    await attach(system, '@tcp://*:![60000-60009]', false)
    expect(system.asked).toEqual(['60005', '60006'])
  })

  it('is the last that is tried if there is another error', async () => {
    const system = socket({ 60000: 'EADDRNOTAVAIL' })
    await expect(attach(system, '@tcp://*:*[60000-60009]', false)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
    expect(system.asked).toEqual(['60000'])
  })

  it('may not be free: the error is that of the last port', async () => {
    const system = socket({ 60000: 'EADDRINUSE', 60001: 'EACCES' })
    await expect(attach(system, '@tcp://*:*[60000-60001]', false)).rejects.toMatchObject({
      code: 'EACCES',
      message: 'no port of tcp://*:*[60000-60001] is free',
    })
  })
})
