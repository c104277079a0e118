/** Actors: how they start, what goes through their pipe, how they end, and what becomes of a crash in every state. */
import { Context } from '@tszmq/sockets'
import type { ZmqError } from '@tszmq/sockets'
import { ManualRuntime } from '@tszmq/testkit'
import type { ActorFunction, ActorPipe } from '../src/index.ts'
import { Zactor } from '../src/index.ts'

const BOOM = new Error('boom')

/** Of each test its own: whoever leaves a socket behind is found. */
let context: Context

beforeEach(() => {
  context = new Context()
})

afterEach(() => {
  // A context without sockets takes one, whatever maxSockets says of two.
  context.maxSockets = 2
  expect(() => new Zactor(() => undefined, undefined, { context })).not.toThrow()
  void context.terminate()
})

const start = (run: ActorFunction, signal?: AbortSignal): Promise<Zactor> =>
  Zactor.start(run, undefined, signal === undefined ? { context } : { context, signal })

const make = (run: ActorFunction): Zactor => new Zactor(run, undefined, { context })

/** Text of messages, as a test likes to read them. */
const text = (message: readonly Buffer[]): string => message.join(' ')

async function echo(pipe: ActorPipe): Promise<void> {
  await pipe.signal()
  for await (const message of pipe) await pipe.send(message)
}

/** Answers every command; refuses those called BAD and FAIL. */
async function obedient(pipe: ActorPipe): Promise<void> {
  await pipe.signal()
  for await (const [command] of pipe) {
    if (String(command) === 'BAD') await pipe.refuse(Object.assign(new Error('bad command'), { code: 'EINVAL' }))
    else await pipe.signal(String(command) === 'FAIL' ? 7 : 0)
  }
}

