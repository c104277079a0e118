/** Pipe: high-water and low-water marks to the message, what survives a closed end, and who is told what. */
import { Flusher } from '../../src/core/flusher.ts'
import { Pipe } from '../../src/core/pipe.ts'
import type { PipeOwner } from '../../src/core/pipe.ts'
import { systemRuntime } from '../../src/core/runtime.ts'

const one = [Buffer.from('one')]

/** Two ends without a flusher: who writes flushes. */
function pair(out: number, back = 0, conflate = false): [Pipe, Pipe] {
  return Pipe.pair(
    { highWaterMark: out, conflate, flusher: undefined },
    { highWaterMark: back, conflate, flusher: undefined },
  )
}

/** Notes what an owner is told. */
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
  it.each([1, 2, 3, 4, 5, 10, 1000])('takes exactly %i messages for a mark of that many', (mark) => {
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

  it('has a mark each way, independent of the other', () => {
    const [a, b] = pair(3, 5)
    expect([fill(a), fill(b)]).toEqual([3, 5])
  })

  it.each([
    [1, 1], [2, 1], [3, 2], [4, 2], [5, 3], [10, 5], [1000, 500],
  ])('with a mark of %i is muted until %i messages were read', (mark, low) => {
    const [a, b] = pair(mark)
    const told = listen(a)
    fill(a)
    for (let i = 1; i < low; i++) b.read()
    expect([told, a.write(one)]).toEqual([[], false])
    b.read()
    expect([told, a.write(one)]).toEqual([['writable'], true])
  })

  it('drops a long run, not single messages: after the low-water mark so many fit as were read (rule 2)', () => {
    const [a, b] = pair(1000)
    fill(a)
    for (let i = 0; i < 500; i++) b.read()
    expect(fill(a)).toBe(500)
  })

  it('says nothing to a writer that was never refused', () => {
    const [a, b] = pair(4)
    const told = listen(a)
    for (let i = 0; i < 4; i++) a.write(one)
    while (b.read() !== undefined);
    expect(told).toEqual([])
  })

  it('tells a writer that asked to be told', () => {
    const [a, b] = pair(2)
    const told = listen(a)
    a.write(one)
    a.write(one)
    expect(a.room()).toBe(false)
    a.mute()
    b.read()
    expect(told).toEqual(['writable'])
  })

  it('asks its reader once more before it refuses', () => {
    const [a, b] = pair(2)
    b.owner = { readable: () => void b.read(), writable: () => undefined, pipeClosed: () => undefined }
    a.write(one)
    a.write(one)
    expect(a.write(one)).toBe(true)
  })

  it('takes what is forced, whatever the mark', () => {
    const [a, b] = pair(1)
    a.write(one)
    a.force(one)
    expect(b.waiting).toBe(2)
  })

  it('takes more when its mark is raised, and tells who was refused (rule 4)', () => {
    const [a] = pair(2)
    const told = listen(a)
    fill(a)
    a.setHighWaterMarks(5, 0)
    expect([told, fill(a)]).toEqual([['writable'], 3])
  })

  it('keeps what is queued when its mark is lowered, and refuses until enough is read (rule 4)', () => {
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

  it('frees its room when what waits is discarded, and says how much that was', () => {
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
  it('tells its reader once per flush, however much was written', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    for (let i = 0; i < 10; i++) a.write(one)
    expect(told).toEqual([])
    a.flush()
    a.flush()
    expect(told).toEqual(['readable'])
  })

  it('says nothing when everything was read before', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    a.write(one)
    b.read()
    a.flush()
    expect(told).toEqual([])
  })

  it('is flushed by its flusher when the running code is done', async () => {
    const flusher = new Flusher(systemRuntime)
    const [a, b] = Pipe.pair(
      { highWaterMark: 0, conflate: false, flusher },
      { highWaterMark: 0, conflate: false, flusher: undefined },
    )
    const told = listen(b)
    a.write(one)
    a.write(one)
    expect(told).toEqual([])
    await new Promise((resolve) => setImmediate(resolve))
    expect(told).toEqual(['readable'])
  })
})

describe('a pipe with a closed end', () => {
  it('can still be read for what the closed end wrote', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    a.write(one)
    a.close()
    expect([told, b.ended, b.read(), b.ended, b.read()]).toEqual([['closed'], false, one, true, undefined])
  })

  it('can be written from neither end', () => {
    const [a, b] = pair(0)
    a.close()
    b.force(one)
    expect([a.write(one), b.write(one), a.waiting, b.waiting, a.open, b.open]).toEqual([false, false, 0, 0, false, false])
  })

  it('forgets what waited at the closed end, unless it is asked to keep it', () => {
    const [a, b] = pair(0)
    b.write(one)
    a.close()
    expect(a.read()).toBeUndefined()
    const [c, d] = pair(0)
    d.write(one)
    c.close(true)
    expect(c.read()).toBe(one)
  })

  it('tells the other end once', () => {
    const [a, b] = pair(0)
    const told = listen(b)
    a.close()
    a.close()
    expect(told).toEqual(['closed'])
  })

  it('never tells a writer that is gone of new room', () => {
    const [a, b] = pair(1)
    const told = listen(a)
    fill(a)
    a.close()
    b.read()
    expect(told).toEqual([])
  })
})
