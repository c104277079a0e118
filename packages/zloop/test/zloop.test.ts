/** The reactor on a clock that a test moves: readers, timers, tickets, how it stops, and what goes wrong in handlers. */
import { Context, Pull, Push } from '@tszmq/sockets'
import { ManualRuntime, turn, turns } from '@tszmq/testkit'
import { Zloop } from '../src/index.ts'

let context: Context
let runtime: ManualRuntime
let loop: Zloop

beforeEach(() => {
  runtime = new ManualRuntime()
  context = new Context({ runtime })
  loop = new Zloop({ context })
})

afterEach(async () => {
  loop.destroy()
  await context.terminate()
  expect(runtime.timers).toBe(0)
})

let names = 0

/** A PULL and a PUSH to it. */
function pipeline(): [Pull, Push] {
  const pull = new Pull({ context, linger: 0 })
  const push = new Push({ context, linger: 0 })
  const endpoint = `inproc://loop-${++names}`
  pull.bindSync(endpoint)
  push.connect(endpoint)
  return [pull, push]
}

/** A promise and how to keep it. */
function latch(): { opened: Promise<unknown>; open: (value?: unknown) => void; fail: (error: Error) => void } {
  let [open, fail] = [(_value?: unknown): void => undefined, (_error: Error): void => undefined]
  const opened = new Promise<unknown>((resolve, reject) => ([open, fail] = [resolve, reject]))
  return { opened, open, fail }
}

