/** Pipe: exact high-water and low-water marks, closed ends, and the calls of owners. */
import { PageRange, Run, SharedMessage } from '@tszmq/zmtp-codec'
import { Flusher } from '../../src/pipe/flusher.ts'
import { Pipe } from '../../src/pipe/pipe.ts'
import type { PipeOwner } from '../../src/pipe/pipe.ts'
import { nodeRuntime } from '../../src/platform/node-runtime.ts'

const one = [Buffer.from('one')]

/** `count` messages that are still bytes: 'a', 'b' … */
function run(count: number): Run {
  const bytes = Buffer.alloc(3 * count)
  for (let i = 0; i < count; i++) bytes.set([0, 1, 97 + i], 3 * i)
  return new Run(bytes, 0, count)
}

/** Two ends without a flusher: the code that writes flushes. */
function pair(out: number, back = 0, conflate = false): [Pipe, Pipe] {
  return Pipe.pair({ highWaterMark: out, conflate, flusher: undefined }, { highWaterMark: back, conflate, flusher: undefined })
}

/** An owner that records its calls. */
function listen(pipe: Pipe): string[] {
  const told: string[] = []
  const owner: PipeOwner = {
    readable: () => told.push('readable'),
    writable: () => told.push('writable'),
    pipeClosed: () => told.push('closed'),
  }
  pipe.owner = owner
  return told
}

function fill(pipe: Pipe): number {
  let count = 0
  while (pipe.write([Buffer.from(String(count))])) count++
  return count
}

describe('a pipe and its high-water mark', () => {
  it.each([1, 2, 3, 4, 5, 10, 1000])('accepts exactly %i messages for a mark of that many', (mark) => {
    expect(fill(pair(mark)[0])).toBe(mark)
  })

  it('has no limit with a mark of 0 (rule 1)', () => {
    const [a, b] = pair(0)
    for (let i = 0; i < 5000; i++) expect(a.write(one)).toBe(true)
    expect(b.waiting).toBe(5000)
  })

  it('counts messages, not frames (rule 1)', () => {
    const [a] = pair(2)
    const long = Array.from({ length: 50 }, () => Buffer.from('x'))
    expect([a.write(long), a.write(long), a.write(long)]).toEqual([true, true, false])
  })

  it('has an independent mark for each direction', () => {
    const [a, b] = pair(3, 5)
    expect([fill(a), fill(b)]).toEqual([3, 5])
  })

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [10, 5],
    [1000, 500],
  ])('with a mark of %i is full until %i messages were read', (mark, low) => {
    const [a, b] = pair(mark)
    const told = listen(a)
    fill(a)
    for (let i = 1; i < low; i++) b.read()
    expect([told, a.write(one)]).toEqual([[], false])
    b.read()
    expect([told, a.write(one)]).toEqual([['writable'], true])
  })

  it('has room again in steps of the low-water mark (rule 2)', () => {
    const [a, b] = pair(1000)
    fill(a)
    for (let i = 0; i < 500; i++) b.read()
    expect(fill(a)).toBe(500)
  })

  it('does not call writable if no write failed', () => {
    const [a, b] = pair(4)
    const told = listen(a)
    for (let i = 0; i < 4; i++) a.write(one)
    while (b.read() !== undefined);
    expect(told).toEqual([])
  })

  it('calls writable after mute()', () => {
    const [a, b] = pair(2)
    const told = listen(a)
    a.write(one)
    a.write(one)
    expect(a.room()).toBe(false)
    a.mute()
    b.read()
    expect(told).toEqual(['writable'])
  })

  it('flushes once more before a write fails', () => {
    const [a, b] = pair(2)
    b.owner = { readable: () => void b.read(), writable: () => undefined, pipeClosed: () => undefined }
    a.write(one)
    a.write(one)
    expect(a.write(one)).toBe(true)
  })

  it('accepts forced messages above the mark', () => {
    const [a, b] = pair(1)
    a.write(one)
    a.force(one)
    expect(b.waiting).toBe(2)
  })

  it('accepts more when its mark is raised, and calls writable (rule 4)', () => {
    const [a] = pair(2)
    const told = listen(a)
    fill(a)
    a.setHighWaterMarks(5, 0)
    expect([told, fill(a)]).toEqual([['writable'], 3])
  })

  it('keeps its messages when its mark is lowered, and accepts more when enough were read (rule 4)', () => {
    const [a, b] = pair(10)
    fill(a)
    a.setHighWaterMarks(2, 0)
    b.setHighWaterMarks(0, 2)
    expect([b.waiting, a.write(one)]).toEqual([10, false])
    for (let i = 0; i < 8; i++) b.read()
    expect(a.write(one)).toBe(false)
    b.read()
    expect([a.write(one), a.write(one), a.write(one)]).toEqual([true, false, false])
  })

  it('has room again after discard(), which returns the number of messages', () => {
    const [a, b] = pair(4)
    const told = listen(a)
    fill(a)
    expect([b.discard(), b.waiting, told, fill(a)]).toEqual([4, 0, ['writable'], 4])
  })
})

