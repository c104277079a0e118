/** Tests of page ranges: they are written like their messages, and their page is in use until they are released. */
import { Xoshiro128, hex, join } from '@tszmq/testkit'
import { Encoder } from '../src/encoder.ts'
import { LegacyEncoder } from '../src/legacy-framing.ts'
import { PageRange } from '../src/page-range.ts'
import { Page } from '../src/page.ts'
import { SLAB_SIZE } from '../src/slab-pool.ts'

const random = new Xoshiro128(11)
const text = (pieces: readonly Uint8Array[]): string => hex(join(...pieces))

/** A page with some messages in it, and where each ends. */
function filled(sizes: readonly (readonly number[])[]): { page: Page; messages: Uint8Array[][]; ends: number[] } {
  const page = new Page()
  const messages = sizes.map((frames) => frames.map((size) => random.bytes(size)))
  const ends = messages.map((message) => {
    page.write(message)
    return page.end
  })
  return { page, messages, ends }
}

const SIZES = [[0], [1], [255], [256], [3, 0, 300], [9000, 1], [100]]

describe('a page range', () => {
  it.each([Encoder, LegacyEncoder])('is written like its messages by %p', (Framing) => {
    const { page, messages } = filled(SIZES)
    const [ranges, plain] = [new Framing(), new Framing()]
    ranges.range(new PageRange(page, 0, page.end, messages.length))
    for (const message of messages) plain.message(message)
    expect(ranges.pending).toBe(plain.pending)
    expect(text(ranges.take())).toBe(text(plain.take()))
  })

  it('is read message by message', () => {
    const { page, messages } = filled(SIZES)
    const run = new PageRange(page, 0, page.end, messages.length).toRun()
    const read: string[][] = []
    while (run.count > 0) read.push(run.take().map(hex))
    expect(read).toEqual(messages.map((message) => message.map(hex)))
  })

  it('is written as memory of its page, in one piece with a range that follows directly', () => {
    const { page, ends } = filled(SIZES)
    const encoder = new Encoder()
    encoder.range(new PageRange(page, 0, ends[2]!, 3))
    encoder.range(new PageRange(page, ends[2]!, page.end, 4))
    const [piece, ...others] = encoder.take()
    expect([piece!.buffer, piece!.byteOffset, piece!.length, others]).toEqual([page.bytes!.buffer, 0, page.end, []])
  })

  it('keeps its place among other messages', () => {
    const { page, messages, ends } = filled(SIZES)
    const own = [random.bytes(20)]
    const [ranges, plain] = [new Encoder(), new Encoder()]
    ranges.message(own)
    ranges.range(new PageRange(page, 0, ends[2]!, 3))
    ranges.message(own)
    ranges.range(new PageRange(page, ends[3]!, page.end, 3))
    for (const message of [own, ...messages.slice(0, 3), own, ...messages.slice(4)]) plain.message(message)
    expect(text(ranges.take())).toBe(text(plain.take()))
  })

  it('is extended only by the message that follows directly', () => {
    const { page, ends } = filled(SIZES)
    const range = new PageRange(page, 0, ends[0]!, 1)
    expect(range.extend(page, ends[1]!, ends[2]!)).toBe(false)
    expect(range.extend(new Page(), ends[0]!, ends[1]!)).toBe(false)
    expect(range.extend(page, ends[0]!, ends[1]!)).toBe(true)
    expect([range.end, range.count]).toEqual([ends[1], 2])
  })

  it('keeps the memory of its page until it is released and the transport holds none of it', () => {
    const { page } = filled(SIZES)
    const [first, second] = [new PageRange(page, 0, page.end, 7), new PageRange(page, 0, page.end, 7)]
    const encoder = new Encoder()
    encoder.range(first)
    encoder.take()
    second.release()
    expect([page.users, page.bytes === null]).toEqual([1, false])
    encoder.recycle()
    expect([page.users, page.bytes]).toEqual([0, null])
  })
})

describe('a page', () => {
  it('fits a message for which there is room, and nothing after its memory was released', () => {
    const { page } = filled([[998]])
    expect([page.end, page.fits(SLAB_SIZE - 1007), page.fits(SLAB_SIZE - 1006)]).toEqual([1007, true, false])
    page.release()
    expect(page.fits(1)).toBe(false)
  })
})