describe('a reader', () => {
  it('is called for each message, in order', async () => {
    const [pull, push] = pipeline()
    const seen: string[] = []
    loop.reader(pull, (_loop, socket) => {
      seen.push(String(socket.tryReceive()![0]))
      return seen.length === 3 ? -1 : 0
    })
    const started = loop.start()
    for (const text of ['1', '2', '3', '4']) await push.send(text)
    expect(await started).toBe(-1)
    expect(seen).toEqual(['1', '2', '3'])
    expect(String(pull.tryReceive()![0])).toBe('4')
  })

  it('is called again until it has read what there is', async () => {
    const [pull, push] = pipeline()
    await push.send('1')
    let calls = 0
    loop.reader(pull, () => (++calls === 5 ? -1 : 0))
    expect(await loop.start()).toBe(-1)
    expect(String(pull.tryReceive()![0])).toBe('1')
  })

  it('has its turn though others are flooded: each once before any twice', async () => {
    const [a, toA] = pipeline()
    const [b, toB] = pipeline()
    const seen: string[] = []
    const read =
      (name: string) =>
      (_loop: Zloop, socket: Pull): void => {
        seen.push(name + String(socket.tryReceive()![0]))
      }
    loop.reader(a, read('a'))
    loop.reader(b, read('b'))
    for (let i = 0; i < 500; i++) await toA.send(`${i}`)
    for (let i = 0; i < 2; i++) await toB.send(`${i}`)
    await turn()
    const started = loop.start()
    while (seen.length < 502) await turn()
    expect(seen.slice(0, 4).sort()).toEqual(['a0', 'a1', 'b0', 'b1'])
    loop.stop()
    expect(await started).toBe(0)
  })

  it('that never reads starves neither I/O nor timers', async () => {
    const [pull, push] = pipeline()
    await push.send('never read')
    let calls = 0
    loop.reader(pull, () => void calls++)
    let beats = 0
    loop.timer(10, 3, () => (++beats === 3 ? -1 : 0))
    const started = loop.start()
    for (let i = 1; i <= 3; i++) {
      await turns(3)
      expect(calls).toBeGreaterThan(i)
      expect(beats).toBe(i - 1)
      runtime.advance(10)
    }
    expect(await started).toBe(-1)
  })

  it('makes way for a timer that is due in the middle of a flood', async () => {
    const [pull, push] = pipeline()
    for (let i = 0; i < 500; i++) await push.send('x')
    const seen: string[] = []
    loop.reader(pull, (_loop, socket) => {
      socket.tryReceive()
      seen.push('read')
      // The clock goes on while handlers work, but the system's timer can only come when they are done.
      jest.spyOn(runtime, 'now').mockReturnValue(seen.length)
    })
    loop.timer(100, 1, () => {
      seen.push('timer')
      return -1
    })
    expect(await loop.start()).toBe(-1)
    expect(seen.indexOf('timer')).toBe(100)
  })

  it('may be ended in its own handler, and its messages stay', async () => {
    const [pull, push] = pipeline()
    for (const text of ['1', '2']) await push.send(text)
    let calls = 0
    loop.reader(pull, (loop, socket) => {
      calls++
      socket.tryReceive()
      expect(loop.readerEnd(socket)).toBe(true)
      expect(loop.readerEnd(socket)).toBe(false)
    })
    const started = loop.start()
    await turns(5)
    expect(calls).toBe(1)
    expect(String(pull.tryReceive()![0])).toBe('2')
    loop.stop()
    await started
  })

  it('may be added, and another ended, by a handler', async () => {
    const [a, toA] = pipeline()
    const [b, toB] = pipeline()
    const [c, toC] = pipeline()
    for (const to of [toA, toB, toC]) await to.send('x')
    await turn()
    const seen: string[] = []
    loop.reader(a, (loop, socket) => {
      socket.tryReceive()
      seen.push('a')
      loop.readerEnd(b)
      loop.reader(c, () => {
        seen.push('c')
        return -1
      })
    })
    loop.reader(b, () => void seen.push('b'))
    expect(await loop.start()).toBe(-1)
    expect(seen).toEqual(['a', 'c'])
  })

  it('shares its socket with another reader', async () => {
    const [pull, push] = pipeline()
    for (let i = 0; i < 4; i++) await push.send('x')
    const seen: string[] = []
    for (const name of ['first', 'second']) {
      loop.reader(pull, (_loop, socket) => {
        socket.tryReceive()
        return seen.push(name) === 4 ? -1 : 0
      })
    }
    await loop.start()
    expect(seen).toEqual(['first', 'second', 'first', 'second'])
  })

  it('is not called again while its promise is pending, and others are', async () => {
    const [a, toA] = pipeline()
    const [b, toB] = pipeline()
    const { opened, open } = latch()
    const seen: string[] = []
    loop.reader(a, async (_loop, socket) => {
      socket.tryReceive()
      seen.push('a')
      if (seen.length > 3) return -1
      await opened
      return 0
    })
    loop.reader(b, (_loop, socket) => {
      socket.tryReceive()
      seen.push('b')
    })
    const started = loop.start()
    for (let i = 0; i < 2; i++) await toA.send('x')
    await turns(3)
    for (let i = 0; i < 2; i++) await toB.send('x')
    await turns(3)
    expect(seen).toEqual(['a', 'b', 'b'])
    open()
    expect(await started).toBe(-1)
    expect(seen).toEqual(['a', 'b', 'b', 'a'])
  })

  it('goes without a word when its socket is closed, and the loop goes on', async () => {
    const [a] = pipeline()
    const [b, toB] = pipeline()
    let calls = 0
    loop.reader(a, () => void calls++)
    loop.reader(b, () => -1)
    const started = loop.start()
    await turn()
    a.close()
    await turns(2)
    expect(loop.readerEnd(a)).toBe(false)
    await toB.send('x')
    expect(await started).toBe(-1)
    expect(calls).toBe(0)
  })

  it('is told once of its closed socket when it is tolerant, and stays', async () => {
    const [a] = pipeline()
    let calls = 0
    loop.reader(a, (_loop, socket) => {
      expect(socket.closed).toBe(true)
      calls++
    })
    expect(loop.readerSetTolerant(a)).toBe(true)
    loop.timer(10, 0, () => undefined)
    const started = loop.start()
    await turn()
    a.close()
    await turns(5)
    expect(calls).toBe(1)
    expect(loop.readerEnd(a)).toBe(true)
    expect(loop.readerSetTolerant(a)).toBe(false)
    loop.stop()
    expect(await started).toBe(0)
  })

  it('may close its own socket', async () => {
    const [pull, push] = pipeline()
    await push.send('x')
    loop.reader(pull, (_loop, socket) => socket.close())
    expect(await loop.start()).toBe(0)
  })

  it('is refused for a socket that is closed', () => {
    const [pull] = pipeline()
    pull.close()
    expect(() => loop.reader(pull, () => undefined)).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })
})

