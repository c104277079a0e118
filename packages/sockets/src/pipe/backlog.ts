/**
 * The messages that wait at one end of a pipe, in order. Many small messages that go to several peers are kept encoded, as ranges of shared
 * pages, so that each is encoded once and the garbage collector has no objects to trace.
 */
import { PageRange, Run, SharedMessage } from '@tszmq/zmtp-codec'
import type { Message } from '@tszmq/zmtp-codec'
import { hasDetached, pageOf } from '@tszmq/zmtp-codec/internal'
import type { Page } from '@tszmq/zmtp-codec/internal'
import { Ring } from './ring.ts'

/** Bytes of the smallest range: an eighth of its page. A smaller one would keep more than eight times its size in memory. */
const SMALLEST_RANGE = 8192

/**
 * Bytes of the largest message that becomes part of a range. Copying a larger one costs more than keeping its objects, and the program may
 * keep its frames anyway.
 */
const LARGEST_MESSAGE = 512

export class Backlog {
  /** Number of messages, however they are kept. */
  size = 0
  readonly #items = new Ring<Message | SharedMessage | Run | PageRange>()
  /** The run that is being read. */
  #run: Run | undefined = undefined
  /** Bytes of the last items that are adjacent in one page. */
  #tail = 0

  push(message: Message | SharedMessage): void {
    this.#tail = 0
    this.#items.push(message)
    this.size++
  }

  pushRun(run: Run): void {
    this.#items.push(run)
    this.size += run.count
  }

  /**
   * For a pipe to a connection: encodes a message for several peers now, into a page that their backlogs share. A few bytes must not keep
   * the page in memory, so messages become a range only when enough of them are adjacent. Until then they may be encoded again.
   */
  pushShared(message: SharedMessage): void {
    const { frames, size } = message
    // A detached message is dropped and counted later, when it is sent.
    const page = size > LARGEST_MESSAGE || hasDetached(frames) ? undefined : pageOf(message)
    if (page === undefined) return this.push(message)
    const items = this.#items
    const { last } = items
    const { start, end } = message
    this.size++
    if (last instanceof PageRange && last.extend(page, start, end)) return
    items.push(message)
    const follows = last instanceof SharedMessage && last.page === page && last.end === start
    this.#tail = (follows ? this.#tail : 0) + size
    if (this.#tail >= SMALLEST_RANGE) this.#join(page, end)
  }

  /** Makes one range of the last messages, which are adjacent in `page`, up to `end`. */
  #join(page: Page, end: number): void {
    const items = this.#items
    let start = end
    let count = 0
    for (let { last } = items; last instanceof SharedMessage && last.page === page && last.end === start; { last } = items) {
      start = last.start
      count++
      items.pop()
    }
    items.push(new PageRange(page, start, end, count))
    this.#tail = 0
  }

  /** Removes and returns the next message. */
  take(): Message | SharedMessage | undefined {
    if (this.#run !== undefined) return this.#takeOf(this.#run)
    const item = this.#items.take()
    if (item === undefined) return undefined
    if (item instanceof Run) return this.#takeOf(item)
    // The page is not released: the frames are views of it and may be kept for any time.
    if (item instanceof PageRange) return this.#takeOf(item.toRun())
    this.#tail = 0
    this.size--
    return item
  }

  /** Removes and returns the next item if it is a range. The caller releases it. */
  takeRange(): PageRange | undefined {
    const item = this.#run === undefined ? this.#items.peek() : undefined
    if (!(item instanceof PageRange)) return undefined
    this.#items.take()
    this.size -= item.count
    return item
  }

  clear(): void {
    for (let item = this.#items.take(); item !== undefined; item = this.#items.take()) {
      if (item instanceof PageRange) item.release()
    }
    this.#items.clear()
    this.#run = undefined
    this.#tail = 0
    this.size = 0
  }

  #takeOf(run: Run): Message {
    const message = run.take()
    this.#run = run.count === 0 ? undefined : run
    this.size--
    return message
  }
}