/** A promise and how to keep it. */
function latch(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

describe('an actor', () => {
  it('gets its arguments, and its owner has it when it has signalled', async () => {
    const seen: string[] = []
    const run = async (pipe: ActorPipe, args: { name: string }): Promise<void> => {
      seen.push(args.name)
      await pipe.signal()
      await pipe.receive()
    }
    await using actor = await Zactor.start(run, { name: 'Ada' }, { context })
    expect(seen).toEqual(['Ada'])
    expect(actor.state).toBe('running')
  })

  it('has its turn when the running code is done', async () => {
    const seen: string[] = []
    const actor = make((pipe) => {
      seen.push('actor')
      return echo(pipe)
    })
    seen.push('owner')
    await actor.ready
    expect(seen).toEqual(['owner', 'actor'])
    await actor.destroy()
  })

  it('sends and receives whole messages, both ways and in order', async () => {
    await using actor = await start(echo)
    await actor.send(['a', '', 'b'])
    await actor.send('c')
    expect((await actor.receive()).map(String)).toEqual(['a', '', 'b'])
    expect(text(await actor.receive())).toBe('c')
  })

  it('is fed until 1000 messages each way wait, and no further', async () => {
    const gate = latch()
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await gate.opened
      for await (const message of pipe) void message
    })
    let taken = 0
    while (actor.trySend('x')) taken++
    expect(taken).toBeGreaterThanOrEqual(1000)
    expect(taken).toBeLessThanOrEqual(2000)
    gate.open()
    await actor.send('y')
    await actor.destroy()
  })

  it('is read by an iterator that ends when the actor does', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      for (const word of ['one', 'two', 'three']) await pipe.send(word)
    })
    const seen: string[] = []
    for await (const message of actor) seen.push(text(message))
    expect(seen).toEqual(['one', 'two', 'three'])
    await actor.destroy()
  })

  it('is read to the last message after its end', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.send('last words')
    })
    await actor.ended
    expect(text(await actor.receive())).toBe('last words')
    await expect(actor.receive()).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    await actor.destroy()
  })

  it('lets any number of receive() wait, which give up by timeout or by signal', async () => {
    await using actor = await start(echo)
    const controller = new AbortController()
    const [first, second] = [actor.receive(), actor.receive()]
    const aborted = actor.receive({ signal: controller.signal })
    controller.abort(BOOM)
    await expect(aborted).rejects.toBe(BOOM)
    await expect(actor.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(actor.receive({ timeout: 1 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await actor.send('1')
    await actor.send('2')
    expect([text(await first), text(await second)]).toEqual(['1', '2'])
  })

  it('waits for its owner no longer than it likes', async () => {
    const seen: unknown[] = []
    await using actor = await start(async (pipe) => {
      await pipe.receive({ timeout: 1 }).catch((error: unknown) => seen.push((error as { code: string }).code))
      await pipe.receive({ timeout: 0 }).catch((error: unknown) => seen.push((error as { code: string }).code))
      await pipe.receive({ signal: AbortSignal.abort(BOOM) }).catch((error: unknown) => seen.push(error))
      await echo(pipe)
    })
    expect(seen).toEqual(['EAGAIN', 'EAGAIN', BOOM])
    expect(actor.state).toBe('running')
  })

  it('cannot be reached by anybody else', async () => {
    const actor = await start(echo)
    const before = context.inproc
    expect(Object.keys(before)).toEqual([])
    expect(() => before.bind('zactor-0', undefined as never)).not.toThrow()
    before.unbind('zactor-0', undefined as never)
    await actor.destroy()
  })
})

describe('a command', () => {
  it('resolves with the success that the actor signals', async () => {
    await using actor = await start(obedient)
    await expect(actor.command(['DO', 'it'])).resolves.toBeUndefined()
  })

  it('rejects with the reason that the actor gives', async () => {
    await using actor = await start(obedient)
    await expect(actor.command(['BAD'])).rejects.toMatchObject({ code: 'EINVAL', message: 'bad command' })
  })

  it('rejects with the status when there is no reason', async () => {
    await using actor = await start(obedient)
    await expect(actor.command(['FAIL'])).rejects.toMatchObject({
      code: 'ERR_ZACTOR_REFUSED',
      message: 'the actor refused FAIL with status 7',
    })
  })

  it('is answered in order, however many are under way', async () => {
    await using actor = await start(obedient)
    const sent = ['DO', 'BAD', 'DO', 'FAIL', 'DO'].map((name) => actor.command([name]))
    const outcomes = (await Promise.allSettled(sent)).map(({ status }) => status)
    expect(outcomes).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
  })

  it('is the same as its frames and a wait for the signal, as CZMQ does it', async () => {
    await using actor = await start(obedient)
    await actor.send(['DO', 'it'])
    expect(await actor.wait()).toBe(0)
    await actor.send('BAD')
    expect(await actor.wait()).toBe(1)
  })

  it('that is given up leaves its answer to nobody', async () => {
    const gate = latch()
    await using actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.receive()
      await gate.opened
      await pipe.signal(9)
      await obedient(pipe)
    })
    const controller = new AbortController()
    const given = actor.command(['SLOW'], { signal: controller.signal })
    const next = actor.command(['DO'])
    controller.abort(BOOM)
    gate.open()
    await expect(given).rejects.toBe(BOOM)
    await expect(next).resolves.toBeUndefined()
  })

  it('keeps messages that come before its answer', async () => {
    await using actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.receive()
      await pipe.send('news')
      await pipe.signal()
      await pipe.receive()
    })
    await actor.command(['DO'])
    expect(text(await actor.receive())).toBe('news')
  })

  it('is checked by the compiler where the commands are known', async () => {
    await using actor = await Zactor.start<{ ALLOW: string[]; SET: [name: string, value: number] }>(obedient, undefined, { context })
    await actor.command(['ALLOW', '10.0.0.1', '10.0.0.2'])
    await actor.command(['SET', 'size', 3])
    // @ts-expect-error -- it takes two
    await actor.command(['SET', 'size'])
    // @ts-expect-error -- there is none such
    await actor.command(['NO'])
  })
})

