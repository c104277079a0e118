/** What happened in a simulated world: the last events in words, and all of them in one hash. Two equal runs have equal hashes. */

const KEPT = 200

export class SimTrace {
  events = 0
  #hash = 0x811c9dc5
  readonly #last: string[] = []

  log(text: string): void {
    this.#last[this.events++ % KEPT] = text
    let hash = this.#hash
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    this.#hash = hash
  }

  /** Something too small for words, a number of bytes read: into the hash only. */
  count(bytes: number): void {
    this.#hash = Math.imul(this.#hash ^ bytes, 0x01000193)
  }

  /** FNV-1a over all events, and how many there were. */
  get hash(): string {
    return `${(this.#hash >>> 0).toString(16).padStart(8, '0')}-${this.events}`
  }

  /** The last 200 events, oldest first. */
  get tail(): string[] {
    const at = this.events % KEPT
    return this.events <= KEPT ? [...this.#last] : [...this.#last.slice(at), ...this.#last.slice(0, at)]
  }
}
