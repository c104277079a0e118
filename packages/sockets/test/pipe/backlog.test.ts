/** Backlog: messages keep their order, however they are kept, and do not keep much more memory than their own. */
import { Run, SharedMessage } from '@tszmq/zmtp-codec'
import type { Message, PageRange } from '@tszmq/zmtp-codec'
import { pageOf } from '@tszmq/zmtp-codec/internal'
import type { Page } from '@tszmq/zmtp-codec/internal'
import { Xoshiro128 } from '@tszmq/testkit'
import { MessageChannel } from 'node:worker_threads'
import { Backlog } from '../../src/pipe/backlog.ts'

const PAGE = 65_536

function shared(text: string, size = 100): SharedMessage {
  return new SharedMessage([Buffer.from(text.padEnd(size, '.'))])
}

function single(text: string, size = 100): Message {
  return [Buffer.from(text.padEnd(size, '.'))]
}

/** Messages of `count` deliveries that make up a range. */
function fill(backlog: Backlog, count: number, first = 0): void {
  for (let i = first; i < first + count; i++) backlog.pushShared(shared(`${i}`))
}

function textOf(message: Message | SharedMessage): string {
  const frames = message instanceof SharedMessage ? message.frames : message
  return frames.map((frame) => String(frame).replace(/\.+$/, '')).join()
}

/** All that is in it, message by message. */
function read(backlog: Backlog): string[] {
  const texts: string[] = []
  for (let message = backlog.take(); message !== undefined; message = backlog.take()) texts.push(textOf(message))
  return texts
}

/** All that is in it, as a connection takes it: the texts, and the ranges among the items. */
function drain(backlog: Backlog): { texts: string[]; ranges: PageRange[] } {
  const texts: string[] = []
  const ranges: PageRange[] = []
  while (backlog.size > 0) {
    const range = backlog.takeRange()
    if (range === undefined) {
      texts.push(textOf(backlog.take() as Message))
      continue
    }
    ranges.push(range)
    for (const run = range.toRun(); run.count > 0;) texts.push(textOf(run.take()))
    range.release()
  }
  return { texts, ranges }
}

function transfer(frame: Uint8Array): void {
  const { port1 } = new MessageChannel()
  port1.postMessage(frame, [frame.buffer as ArrayBuffer])
  port1.close()
}

const numbers = (count: number, first = 0): string[] => Array.from({ length: count }, (_, i) => `${first + i}`)