describe('destroy()', () => {
  it('sends $TERM and waits for the end', async () => {
    const seen: string[] = []
    const actor = await start(async (pipe) => {
      await pipe.signal()
      seen.push(text(await pipe.receive()))
      await new Promise(setImmediate)
      seen.push('cleaned up')
    })
    await actor.destroy()
    expect(seen).toEqual(['$TERM', 'cleaned up'])
    expect(actor.state).toBe('ended')
  })

  it('lets the actor read what was sent before', async () => {
    const seen: string[] = []
    const actor = await start(async (pipe) => {
      await pipe.signal()
      for await (const message of pipe) seen.push(text(message))
    })
    await actor.send('a')
    await actor.send('b')
    await actor.destroy()
    expect(seen).toEqual(['a', 'b'])
  })

  it('may be called again, at once and later, and by await using', async () => {
    await using actor = await start(echo)
    await Promise.all([actor.destroy(), actor.destroy()])
    await actor.destroy()
  })

  it('ends an actor that has much to say to an owner who does not listen', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      while (!pipe.terminating.aborted) await pipe.send('more')
    })
    await new Promise(setImmediate)
    await actor.destroy()
  })

  it('ends an actor whose pipe is full', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await new Promise((resolve) => pipe.terminating.addEventListener('abort', resolve))
      for await (const message of pipe) void message
    })
    while (actor.trySend('x')) continue
    await actor.destroy()
  })

  it('aborts what the actor waits on beside its pipe, which is no crash', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await new Promise((_, reject) => pipe.terminating.addEventListener('abort', () => reject(pipe.terminating.reason as Error)))
    })
    await actor.destroy()
    await expect(actor.ended).resolves.toBeUndefined()
  })

  it('ends those who wait, and everything after it is refused', async () => {
    const actor = await start(echo)
    const [receiving, waiting] = [actor.receive(), actor.wait()]
    await actor.destroy()
    await expect(receiving).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    await expect(waiting).resolves.toBe(0)
    await expect(actor.receive()).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    await expect(actor.command(['DO'])).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    await expect(actor.send('x')).rejects.toMatchObject({ code: 'EBADF' })
    expect(actor.trySend('x')).toBe(false)
  })

  it('while the actor is starting waits for it and refuses the start', async () => {
    const seen: string[] = []
    const actor = make(async (pipe) => {
      await new Promise(setImmediate)
      await pipe.signal()
      seen.push(text(await pipe.receive()))
    })
    const { ready } = actor
    await actor.destroy()
    await expect(ready).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    expect(seen).toEqual(['$TERM'])
  })

  it('is what the end of the context is to an actor', async () => {
    const own = new Context()
    const actor = await Zactor.start(echo, undefined, { context: own })
    const receiving = actor.receive()
    void own.terminate()
    await expect(receiving).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
    await actor.destroy()
  })
})

describe('an AbortSignal', () => {
  it('refuses the start before it begins', async () => {
    const run = jest.fn(echo)
    await expect(start(run, AbortSignal.abort(BOOM))).rejects.toBe(BOOM)
    expect(run).not.toHaveBeenCalled()
  })

  it('refuses the start while it goes on', async () => {
    const controller = new AbortController()
    const starting = start(async (pipe) => void (await pipe.receive()), controller.signal)
    controller.abort(BOOM)
    await expect(starting).rejects.toBe(BOOM)
  })

  it('destroys the actor afterwards', async () => {
    const controller = new AbortController()
    const actor = await start(echo, controller.signal)
    controller.abort()
    await actor.ended
    expect(actor.state).toBe('ended')
    await actor.destroy()
  })
})

