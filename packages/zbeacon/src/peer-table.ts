/**
 * Who was heard lately, by address, and how many more beacons may come from there at once. It is bounded, whatever addresses are made
 * up: the one not heard of for longest is forgotten.
 */
import type { Runtime } from '@tszmq/sockets'

interface Heard {
  /** Beacons that may come at once. */
  left: number
  /** When that was. */
  at: number
}

export class PeerTable {
  readonly #runtime: Runtime
  readonly #maxPeers: number
  readonly #perSecond: number
  readonly #heard = new Map<string, Heard>()

  /** `perSecond` beacons of an address a second, and at most as many at once. */
  constructor(runtime: Runtime, maxPeers: number, perSecond: number) {
    this.#runtime = runtime
    this.#maxPeers = maxPeers
    this.#perSecond = perSecond
  }

  get size(): number {
    return this.#heard.size
  }

  /** Whether one more beacon of `address` may come. */
  take(address: string): boolean {
    const now = this.#runtime.now()
    const heard = this.#heard.get(address) ?? { left: this.#perSecond, at: now }
    heard.left = Math.min(this.#perSecond, heard.left + ((now - heard.at) * this.#perSecond) / 1000)
    heard.at = now
    this.#heard.delete(address) // so that it is the last one
    this.#heard.set(address, heard)
    if (this.#heard.size > this.#maxPeers) this.#forget()
    if (heard.left < 1) return false
    heard.left--
    return true
  }

  #forget(): void {
    const [oldest] = this.#heard.keys()
    if (oldest !== undefined) this.#heard.delete(oldest)
  }
}
