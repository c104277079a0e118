/** Consecutive messages of a page that wait for one connection. The page stays in use while they wait. */
import type { Page } from './page.ts'
import { Run } from './run.ts'

/** A range of encoded messages in a shared page. */
export class PageRange {
  /** The page. */
  readonly page: Page
  /** Offset of the first byte. */
  readonly start: number
  /** Offset after the last byte. */
  end: number
  /** Number of messages. */
  count: number

  /** Marks the page as in use until `release`. */
  constructor(page: Page, start: number, end: number, count: number) {
    this.page = page
    this.start = start
    this.end = end
    this.count = count
    page.users++
  }

  /** Adds the message from `start` to `end` of `page`. Returns false if it does not follow this range directly. */
  extend(page: Page, start: number, end: number): boolean {
    if (page !== this.page || start !== this.end) return false
    this.end = end
    this.count++
    return true
  }

  /** Returns the messages as a Run. Their frames are views of the page, so the range must not be released while they are in use. */
  toRun(): Run {
    return new Run(this.page.bytes as Uint8Array, this.start, this.count)
  }

  /** Releases the page. Called once, when the range is no longer needed. */
  release(): void {
    this.page.users--
    this.page.release()
  }
}