describe('a conflating pipe', () => {
  it('keeps only the last message (rule 35)', () => {
    const [a, b] = pair(0, 0, true)
    for (let i = 0; i < 20; i++) a.write([Buffer.from(String(i))])
    expect([b.waiting, String(b.read()), b.read()]).toEqual([1, '19', undefined])
  })
})

describe('a pipe that is flushed', () => {
  it('calls readable once per flush, however much was written', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    for (let i = 0; i < 10; i++) a.write(one)
    expect(told).toEqual([])
    a.flush()
    a.flush()
    expect(told).toEqual(['readable'])
  })

  it('does not call readable if everything was read before', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    a.write(one)
    b.read()
    a.flush()
    expect(told).toEqual([])
  })

  it('is flushed by its flusher when the running code is done', async () => {
    const flusher = new Flusher(nodeRuntime)
    const [a, b] = Pipe.pair({ highWaterMark: 0, conflate: false, flusher }, { highWaterMark: 0, conflate: false, flusher: undefined })
    const told = listen(b)
    a.write(one)
    a.write(one)
    expect(told).toEqual([])
    await new Promise((resolve) => setImmediate(resolve))
    expect(told).toEqual(['readable'])
  })
})

describe('a pipe with a closed end', () => {
  it('still delivers what the closed end wrote', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    a.write(one)
    a.close()
    expect([told, b.ended, b.read(), b.ended, b.read()]).toEqual([['closed'], false, one, true, undefined])
  })

  it('cannot be written from either end', () => {
    const [a, b] = pair(0)
    a.close()
    b.force(one)
    expect([a.write(one), b.write(one), a.waiting, b.waiting, a.open, b.open]).toEqual([false, false, 0, 0, false, false])
  })

  it('drops what waited at the closed end, unless keep is set', () => {
    const [a, b] = pair(0)
    b.write(one)
    a.close()
    expect(a.read()).toBeUndefined()
    const [c, d] = pair(0)
    d.write(one)
    c.close(true)
    expect(c.read()).toBe(one)
  })

  it('calls pipeClosed of the other end once', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    a.close()
    a.close()
    expect(told).toEqual(['closed'])
  })

  it('does not call writable of a closed end', () => {
    const [a, b] = pair(1)
    const told = listen(a)
    fill(a)
    a.close()
    b.read()
    expect(told).toEqual([])
  })
})

describe('a run in a pipe', () => {
  it('counts as its messages, which are read in their place', () => {
    const [a, b] = pair(10)
    a.write([Buffer.from('1')])
    a.writeRun(run(3))
    a.write([Buffer.from('2')])
    expect([b.waiting, a.vacancy]).toEqual([5, 5])
    const read: string[] = []
    for (let message = b.read(); message !== undefined; message = b.read()) read.push(message.join())
    expect(read).toEqual(['1', 'a', 'b', 'c', '2'])
    expect([b.waiting, b.ended]).toEqual([0, false])
  })

  it('fills a pipe up to its mark, which has room again when half of it was read', () => {
    const [a, b] = pair(4)
    const told = listen(a)
    a.writeRun(run(4))
    expect([a.full, a.vacancy, a.write(one)]).toEqual([true, 0, false])
    b.read()
    expect(told).toEqual([])
    b.read()
    expect(told).toEqual(['writable'])
    expect(a.vacancy).toBe(2)
  })

  it('calls readable once, and is still read after the writer closed', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    a.writeRun(run(2))
    a.writeRun(run(2))
    a.flush()
    expect(told).toEqual(['readable'])
    b.read()
    a.close()
    expect([b.waiting, b.ended]).toEqual([3, false])
    for (let i = 0; i < 3; i++) expect(b.read()).toBeDefined()
    expect([b.read(), b.ended]).toEqual([undefined, true])
  })

  it('can be dropped in the middle', () => {
    const [a, b] = pair(5)
    a.writeRun(run(5))
    b.read()
    expect([b.discard(), b.waiting, b.read(), a.vacancy]).toEqual([4, 0, undefined, 5])
  })

  it('finds no room in a pipe that is closed or muted', () => {
    const [closed, far] = pair(5)
    far.close()
    const [muted] = pair(5)
    muted.mute()
    expect([closed.vacancy, muted.vacancy, pair(0)[0].vacancy > 1e6]).toEqual([0, 0, true])
  })
})

