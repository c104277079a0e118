/** Fake timers of a test framework (modern, legacy and sinon's) affect the timers of the test, and not those of the library. */
import { realTime } from '../../src/platform/real-time.ts'
import type * as Sockets from '../../src/index.ts'
import { Publisher, Pull, Push, Reply, Request, Subscriber } from '../../src/index.ts'
import { Stage } from '../stage.ts'

const FAKES = [
  ['modern', () => jest.useFakeTimers()],
  ['modern, with a date', () => jest.useFakeTimers({ now: 0 })],
  ['legacy', () => jest.useFakeTimers({ legacyFakeTimers: true })],
] as const

afterEach(() => jest.useRealTimers())

describe.each(FAKES)('under fake timers: %s', (_, fake) => {
  it.each(['tcp', 'ipc', 'inproc'] as const)('messages pass over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [pull, push] = [stage.make(Pull), stage.make(Push)]
    const [reply, request] = [stage.make(Reply), stage.make(Request)]
    await stage.meet(pull, push)
    await stage.meet(reply, request)
    fake()
    for (let i = 0; i < 3; i++) {
      await push.send(String(i))
      expect(String(await pull.receive())).toBe(String(i))
    }
    await request.send('question')
    await reply.send(await reply.receive())
    expect(String(await request.receive())).toBe('question')
    jest.useRealTimers()
  })

  it('connections are made, and closed', async () => {
    const stage = new Stage('tcp')
    fake()
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    sub.subscribe('')
    sub.connect(await stage.bind(pub))
    for (;;) {
      await pub.send('news')
      if (await sub.receive({ timeout: 20 }).catch(() => undefined)) break
    }
    await stage[Symbol.asyncDispose]()
    jest.useRealTimers()
  })

  it('a timeout of a call uses the real clock', async () => {
    await using stage = new Stage('inproc')
    const pull = stage.make(Pull)
    fake()
    await expect(pull.receive({ timeout: 10 })).rejects.toMatchObject({ code: 'EAGAIN' })
    jest.useRealTimers()
  })

  it('a library that is loaded then works too', async () => {
    fake()
    let loaded: typeof Sockets | undefined
    jest.isolateModules(() => {
      loaded = jest.requireActual<typeof Sockets>('../../src/index.ts')
    })
    const { Pull: LatePull, Push: LatePush, Context } = loaded as typeof Sockets
    const context = new Context()
    const [pull, push] = [new LatePull({ context, linger: 0 }), new LatePush({ context, linger: 0 })]
    push.connect(await pull.bind('tcp://127.0.0.1:*'))
    await push.send('late')
    expect(String(await pull.receive())).toBe('late')
    await expect(pull.receive({ timeout: 10 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await Promise.all([pull[Symbol.asyncDispose](), push[Symbol.asyncDispose]()])
    jest.useRealTimers()
  })
})

describe('realTime', () => {
  const names = ['setTimeout', 'clearTimeout', 'setInterval', 'setImmediate'] as const

  it('returns the global functions if there are no fakes', () => {
    const time = realTime()
    expect(names.map((name) => time[name])).toEqual(names.map((name) => globalThis[name]))
    expect([time.Date, typeof time.now()]).toEqual([Date, 'number'])
  })

  it('finds the originals of a fake of sinon, by its clock', () => {
    const fakeOf = (name: string, original: unknown) => Object.assign(() => 0, { clock: { [`_${name}`]: original } })
    const original = Object.fromEntries([...names, 'Date', 'performance', 'nextTick'].map((name) => [name, { name, now: () => 7 }]))
    const kept = jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    const tick = jest.fn()
    const time = realTime({
      ...Object.fromEntries(names.map((name) => [name, fakeOf(name, original[name])])),
      Date: fakeOf('Date', original['Date']),
      performance: fakeOf('performance', original['performance']),
      process: { nextTick: fakeOf('nextTick', tick) },
    })
    kept.mockRestore()
    expect(names.map((name) => time[name])).toEqual(names.map((name) => original[name]))
    expect([time.Date, time.now()]).toEqual([original['Date'], 7])
    time.nextTick(() => undefined)
    expect(tick).toHaveBeenCalledTimes(1)
  })

  it('finds the originals of a mock of jest, in the modules of Node', () => {
    jest.useFakeTimers({ legacyFakeTimers: true })
    const time = realTime()
    jest.useRealTimers()
    expect(jest.isMockFunction(time.setTimeout)).toBe(false)
    expect(jest.isMockFunction(time.nextTick)).toBe(false)
  })
})
