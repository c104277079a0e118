/** Times round trips one by one and sums them up as percentiles. Leaves out the warm-up. */
import type { LatencyReport } from './control.ts'
import { mean, percentile } from './statistics.ts'
import type { Counted } from './task.ts'

export class Stopwatch {
  readonly #laps: Float64Array
  readonly #warmup: number
  #lap = 0
  #start = 0n

  constructor(task: Counted) {
    this.#warmup = task.warmup
    this.#laps = new Float64Array(task.count)
  }

  start(): void {
    this.#start = process.hrtime.bigint()
  }

  stop(): void {
    const nanoseconds = Number(process.hrtime.bigint() - this.#start)
    if (this.#lap >= this.#warmup) this.#laps[this.#lap - this.#warmup] = nanoseconds / 1e3
    this.#lap += 1
  }

  report(): LatencyReport {
    const laps = [...this.#laps]
    const average = mean(laps)
    return {
      event: 'latency',
      roundTrips: laps.length,
      seconds: (average * laps.length) / 1e6,
      mean: average,
      p50: percentile(laps, 50),
      p99: percentile(laps, 99),
    }
  }
}
