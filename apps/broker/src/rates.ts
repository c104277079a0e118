/** Rates out of totals: what passed since the last look. */
import type { ProxyStatistics } from 'tszmq'

/** Per second, one way through a device. */
export interface Rate {
  readonly messages: number
  readonly bytes: number
}

/** `downstream` is from frontend to backend. */
export interface Rates {
  readonly downstream: Rate
  readonly upstream: Rate
  readonly statistics: ProxyStatistics
}

export class RateMeter {
  readonly #statistics: () => ProxyStatistics
  readonly #now: () => number
  #last: ProxyStatistics
  #lastTime: number

  /** `now` in milliseconds. */
  constructor(statistics: () => ProxyStatistics, now = (): number => performance.now()) {
    this.#statistics = statistics
    this.#now = now
    this.#last = statistics()
    this.#lastTime = now()
  }

  read(): Rates {
    const statistics = this.#statistics()
    const time = this.#now()
    const seconds = Math.max(time - this.#lastTime, 1) / 1000
    const rate = (end: 'frontEnd' | 'backEnd'): Rate => ({
      messages: Math.round((statistics[end].sent.messages - this.#last[end].sent.messages) / seconds),
      bytes: Math.round((statistics[end].sent.bytes - this.#last[end].sent.bytes) / seconds),
    })
    const rates = { downstream: rate('backEnd'), upstream: rate('frontEnd'), statistics }
    this.#last = statistics
    this.#lastTime = time
    return rates
  }
}