describe('an actor that throws', () => {
  const CRASHED = { code: 'ERR_ZACTOR_CRASHED', message: 'the actor crashed: boom', cause: BOOM }

  const crashes: Record<string, ActorFunction> = {
    'at once': () => {
      throw BOOM
    },
    'before it is ready': async (pipe) => {
      await pipe.send('hm')
      throw BOOM
    },
  }

  it.each(Object.keys(crashes))('%s does not start, and leaves nothing', async (when) => {
    await expect(start(crashes[when]!)).rejects.toMatchObject(CRASHED)
  })

  it('while its owner waits rejects every wait', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.receive()
      throw BOOM
    })
    const waits = [actor.command(['DO']), actor.receive(), actor.wait(), actor.ended]
    for (const wait of waits) await expect(wait).rejects.toMatchObject(CRASHED)
    await expect(actor.command(['DO'])).rejects.toMatchObject(CRASHED)
    expect(actor.state).toBe('ended')
    await actor.destroy()
  })

  it('tells its owner by an event, crash before end', async () => {
    const gate = latch()
    const seen: unknown[] = []
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await gate.opened
      throw BOOM
    })
    const ended = latch()
    actor.on('crash', (error) => seen.push(error.cause))
    actor.on('end', ended.open)
    const never = (): unknown => seen.push('never')
    actor.on('end', never).off('end', never)
    gate.open()
    await ended.opened
    expect(seen).toEqual([BOOM])
    await actor.destroy()
  })

  it('when it is told to end tells of it, and destroy() resolves', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.receive()
      throw BOOM
    })
    const { ended } = actor
    await actor.destroy()
    await expect(ended).rejects.toMatchObject(CRASHED)
  })

  it('while it is destroyed before it was ready tells of it', async () => {
    const actor = make(async (pipe) => {
      await pipe.receive()
      throw BOOM
    })
    const { ended } = actor
    await actor.destroy()
    await expect(ended).rejects.toMatchObject(CRASHED)
  })

  it('what is no Error is told too', async () => {
    await expect(
      start(() => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever an application throws
        throw 'a fit'
      }),
    ).rejects.toMatchObject({ message: 'the actor crashed: a fit', cause: 'a fit' })
  })

  const wordless: Record<string, () => unknown> = {
    'an object without a prototype': () => Object.create(null) as unknown,
    'an object that throws when it is to become text': () => ({
      toString() {
        throw BOOM
      },
    }),
    'an Error whose message throws': () =>
      Object.defineProperty(new Error(), 'message', {
        get() {
          throw BOOM
        },
      }),
    'a Proxy that throws whatever it is asked': () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    },
  }

  it.each(Object.keys(wordless))('%s has crashed all the same', async (what) => {
    const thrown = wordless[what]!()
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.receive()
      throw thrown
    })
    const crash = new Promise<boolean>((resolve) => void actor.on('crash', ({ cause }) => resolve(cause === thrown)))
    const { ended } = actor
    await actor.send('go')
    const error = await ended.catch((reason: unknown) => reason as ZmqError)
    expect([error!.code, error!.cause === thrown]).toEqual(['ERR_ZACTOR_CRASHED', true])
    expect([actor.state, await crash]).toEqual(['ended', true])
    await actor.destroy()
  })

  it('has its iterator end with the crash', async () => {
    const actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.send('one')
      throw BOOM
    })
    const seen: string[] = []
    const reading = (async () => {
      for await (const message of actor) seen.push(text(message))
    })()
    await expect(reading).rejects.toMatchObject(CRASHED)
    expect(seen).toEqual(['one'])
    await actor.destroy()
  })
})

describe('an actor that does not signal', () => {
  it('but returns does not start', async () => {
    await expect(start(() => undefined)).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
  })

  it('but refuses does not start, and says why', async () => {
    const refusing = start((pipe) => pipe.refuse(Object.assign(new Error('taken'), { code: 'EADDRINUSE' })))
    await expect(refusing).rejects.toMatchObject({ code: 'EADDRINUSE', message: 'taken' })
  })
})