describe('what is no handler, or cannot be read,', () => {
  const handler = (): undefined => undefined

  it.each<[string, () => unknown]>([
    ['a reader', () => loop.reader(pipeline()[0], undefined as never)],
    ['a timer', () => loop.timer(1, 1, undefined as never)],
    ['a ticket', () => loop.ticket(undefined as never)],
  ])('is refused as that of %s', (_what, make) => {
    loop.ticketDelay = 1
    expect(make).toThrow(new TypeError('a handler is a function, not undefined'))
  })

  it('is refused as the socket of a reader', () => {
    expect(() => loop.reader(new Push({ context }) as never, handler)).toThrow(TypeError)
    expect(() => loop.reader(undefined as never, handler)).toThrow(TypeError)
    expect(loop.readerEnd(undefined as never)).toBe(false)
  })

  it('is refused as a ticket', () => {
    for (const ticket of [undefined, 1, { pending: true }]) {
      expect(() => loop.ticketReset(ticket as never)).toThrow(new TypeError('a ticket is what ticket() gave'))
    }
  })
})

describe('a timer', () => {
  it('is called when it is due, never early, as often as it should be', async () => {
    const at: number[] = []
    loop.timer(10, 3, () => void at.push(runtime.now()))
    const started = loop.start()
    runtime.advance(9)
    expect(at).toEqual([])
    runtime.advance(1000)
    expect(at).toEqual([10, 20, 30])
    loop.stop()
    await started
  })

  it('is called for ever by 0, and ended from outside', async () => {
    let calls = 0
    const id = loop.timer(1, 0, () => void calls++)
    const started = loop.start()
    runtime.advance(1000)
    expect(calls).toBe(1000)
    expect(loop.timerEnd(id)).toBe(true)
    expect(loop.timerEnd(id)).toBe(false)
    runtime.advance(1000)
    expect(calls).toBe(1000)
    loop.stop()
    await started
  })

  it('counts from when it was made, also before the start', async () => {
    loop.timer(10, 1, () => -1)
    runtime.advance(10)
    expect(await loop.start()).toBe(-1)
  })

  it('may be ended in its own handler', async () => {
    let calls = 0
    loop.timer(10, 0, (loop, id) => {
      calls++
      expect(loop.timerEnd(id)).toBe(true)
    })
    const started = loop.start()
    runtime.advance(100)
    expect(calls).toBe(1)
    loop.stop()
    await started
  })

  it('that is ended by another which is due at the same time is not called', async () => {
    const seen: string[] = []
    loop.timer(10, 0, (loop) => {
      seen.push('first')
      loop.timerEnd(second)
    })
    const second = loop.timer(10, 0, () => void seen.push('second'))
    const started = loop.start()
    runtime.advance(20)
    expect(seen).toEqual(['first', 'first'])
    loop.stop()
    await started
  })

  it('keeps its beat and leaves out what was missed', async () => {
    const at: number[] = []
    loop.timer(10, 3, () => void at.push(runtime.now()))
    runtime.advance(35) // the loop did not run
    const started = loop.start()
    await turn()
    runtime.advance(100)
    expect(at).toEqual([35, 40, 50])
    loop.stop()
    await started
  })

  it('of delay 0 leaves everybody else their turn', async () => {
    let calls = 0
    loop.timer(0, 0, () => void calls++)
    const started = loop.start()
    await turns(5)
    expect(calls).toBe(0)
    runtime.advance(5)
    expect(calls).toBe(5)
    loop.stop()
    await started
  })

  it('is not called again while its promise is pending, which costs it no call', async () => {
    const { opened, open } = latch()
    const at: number[] = []
    loop.timer(10, 2, () => {
      at.push(runtime.now())
      return opened
    })
    const started = loop.start()
    runtime.advance(45)
    expect(at).toEqual([10])
    open()
    await turns(2)
    runtime.advance(5)
    expect(at).toEqual([10, 50])
    loop.stop()
    await started
  })

  it.each([NaN, -1, Infinity])('is refused with a delay of %d', (delay) => {
    expect(() => loop.timer(delay, 1, () => undefined)).toThrow(RangeError)
    expect(() => (loop.ticketDelay = delay)).toThrow(RangeError)
  })

  it.each([NaN, -1, 1.5])('is refused %d times', (times) => {
    expect(() => loop.timer(1, times, () => undefined)).toThrow(RangeError)
  })
})

