/** The rate of beacons of each address, as token buckets. Its size is limited: the address that was silent for longest is forgotten. */
import type { Runtime } from '@tszmq/sockets'

interface Bucket {
  /** The number of beacons that are admitted at once. */
  left: number
  /** The time at which `left` was computed. */
  at: number
}

export class PeerTable {
  readonly #runtime: Runtime
  readonly #maxPeers: number
  readonly #perSecond: number
  readonly #buckets = new Map<string, Bucket>()

  /** Admits `perSecond` beacons of one address a second, and at most as many at once. */
  constructor(runtime: Runtime, maxPeers: number, perSecond: number) {
    this.#runtime = runtime
    this.#maxPeers = maxPeers
    this.#perSecond = perSecond
  }

  get size(): number {
    return this.#buckets.size
  }

  /** Counts a beacon of `address`. Returns false if it is one too many. */
  admit(address: string): boolean {
    const now = this.#runtime.now()
    const bucket = this.#buckets.get(address) ?? { left: this.#perSecond, at: now }
    bucket.left = Math.min(this.#perSecond, bucket.left + ((now - bucket.at) * this.#perSecond) / 1000)
    bucket.at = now
    this.#buckets.delete(address) // so that it is the last one
    this.#buckets.set(address, bucket)
    if (this.#buckets.size > this.#maxPeers) this.#forget()
    if (bucket.left < 1) return false
    bucket.left--
    return true
  }

  #forget(): void {
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}