describe('messages for several peers in a backlog', () => {
  it('become ranges of a page, and are encoded once', () => {
    const [one, other] = [new Backlog(), new Backlog()]
    for (const text of numbers(1000)) {
      const message = shared(text)
      one.pushShared(message)
      other.pushShared(message)
    }
    expect([one.size, other.size]).toEqual([1000, 1000])
    const [first, second] = [drain(one), drain(other)]
    expect(first.texts).toEqual(numbers(1000))
    expect(second.texts).toEqual(numbers(1000))
    // 103 KB lie in two or three pages, whatever other messages this thread had.
    expect(first.ranges.length).toBeGreaterThan(0)
    expect(first.ranges.length).toBeLessThanOrEqual(3)
    expect(second.ranges.map(({ page, start, end }) => [page, start, end])).toEqual(
      first.ranges.map(({ page, start, end }) => [page, start, end]),
    )
  })

  it('stay objects while they are few', () => {
    const backlog = new Backlog()
    fill(backlog, 50)
    expect(drain(backlog)).toEqual({ texts: numbers(50), ranges: [] })
  })

  it('stay objects if they are large', () => {
    const backlog = new Backlog()
    const message = shared('large', 600)
    for (let i = 0; i < 100; i++) backlog.pushShared(message)
    expect([backlog.takeRange(), backlog.take(), message.page]).toEqual([undefined, message, undefined])
  })

  it('are read one by one if each is encrypted', () => {
    const backlog = new Backlog()
    fill(backlog, 1000)
    for (let left = 1000; left > 0; left--) {
      expect(backlog.size).toBe(left)
      expect(textOf(backlog.take() as Message)).toBe(`${1000 - left}`)
    }
    expect([backlog.size, backlog.take()]).toEqual([0, undefined])
  })

  it('are read one by one from the middle of a range on, after another reader took the first', () => {
    const backlog = new Backlog()
    fill(backlog, 1000)
    while (backlog.takeRange() === undefined) backlog.take()
    const left = backlog.size
    expect(textOf(backlog.take() as Message)).toBe(`${1000 - left}`)
    expect([left > 1, backlog.takeRange(), backlog.size]).toEqual([true, undefined, left - 1])
    expect(read(backlog)).toEqual(numbers(left - 1, 1001 - left))
  })

  it('may be written to several backlogs, each without some of them', () => {
    const random = new Xoshiro128(5)
    const backlogs = Array.from({ length: 4 }, () => new Backlog())
    const expected: string[][] = backlogs.map(() => [])
    for (let i = 0; i < 20_000; i++) {
      const message = i % 500 === 0 ? shared(`${i}`, 70_000) : shared(`${i}`, 1 + random.below(400))
      backlogs.forEach((backlog, k) => {
        if (random.below(k < 2 ? 300 : 3) === 0) return
        if (random.below(200) === 0) backlog.push(message.frames)
        else backlog.pushShared(message)
        expected[k]!.push(textOf(message))
      })
    }
    const drained = backlogs.map(drain)
    expect(drained.map(({ texts }) => texts)).toEqual(expected)
    expect(drained.map(({ ranges }) => ranges.length > 0)).toEqual([true, true, false, false])
  })

  it('keep only pages in memory of which they are at least an eighth', () => {
    const stuck = new Backlog()
    const pages = new Set<Page>()
    // The stuck one gets 1 of each 1000 messages, and now and then 20 in a row.
    for (let i = 0; i < 200_000; i++) {
      const message = shared(`${i}`)
      pages.add(pageOf(message) as Page)
      if (i % 1000 === 0 || i % 5000 < 20) stuck.pushShared(message)
    }
    expect([stuck.size, pages.size > 300]).toEqual([960, true])
    // The last few are kept anyway.
    expect([...pages].filter(({ bytes }) => bytes !== null)).toHaveLength(8)
  })

  it('keep their order among large, shared and detached ones', () => {
    const backlog = new Backlog()
    const expected: string[] = []
    for (let i = 0; i < 5000; i++) {
      const size = i % 40 === 0 ? 9000 : 100
      if (i % 100 === 99) {
        const frame = Buffer.allocUnsafeSlow(10)
        transfer(frame)
        backlog.push([frame])
        expected.push('')
        continue
      }
      if (i % 300 < 100) backlog.pushShared(shared(`${i}`, size))
      else backlog.push(single(`${i}`, size))
      expected.push(`${i}`)
    }
    expect(backlog.size).toBe(5000)
    expect(drain(backlog).texts).toEqual(expected)
  })

  it('keep no page for the last of them when most were read', () => {
    const stuck = new Backlog()
    const pages = new Set<Page>()
    for (let round = 0; round < 300; round++) {
      for (let i = 0; i < 81; i++) {
        const message = shared(`${i}`)
        pages.add(pageOf(message) as Page)
        stuck.pushShared(message)
        if (i < 79) expect(stuck.take()).toBeDefined()
      }
      pageOf(shared('for others'))
    }
    expect([...pages].filter(({ users }) => users > 0)).toEqual([])
  })

  it.each([80, 85, 300, 642, 3000])('keep at most eight times their size in memory: %i in a row', (row) => {
    const stuck = new Backlog()
    let left = false
    for (let i = 0; i < 30_000; i++) {
      if (i % row === 0) left = !left
      const message = shared(`${i}`)
      if (left) pageOf(message)
      else stuck.pushShared(message)
    }
    const waiting = stuck.size * 102
    const inUse = new Set(drain(stuck).ranges.map(({ page }) => page))
    expect(inUse.size > 0).toBe(row * 102 >= PAGE / 8)
    expect(inUse.size * PAGE).toBeLessThanOrEqual(8 * waiting)
  })

  it('are dropped by the reader if their memory was transferred before they were pushed', () => {
    const backlog = new Backlog()
    const [before, after] = [Buffer.allocUnsafeSlow(10).fill('b'), Buffer.allocUnsafeSlow(10).fill('a')]
    transfer(before)
    backlog.pushShared(new SharedMessage([before]))
    fill(backlog, 1000)
    backlog.pushShared(new SharedMessage([after]))
    transfer(after)
    const first = backlog.take() as SharedMessage
    expect([first.frames[0], before.length]).toEqual([before, 0])
    expect(drain(backlog).texts).toEqual([...numbers(1000), 'a'.repeat(10)])
  })

  it('release their pages when they are dropped', () => {
    const backlog = new Backlog()
    const messages = numbers(1000).map((text) => shared(text))
    const pages = new Set(messages.map((message) => pageOf(message) as Page))
    const users = (): number => [...pages].reduce((sum, page) => sum + page.users, 0)
    const before = users()
    for (const message of messages) backlog.pushShared(message)
    expect(users()).toBeGreaterThan(before)
    backlog.clear()
    expect([users(), backlog.size, backlog.take()]).toEqual([before, 0, undefined])
  })
})

describe('a run in a backlog', () => {
  it('counts as its messages', () => {
    const backlog = new Backlog()
    backlog.push([Buffer.from('first')])
    backlog.pushRun(new Run(Uint8Array.of(0, 1, 97, 0, 1, 98), 0, 2))
    expect([backlog.size, backlog.takeRange()]).toEqual([3, undefined])
    expect(read(backlog)).toEqual(['first', 'a', 'b'])
  })
})
