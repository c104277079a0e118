/** Limits the handshakes of each address by a token bucket. The number of addresses is limited too: the one that was idle for longest is forgotten. */
import type { Runtime } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'

export interface RateLimit {
  /** Handshakes of one address per second, in the long run. */
  readonly perSecond: number
  /** Handshakes of one address at once. Default: `perSecond`, at least 1. */
  readonly burst?: number
  /** Maximum number of addresses that are remembered. Default 10,000. */
  readonly addresses?: number
}

const DEFAULT_ADDRESSES = 10_000

interface Bucket {
  tokens: number
  /** The time at which `tokens` was computed. */
  at: number
}

export class HandshakeLimit {
  readonly #runtime: Runtime
  readonly #perMs: number
  readonly #burst: number
  readonly #most: number
  /** The address that was idle for longest comes first. */
  readonly #buckets = new Map<string, Bucket>()

  /** Throws EINVAL for a value that is not a number above 0. */
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

  /** The number of remembered addresses. */
  get size(): number {
    return this.#buckets.size
  }

  /** Counts a handshake. Returns false if it is one too many. */
  admit(address: string): boolean {
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
