/** An actor that is started again when it crashes, on virtual time: what its owner sees of that. */
import { Context } from '@tszmq/sockets'
import { ManualRuntime, turn } from '@tszmq/testkit'
import type { ActorPipe, RestartOptions } from '../src/index.ts'
import { Zactor } from '../src/index.ts'

const CRASHED = { code: 'ERR_ZACTOR_CRASHED' }

let runtime: ManualRuntime
let context: Context

beforeEach(() => {
  runtime = new ManualRuntime()
  context = new Context({ runtime })
})

afterEach(async () => {
  await context.terminate()
  expect(runtime.timers).toBe(0)
})

/** Says which run it is, answers commands, and crashes at CRASH. */
function counting(refusals: readonly number[] = []): (pipe: ActorPipe) => Promise<void> {
  let runs = 0
  return async (pipe) => {
    const run = ++runs
    if (refusals.includes(run)) return pipe.refuse(new Error(`not at run ${run}`))
    await pipe.signal()
    await pipe.send(`run ${run}`)
    for await (const [command] of pipe) {
      if (String(command) === 'CRASH') throw new Error(`boom ${run}`)
      await pipe.signal()
    }
  }
}

/** A promise and how to keep it. */
function latch(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

const start = (run: (pipe: ActorPipe) => Promise<void>, restart: RestartOptions = { delay: 100 }): Promise<Zactor> =>
  Zactor.start(run, undefined, { context, restart })

describe('a supervised actor', () => {
  it('is started again when its delay has passed, not before', async () => {
    await using actor = await start(counting())
    const restarts: number[] = []
    actor.on('restart', (count) => restarts.push(count))
    await expect(actor.command(['CRASH'])).rejects.toMatchObject({ ...CRASHED, message: 'the actor crashed: boom 1' })
    expect(actor.state).toBe('starting')
    runtime.advance(99)
    await turn()
    expect([actor.state, restarts]).toEqual(['starting', []])
    runtime.advance(1)
    await actor.command(['DO'])
    expect([actor.state, restarts]).toEqual(['running', [1]])
  })

  it('rejects the commands that were under way, and does those that come while it is down', async () => {
    await using actor = await start(counting())
    const [crash, after] = [actor.command(['CRASH']), actor.command(['DO'])]
    await expect(crash).rejects.toMatchObject(CRASHED)
    await expect(after).rejects.toMatchObject(CRASHED)
    const later = actor.command(['DO'])
    expect(actor.trySend('DO')).toBe(false)
    runtime.advance(100)
    await expect(later).resolves.toBeUndefined()
  })

  it('gets in its next run, in order, what waited for room in the pipe of the one that crashed', async () => {
    const gate = latch()
    const seen: string[] = []
    let runs = 0
    await using actor = await start(async (pipe) => {
      const run = ++runs
      await pipe.signal()
      if (run === 1) {
        await gate.opened
        throw new Error('boom')
      }
      for await (const [message] of pipe) seen.push(String(message))
    })
    let taken = 0
    while (actor.trySend(`${taken}`)) taken++
    const waiting = [0, 1, 2, 3, 4].map((i) => actor.send(`waits ${i}`))
    const impatient = [actor.send('too long', { timeout: 50 }), actor.send('given up', { signal: AbortSignal.timeout(0) })]
    const refusals = impatient.map((sent) => sent.catch((error: unknown) => error as Error))
    const command = actor.command(['DO'])
    actor.on('crash', () => waiting.push(actor.send('after the crash')))
    gate.open()
    await expect(command).rejects.toMatchObject(CRASHED)
    await refusals[1]
    runtime.advance(100)
    await Promise.all(waiting)
    while (seen.length < 6) await turn()
    expect(seen).toEqual(['waits 0', 'waits 1', 'waits 2', 'waits 3', 'waits 4', 'after the crash'])
    expect((await Promise.all(refusals)).map((error) => error?.name)).toEqual(['ZmqError', 'TimeoutError'])
  })

  it('that is not started again tells who waited to send', async () => {
    const gate = latch()
    const actor = await start(
      async (pipe) => {
        await pipe.signal()
        await gate.opened
        throw new Error('boom')
      },
      { maximum: 0 },
    )
    while (actor.trySend('x')) continue
    const waiting = [actor.send('waits'), actor.command(['DO']), actor.ended]
    gate.open()
    const codes = await Promise.all(waiting.map((wait) => wait.catch(({ code }: { code: string }) => code)))
    expect(codes).toEqual(['EAGAIN', 'ERR_ZACTOR_CRASHED', 'ERR_ZACTOR_GIVEN_UP'])
    await actor.destroy()
  })

  it('leaves nothing of the runs that crashed', async () => {
    await using actor = await start(counting(), { delay: 1, maximum: 1000 })
    context.maxSockets = 4
    for (let run = 1; run <= 10; run++) {
      await expect(actor.command(['CRASH'])).rejects.toMatchObject(CRASHED)
      await actor.receive()
      runtime.advance(1000)
      await actor.command(['DO'])
    }
    expect(actor.state).toBe('running')
  })

  it('is read across its runs, in order', async () => {
    await using actor = await start(counting())
    await expect(actor.command(['CRASH'])).rejects.toMatchObject(CRASHED)
    runtime.advance(100)
    await actor.command(['DO'])
    expect([String(await actor.receive()), String(await actor.receive())]).toEqual(['run 1', 'run 2'])
  })

  it('lets who receives wait for the next run', async () => {
    await using actor = await start(counting())
    await actor.receive()
    const next = actor.receive()
    await expect(actor.command(['CRASH'])).rejects.toMatchObject(CRASHED)
    runtime.advance(100)
    expect(String(await next)).toBe('run 2')
  })

  it('tells each crash, and in the end that it is given up', async () => {
    const actor = await start(counting(), { delay: 1, maximum: 2 })
    const seen: string[] = []
    actor
      .on('crash', ({ message }) => seen.push(message))
      .on('restart', (count) => seen.push(`restart ${count}`))
      .on('end', () => seen.push('end'))
    const ended = expect(actor.ended).rejects.toMatchObject({
      code: 'ERR_ZACTOR_GIVEN_UP',
      cause: { message: 'the actor crashed: boom 3' },
    })
    for (let run = 1; run <= 3; run++) {
      await expect(actor.command(['CRASH'])).rejects.toMatchObject(CRASHED)
      runtime.advance(10)
    }
    await ended
    await turn()
    expect(seen).toEqual([
      'the actor crashed: boom 1',
      'restart 1',
      'the actor crashed: boom 2',
      'restart 2',
      'the actor crashed: boom 3',
      'end',
    ])
    await expect(actor.command(['DO'])).rejects.toMatchObject({ code: 'ERR_ZACTOR_GIVEN_UP' })
    await actor.destroy()
  })

  it('whose first start crashes is ready when a later one is', async () => {
    let runs = 0
    const actor = new Zactor(
      async (pipe) => {
        if (++runs === 1) throw new Error('boom')
        await pipe.signal()
        await pipe.receive()
      },
      undefined,
      { context, restart: { delay: 5 } },
    )
    await new Promise((resolve) => actor.on('crash', resolve))
    runtime.advance(5)
    await actor.ready
    await actor.destroy()
  })

  it('that refuses its first start is not started again', async () => {
    await expect(start(counting([1]))).rejects.toMatchObject({ message: 'not at run 1' })
  })

  it('that refuses to start again is tried again', async () => {
    await using actor = await start(counting([2]), { delay: 1 })
    await expect(actor.command(['CRASH'])).rejects.toMatchObject(CRASHED)
    const later = actor.command(['DO'])
    runtime.advance(1)
    await expect(later).rejects.toMatchObject({ ...CRASHED, message: 'the actor crashed: not at run 2' })
    runtime.advance(2)
    await actor.command(['DO'])
  })

  it('that returns is not started again', async () => {
    const actor = await start((pipe) => pipe.signal())
    await actor.ended
    expect(runtime.timers).toBe(0)
    await actor.destroy()
  })

  it('that crashes while it ends is not started again', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.receive()
      throw new Error('boom')
    })
    const ended = expect(actor.ended).rejects.toMatchObject(CRASHED)
    await actor.destroy()
    await ended
  })

  it('that is destroyed while it is down ends at once', async () => {
    const actor = await start(counting())
    await expect(actor.command(['CRASH'])).rejects.toMatchObject(CRASHED)
    await actor.destroy()
    await actor.ended
    expect([actor.state, runtime.timers]).toEqual(['ended', 0])
  })

  it('keeps the last ten thousand messages of crashed runs for an owner who does not read, not more', async () => {
    let runs = 0
    const talk = async (pipe: ActorPipe): Promise<void> => {
      const run = ++runs
      await pipe.signal()
      for (let i = 0; i < 1900; i++) await pipe.send(`${run} ${i}`)
      if (run <= 7) throw new Error('boom')
      await pipe.receive()
    }
    await using actor = await start(talk, { delay: 1, maximum: 1000 })
    actor.on('crash', () => undefined)
    while (runs < 8) {
      await turn()
      runtime.advance(30_000)
    }
    await turn()
    const seen: string[] = []
    for (let i = 0; i < 10_000 + 1900; i++) seen.push(String(await actor.receive()))
    expect([seen[0], seen[9999], seen[10_000], seen.at(-1)]).toEqual(['2 1400', '7 1899', '8 0', '8 1899'])
  })

  it.each([{ delay: -1 }, { maximum: 1e6 }])('is refused with %j', (restart) => {
    expect(() => new Zactor(() => undefined, undefined, { context, restart })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})
