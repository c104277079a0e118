/** What is counted of a stream of messages, and when the clock runs. */
import { messagesOf, Meter } from '../src/meter.ts'

const message = (size: number) => [Buffer.alloc(size)]

function feed(meter: Meter, times: number): boolean[] {
  return Array.from({ length: times }, () => meter.count(message(10)))
}

describe('a meter', () => {
  it('is done at the last message and not before', () => {
    const meter = new Meter({ size: 10, warmup: 2, count: 3 })
    expect(feed(meter, 5)).toEqual([false, false, false, false, true])
  })

  it('measures what comes after the warm-up', () => {
    const meter = new Meter({ size: 10, warmup: 2, count: 3 })
    feed(meter, 5)
    expect(meter.report()).toMatchObject({ event: 'throughput', messages: 3 })
    expect(meter.report().seconds).toBeGreaterThan(0)
  })

  it('expects as many as the sender sends', () => {
    const task = { size: 10, warmup: 0, count: 4 }
    expect(feed(new Meter(task), messagesOf(task)).at(-1)).toBe(true)
  })

  it('expects everything once from each of several receivers', () => {
    const task = { size: 10, warmup: 1, count: 2 }
    const meter = new Meter(task, 3)
    expect(feed(meter, messagesOf(task) * 3).indexOf(true)).toBe(8)
    expect(meter.report().messages).toBe(6)
  })

  it('refuses a message of another size or of several frames', () => {
    const meter = new Meter({ size: 10, warmup: 1, count: 2 })
    expect(() => meter.count(message(9))).toThrow('the first 9 bytes, instead of one of 10')
    expect(() => meter.count([...message(10), ...message(10)])).toThrow('message of 2 frames')
  })

  it('refuses to report before the end, and to count beyond it', () => {
    const meter = new Meter({ size: 10, warmup: 1, count: 1 })
    meter.count(message(10))
    expect(() => meter.report()).toThrow('1 of 2 messages received')
    meter.count(message(10))
    expect(() => meter.count(message(10))).toThrow('more than the 2 messages that were sent')
  })
})
