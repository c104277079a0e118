/**
 * How many handshakes an address may begin: a token bucket for each. It remembers so many addresses and no more; whoever was not
 * heard of for longest is forgotten, and begins anew.
 */
import type { Runtime } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'

export interface RateLimit {
  /** Handshakes a second that go on for ever. */
  readonly perSecond: number
  /** Handshakes that may come at once. Default: as many as in a second, but one. */
  readonly burst?: number
  /** Addresses that are remembered. Default 10,000. */
  readonly addresses?: number
}

const DEFAULT_ADDRESSES = 10_000

interface Bucket {
  tokens: number
  /** When it was counted. */
  at: number
}

export class HandshakeLimit {
  readonly #runtime: Runtime
  readonly #perMs: number
  readonly #burst: number
  readonly #most: number
  /** The one that was not heard of for longest comes first. */
  readonly #buckets = new Map<string, Bucket>()

  /** Throws EINVAL for what is no number above 0. */
  constructor(runtime: Runtime, { perSecond, burst = Math.max(1, perSecond), addresses = DEFAULT_ADDRESSES }: RateLimit) {
    for (const [name, value] of Object.entries({ perSecond, burst, addresses })) {
      if (typeof value !== 'number' || !(value > 0) || value === Infinity) {
        throw new ZmqError('EINVAL', `${name} of a rate limit must be a number above 0, not ${value}`)
      }
    }
    this.#runtime = runtime
    this.#perMs = perSecond / 1000
    this.#burst = Math.max(1, burst)
    this.#most = Math.max(1, Math.floor(addresses))
  }

  /** How many addresses it remembers. */
  get size(): number {
    return this.#buckets.size
  }

  /** Counts a handshake; false when it is one too many. */
  take(address: string): boolean {
    const now = this.#runtime.now()
    const bucket = this.#buckets.get(address) ?? { tokens: this.#burst, at: now }
    this.#buckets.delete(address)
    this.#buckets.set(address, bucket)
    if (this.#buckets.size > this.#most) this.#buckets.delete(this.#buckets.keys().next().value as string)
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (now - bucket.at) * this.#perMs)
    bucket.at = now
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }
}