describe('a message for several peers in a pipe', () => {
  it('has an array of its own for each reader', () => {
    const shared = new SharedMessage([Buffer.from('x'), Buffer.from('y')])
    const [first, second] = [pair(0), pair(0)]
    expect([first[0].write(shared), second[0].write(shared)]).toEqual([true, true])
    const [one, other] = [first[1].read(), second[1].read()]
    expect([one, other]).toEqual([shared.frames, shared.frames])
    one?.pop()
    expect([other?.length, shared.frames.length]).toEqual([2, 2])
  })

  it('is not copied for an engine', () => {
    const shared = new SharedMessage(one)
    const [a, b] = pair(0)
    a.write(shared)
    a.write(one)
    expect([b.next(), b.next(), b.next()]).toEqual([shared, one, undefined])
  })
})

/** Reads as a connection does whose framing shares bytes: how many messages each step brought. */
function steps(pipe: Pipe): number[] {
  const counts: number[] = []
  for (let item = pipe.next(true); item !== undefined; item = pipe.next(true)) {
    counts.push(item instanceof PageRange ? item.count : 1)
    if (item instanceof PageRange) item.release()
  }
  return counts
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)

describe('a pipe to a connection, with messages for several peers', () => {
  const make = (): SharedMessage => new SharedMessage([Buffer.alloc(100)])

  function wired(mark: number, conflate = false): [Pipe, Pipe] {
    const [a, b] = pair(mark, 0, conflate)
    a.wire = true
    return [a, b]
  }

  function fillWith(pipe: Pipe): number {
    let count = 0
    while (pipe.write(make())) count++
    return count
  }

  it('accepts as many as its mark, and as many more as were read', () => {
    const [a, b] = wired(1000)
    const told = listen(a)
    expect([fillWith(a), b.waiting, a.full]).toEqual([1000, 1000, true])
    const counts = steps(b)
    expect([sum(counts), b.waiting, told, a.vacancy]).toEqual([1000, 0, ['writable'], 1000])
    expect(counts.length).toBeLessThan(300)
    expect(fillWith(a)).toBe(1000)
  })

  it('has room again when half of its mark was read one by one', () => {
    const [a, b] = wired(1000)
    const told = listen(a)
    fillWith(a)
    for (let i = 1; i < 500; i++) expect(b.next()).toBeDefined()
    expect([told, b.waiting]).toEqual([[], 501])
    b.next()
    expect([told, fillWith(a)]).toEqual([['writable'], 500])
  })

  it('keeps queued messages for the next connection, however many each one reads', () => {
    const [a, b] = wired(1000)
    fillWith(a)
    for (let i = 0; i < 300; i++) b.next()
    a.close()
    expect([b.waiting, b.ended]).toEqual([700, false])
    expect([sum(steps(b)), b.ended]).toEqual([700, true])
  })

  it('returns how many were discarded in the middle', () => {
    const [a, b] = wired(1000)
    fillWith(a)
    for (let i = 0; i < 300; i++) b.next()
    expect([b.discard(), b.waiting, b.next(true), a.vacancy]).toEqual([700, 0, undefined, 1000])
  })

  it('puts forced messages behind queued ones', () => {
    const [a, b] = wired(200)
    fillWith(a)
    a.force([Buffer.from('last')])
    let last = b.read()
    for (let i = 1; i < 201; i++) last = b.read()
    expect([String(last), b.waiting]).toEqual(['last', 0])
  })

  it('keeps only the last one with CONFLATE', () => {
    const [a, b] = wired(0, true)
    for (let i = 0; i < 500; i++) a.write(make())
    const last = make()
    a.write(last)
    expect([b.waiting, b.next(true), b.next(true)]).toEqual([1, last, undefined])
  })
})