describe('what makes no sense', () => {
  const started = (what: unknown): Promise<unknown> => Zactor.start(what as ActorFunction, undefined, { context })
  const wrongTimes = [NaN, -5, '10' as unknown as number]

  it.each([[undefined], [null], [{}], [5], ['module.js'], [new URL('file:///module.js')]])('is refused by start(): %p', async (what) => {
    await expect(started(what)).rejects.toThrow(/^Zactor\.start\(\) takes a function, not/)
  })

  it.each([[undefined], [null], [{}], [5]])('is refused by new Zactor() and by thread(): %p', async (what) => {
    const refusal = /^an actor is a function, or a module by its URL or path, not/
    expect(() => new Zactor(what as never)).toThrow(refusal)
    await expect(Zactor.thread(what as never)).rejects.toThrow(refusal)
  })

  it('is a thread that is a function', async () => {
    await expect(Zactor.thread(echo as never)).rejects.toThrow(/^Zactor\.thread\(\) takes a module/)
  })

  it('is a command that is no array, or has no name, and nothing of it is sent', async () => {
    await using actor = await start(obedient)
    for (const command of ['BAD', [], undefined]) {
      await expect(actor.command(command as never)).rejects.toThrow(
        new TypeError('a command is an array: its name, and the frames that follow it'),
      )
    }
    await actor.command(['DO'])
  })

  it.each(wrongTimes)('is a timeout of %p', async (timeout) => {
    const seen: unknown[] = []
    await using actor = await start(async (pipe) => {
      await pipe.receive({ timeout }).catch((error: unknown) => seen.push(error))
      await obedient(pipe)
    })
    const waits = [actor.receive({ timeout }), actor.wait({ timeout }), actor.send('x', { timeout }), actor.command(['BAD'], { timeout })]
    for (const wait of waits) await wait.catch((error: unknown) => seen.push(error))
    const refusal = typeof timeout === 'number' ? { code: 'EINVAL' } : { name: 'TypeError' }
    expect(seen).toMatchObject([refusal, refusal, refusal, refusal, refusal])
    await actor.command(['DO'])
  })

  it('is a refusal that is no Error', async () => {
    const seen: unknown[] = []
    await using actor = await start(async (pipe) => {
      await pipe.signal()
      await pipe.receive()
      for (const error of ['text', undefined]) await pipe.refuse(error as never).catch((reason: unknown) => seen.push(reason))
      await pipe.signal()
    })
    await actor.command(['DO'])
    expect(seen).toEqual([new TypeError('refuse() takes an Error, not string'), new TypeError('refuse() takes an Error, not undefined')])
  })
})

describe('ten thousand actors', () => {
  it('are started and destroyed one after the other, and leave nothing', async () => {
    for (let i = 0; i < 10_000; i++) await (await start(echo)).destroy()
  })

  it('may be there at once', async () => {
    context.maxSockets = 20_000
    const actors = await Promise.all(Array.from({ length: 10_000 }, () => start(echo)))
    await expect(start(echo)).rejects.toMatchObject({ code: 'EMFILE' })
    await Promise.all(actors.map((actor) => actor.destroy()))
  })
})

describe('an actor that does not signal', () => {
  it('is named by a warning after 10 s, and start() still waits for it', async () => {
    const runtime = new ManualRuntime()
    const slow = new Context({ runtime })
    let signal!: () => void
    const starting = Zactor.start(
      async function forgetful(pipe: ActorPipe) {
        await new Promise<void>((resolve) => (signal = resolve))
        await pipe.signal()
        await pipe.receive()
      },
      undefined,
      { context: slow },
    )
    await new Promise(setImmediate)
    runtime.advance(9_999)
    expect(runtime.warnings).toEqual([])
    runtime.advance(1)
    expect(runtime.warnings).toEqual([
      { code: 'ZACTOR_NOT_READY', text: expect.stringContaining('the actor forgetful has not signalled') as string },
    ])
    signal()
    const actor = await starting
    expect(actor.state).toBe('running')
    await actor.destroy()
    await slow.terminate()
  })

  it.each<[string, ActorFunction]>([
    ['signals', echo],
    ['refuses', (pipe) => pipe.refuse(new Error('no'))],
    ['returns', () => undefined],
    ['throws', () => Promise.reject(BOOM)],
  ])('is another than one that %s in time: of that nothing is said', async (_name, run) => {
    const runtime = new ManualRuntime()
    const other = new Context({ runtime })
    const actor = new Zactor(run, undefined, { context: other })
    await actor.ready.catch(() => undefined)
    runtime.advance(60_000)
    expect(runtime.warnings).toEqual([])
    await actor.destroy()
    await actor.ended.catch(() => undefined)
    await other.terminate()
  })
})
