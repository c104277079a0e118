/** Random bytes, generated a page at a time for the many small requests of handshakes. Each byte is given out once and then wiped. */
import { platform } from '#platform'

const PAGE = 1024

export class RandomPool {
  readonly #page = new Uint8Array(PAGE)
  #next = PAGE

  /** Fills `bytes`. More than a page is generated directly. */
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
