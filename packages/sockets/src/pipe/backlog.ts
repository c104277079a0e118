/**
 * The messages that wait at one end of a pipe, in order. Where many wait that go to other peers too, they are kept as ranges of the
 * pages they share, so that they cost the collector nothing and are encoded once. `size` counts messages, however they are kept.
 */
import { PageRange, Run, SharedMessage } from '@tszmq/zmtp-codec'
import type { Message } from '@tszmq/zmtp-codec'
import { hasDetached, pageOf } from '@tszmq/zmtp-codec/internal'
import type { Page } from '@tszmq/zmtp-codec/internal'
import { Ring } from './ring.ts'

/** Bytes of the smallest range: an eighth of its page. A smaller one would keep more than eight times its own memory in use. */
const SMALLEST_RANGE = 8192

/**
 * Bytes of the largest message that becomes part of a range. Of larger ones the copy costs more than the object, and the program may
 * hold their frames anyway.
 */
const LARGEST_MESSAGE = 512

export class Backlog {
  /** Messages in it. */
  size = 0
  readonly #items = new Ring<Message | SharedMessage | Run | PageRange>()
  /** The run that is being read. */
  #run: Run | undefined = undefined
  /** Bytes of the last items that lie one behind the other in a page. */
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
   * For a connection: encodes a message for several peers now. Its page is shared with their backlogs, and a few bytes must not keep it
   * in use. So messages become a range when enough of them lie one behind the other; until then they may be encoded again.
   */
  pushShared(message: SharedMessage): void {
    const { frames, size } = message
    // A detached message is dropped, and counted, by the session that takes it.
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

  /** Makes one range of the last messages, which lie one behind the other in `page`, up to `end`. */
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

  take(): Message | SharedMessage | undefined {
    if (this.#run !== undefined) return this.#takeOf(this.#run)
    const item = this.#items.take()
    if (item === undefined) return undefined
    if (item instanceof Run) return this.#takeOf(item)
    // The page is not released: the frames are views of it, and nothing tells when they are no longer referred to.
    if (item instanceof PageRange) return this.#takeOf(item.toRun())
    this.#tail = 0
    this.size--
    return item
  }

  /** The next item if it is a range. The caller releases it. */
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
