/** A page range: whole messages of a page, one behind the other, that wait for one connection. The page is in use as long as they do. */
import type { Page } from './page.ts'
import { Run } from './run.ts'

export class PageRange {
  readonly page: Page
  readonly start: number
  end: number
  /** Messages in it. */
  count: number

  constructor(page: Page, start: number, end: number, count: number) {
    this.page = page
    this.start = start
    this.end = end
    this.count = count
    page.users++
  }

  /** Adds the message from `start` to `end` of `page`. False if it does not lie right behind this range. */
  extend(page: Page, start: number, end: number): boolean {
    if (page !== this.page || start !== this.end) return false
    this.end = end
    this.count++
    return true
  }

  /** The messages one by one. Their frames are views of the page: it must not be released before nothing refers to them. */
  toRun(): Run {
    return new Run(this.page.bytes as Uint8Array, this.start, this.count)
  }

  /** The page may be used again. To be called once, when the range is no longer needed. */
  release(): void {
    this.page.users--
    this.page.release()
  }
}