describe('a ticket', () => {
  it('expires once, after the delay', async () => {
    loop.ticketDelay = 100
    const seen: number[] = []
    const ticket = loop.ticket(() => void seen.push(runtime.now()))
    const started = loop.start()
    runtime.advance(99)
    expect(ticket.pending).toBe(true)
    runtime.advance(1000)
    expect(seen).toEqual([100])
    expect(ticket.pending).toBe(false)
    expect(loop.ticketReset(ticket)).toBe(false)
    expect(loop.ticketDelete(ticket)).toBe(false)
    loop.stop()
    await started
  })

  it('begins anew when it is reset, and never expires once it is deleted', async () => {
    loop.ticketDelay = 100
    const seen: string[] = []
    const kept = loop.ticket(() => void seen.push(`kept ${runtime.now()}`))
    const gone = loop.ticket(() => void seen.push('gone'))
    const started = loop.start()
    for (let i = 0; i < 10; i++) {
      runtime.advance(90)
      expect(loop.ticketReset(kept)).toBe(true)
      if (i < 5) loop.ticketReset(gone)
      if (i === 5) expect(loop.ticketDelete(gone)).toBe(true)
    }
    runtime.advance(1000)
    expect(seen).toEqual(['kept 1000'])
    loop.stop()
    await started
  })

  it('may be made, reset and deleted by the handler of another', async () => {
    loop.ticketDelay = 10
    const seen: string[] = []
    loop.ticket((loop) => {
      seen.push(`first ${runtime.now()}`)
      loop.ticketDelete(second)
      loop.ticketReset(third)
      loop.ticket(() => void seen.push(`fourth ${runtime.now()}`))
    })
    const second = loop.ticket(() => void seen.push('second'))
    const third = loop.ticket(() => void seen.push(`third ${runtime.now()}`))
    const started = loop.start()
    runtime.advance(100)
    expect(seen).toEqual(['first 10', 'third 20', 'fourth 20'])
    loop.stop()
    await started
  })

  it('of a shorter delay than those before it is still on time', async () => {
    const seen: string[] = []
    loop.ticketDelay = 100
    loop.ticket(() => void seen.push(`long ${runtime.now()}`))
    loop.ticketDelay = 10
    loop.ticket(() => void seen.push(`short ${runtime.now()}`))
    const started = loop.start()
    runtime.advance(100)
    expect(seen).toEqual(['short 10', 'long 100'])
    loop.stop()
    await started
  })

  it('that is reset to a shorter delay than it was made with is on time, too', async () => {
    loop.ticketDelay = 100
    const seen: number[] = []
    const ticket = loop.ticket(() => void seen.push(runtime.now()))
    const started = loop.start()
    runtime.advance(5)
    loop.ticketDelay = 10
    loop.ticketReset(ticket)
    runtime.advance(10)
    expect(seen).toEqual([15])
    loop.stop()
    await started
  })

  it('of another loop is refused, and both loops are as they were', async () => {
    const other = new Zloop({ context })
    const seen: string[] = []
    for (const each of [loop, other]) each.ticketDelay = 10
    const own = loop.ticket(() => void seen.push('own'))
    const foreign = other.ticket(() => void seen.push('foreign'))
    const refusal = expect.objectContaining({ code: 'EINVAL', message: 'the ticket is of another loop' })
    expect(() => loop.ticketReset(foreign)).toThrow(refusal)
    expect(() => loop.ticketDelete(foreign)).toThrow(refusal)
    expect([own.pending, foreign.pending]).toEqual([true, true])
    const started = [loop.start(), other.start()]
    runtime.advance(10)
    expect(seen).toEqual(['own', 'foreign'])
    for (const each of [loop, other]) each.destroy()
    expect(await Promise.all(started)).toEqual([0, 0])
  })

  it('needs a delay', () => {
    expect(() => loop.ticket(() => undefined)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

describe('a loop', () => {
  it.each(['reader', 'timer', 'ticket'])('rejects with what a %s throws, at once or later, and may be started again', async (kind) => {
    const [pull, push] = pipeline()
    for (const late of [false, true]) {
      const boom = (): unknown => {
        if (late) return Promise.reject(new Error('boom'))
        throw new Error('boom')
      }
      loop.ticketDelay = 10
      if (kind === 'reader') loop.reader(pull, boom)
      if (kind === 'timer') loop.timer(10, 1, boom)
      if (kind === 'ticket') loop.ticket(boom)
      await push.send('x')
      const rejected = expect(loop.start()).rejects.toThrow('boom')
      await turn()
      runtime.advance(10)
      await rejected
      expect(loop.running).toBe(false)
      loop.readerEnd(pull)
    }
  })

  it('stops by the promise of -1 as well', async () => {
    loop.timer(1, 1, async () => -1)
    const started = loop.start()
    runtime.advance(1)
    expect(await started).toBe(-1)
  })

  it('calls nobody any more when a handler has stopped it', async () => {
    const seen: string[] = []
    loop.timer(10, 0, () => {
      seen.push('first')
      return -1
    })
    loop.timer(10, 0, () => void seen.push('second'))
    const started = loop.start()
    runtime.advance(10)
    expect(await started).toBe(-1)
    expect(seen).toEqual(['first'])
  })

  it('ends when the handlers that are under way have ended, and loses no error of theirs', async () => {
    const { opened, fail } = latch()
    loop.timer(1, 1, () => opened)
    const started = loop.start()
    let ended = false
    started.then(
      () => (ended = true),
      () => (ended = true),
    )
    runtime.advance(1)
    loop.stop()
    expect(loop.running).toBe(false)
    await turns(2)
    expect(ended).toBe(false)
    fail(new Error('late'))
    await expect(started).rejects.toThrow('late')
  })

  it('without readers and timers waits until it is stopped, and for what is added', async () => {
    const started = loop.start()
    await turns(3)
    expect(loop.running).toBe(true)
    loop.timer(5, 1, () => -1)
    runtime.advance(5)
    expect(await started).toBe(-1)
  })

  it('is not started by a signal that is none, and keeps nothing alive then', async () => {
    const hold = jest.spyOn(runtime, 'hold')
    await expect(loop.start({ signal: {} as AbortSignal })).rejects.toThrow(TypeError)
    expect(hold).not.toHaveBeenCalled()
    expect(loop.running).toBe(false)
  })

  it('ends by its signal with 0, before the start and after', async () => {
    let calls = 0
    loop.timer(0, 0, () => void calls++)
    expect(await loop.start({ signal: AbortSignal.abort() })).toBe(0)
    const abort = new AbortController()
    const started = loop.start({ signal: abort.signal })
    abort.abort()
    expect(await started).toBe(0)
    runtime.advance(10)
    expect(calls).toBe(0)
  })

  it('ends with its context, whatever timers it has', async () => {
    const [pull] = pipeline()
    loop.reader(pull, () => undefined)
    loop.timer(10, 0, () => undefined)
    const started = loop.start()
    await turn()
    void context.terminate()
    expect(await started).toBe(0)
  })

  it('ends when all its sockets are closed and its last timer and ticket are gone', async () => {
    const [pull] = pipeline()
    loop.reader(pull, () => undefined)
    loop.ticketDelay = 20
    loop.ticket(() => undefined)
    loop.timer(10, 1, () => undefined)
    const started = loop.start()
    pull.close()
    await turns(2)
    runtime.advance(19)
    expect(loop.running).toBe(true)
    runtime.advance(1)
    expect(await started).toBe(0)
  })

  it.each(['timerEnd', 'ticketDelete', 'readerEnd'])('ends when its sockets are closed and %s has ended what was left', async (by) => {
    const [[pull], [other]] = [pipeline(), pipeline()]
    loop.ticketDelay = 1000
    loop.reader(pull, () => undefined)
    const timer = by === 'timerEnd' ? loop.timer(1000, 1, () => undefined) : 0
    const ticket = by === 'ticketDelete' ? loop.ticket(() => undefined) : undefined
    if (by === 'readerEnd') loop.reader(other, () => undefined)
    const started = loop.start()
    pull.close()
    await turns(2)
    expect(loop.running).toBe(true)
    if (by === 'timerEnd') loop.timerEnd(timer)
    if (ticket !== undefined) loop.ticketDelete(ticket)
    if (by === 'readerEnd') loop.readerEnd(other)
    await turns(2)
    expect(loop.running).toBe(false)
    expect(await started).toBe(0)
  })

  it('whose last timer is ended and replaced goes on', async () => {
    const [pull] = pipeline()
    loop.reader(pull, () => undefined)
    const first = loop.timer(1000, 1, () => undefined)
    const started = loop.start()
    pull.close()
    await turns(2)
    loop.timerEnd(first)
    loop.timer(10, 1, () => -1)
    await turns(2)
    runtime.advance(10)
    expect(await started).toBe(-1)
  })

  it('refuses to run twice at a time', async () => {
    const started = loop.start()
    await expect(loop.start()).rejects.toMatchObject({ code: 'EBUSY' })
    loop.stop()
    expect(await started).toBe(0)
  })

  it('goes on where it stopped when it is started again', async () => {
    const [pull, push] = pipeline()
    const seen: string[] = []
    loop.reader(pull, (_loop, socket) => {
      seen.push(String(socket.tryReceive()![0]))
      return -1
    })
    await push.send('1')
    await push.send('2')
    expect(await loop.start()).toBe(-1)
    expect(await loop.start()).toBe(-1)
    expect(seen).toEqual(['1', '2'])
  })

  it('keeps the process alive while it runs', async () => {
    let holds = 0
    jest.spyOn(runtime, 'hold').mockImplementation(() => {
      holds++
      return () => void holds--
    })
    const started = loop.start()
    expect(holds).toBe(1)
    loop.stop()
    await started
    expect(holds).toBe(0)
  })

  it('is left by `await using`, in whatever state', async () => {
    let started: Promise<number>
    {
      await using used = new Zloop({ context })
      used.timer(1, 0, () => undefined)
      started = used.start()
    }
    expect(await started).toBe(0)
    expect(runtime.timers).toBe(0)
  })
})

describe('many', () => {
  const MANY = 10_000

  /** System timers that were set, and looks on the clock. */
  function work(): { timers: number; looks: number } {
    const count = { timers: 0, looks: 0 }
    const [after, now] = [runtime.after.bind(runtime), runtime.now.bind(runtime)]
    jest.spyOn(runtime, 'after').mockImplementation((ms, fn) => {
      count.timers++
      return after(ms, fn)
    })
    jest.spyOn(runtime, 'now').mockImplementation(() => {
      count.looks++
      return now()
    })
    return count
  }

  it('timers of one delay cost one system timer a beat for all of them', async () => {
    let calls = 0
    for (let i = 0; i < MANY; i++) loop.timer(10, 0, () => void calls++)
    const count = work()
    const started = loop.start()
    await turn()
    runtime.advance(100)
    expect(calls).toBe(10 * MANY)
    expect(count.timers).toBeLessThanOrEqual(12)
    expect(count.looks).toBeLessThanOrEqual(40)
    loop.stop()
    await started
  })

  it('timers of many delays are each called as often as they are due, in the order in which they are', async () => {
    const calls = new Map<number, number>()
    let last = 0
    for (let i = 0; i < MANY; i++) {
      const delay = 1 + (i % 100)
      loop.timer(delay, 0, () => {
        calls.set(i, (calls.get(i) ?? 0) + 1)
        expect(runtime.now()).toBeGreaterThanOrEqual(last)
        last = runtime.now()
      })
    }
    const started = loop.start()
    runtime.advance(100)
    for (let i = 0; i < MANY; i++) expect(calls.get(i)).toBe(Math.floor(100 / (1 + (i % 100))))
    loop.stop()
    await started
  })

  it('tickets that are reset again and again cost no system timer more', async () => {
    loop.ticketDelay = 1000
    let expired = 0
    const tickets = Array.from({ length: MANY }, () => loop.ticket(() => void expired++))
    const started = loop.start()
    const count = work()
    for (let round = 0; round < 20; round++) {
      for (const ticket of tickets) loop.ticketReset(ticket)
      runtime.advance(500)
    }
    expect(expired).toBe(0)
    expect(count.timers).toBeLessThanOrEqual(30)
    runtime.advance(500)
    expect(expired).toBe(MANY)
    loop.stop()
    await started
  })
})
