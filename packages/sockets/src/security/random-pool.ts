/**
 * Random bytes, drawn a page at a time: one call for the many small draws of handshakes. It gives each byte once, and keeps no copy of
 * what it gave.
 */
import { platform } from '#platform'

const PAGE = 1024

export class RandomPool {
  readonly #page = new Uint8Array(PAGE)
  #next = PAGE

  /** Fills `bytes`. More than a page has is drawn for it alone. */
  fill(bytes: Uint8Array): void {
    const size = bytes.length
    if (size > PAGE) return platform.cryptography.randomFill(bytes)
    if (this.#next + size > PAGE) {
      platform.cryptography.randomFill(this.#page)
      this.#next = 0
    }
    const end = this.#next + size
    bytes.set(this.#page.subarray(this.#next, end))
    this.#page.fill(0, this.#next, end)
    this.#next = end
  }
}
