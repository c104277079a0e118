/** inproc inside one process: PUSH → PULL, and REQ ↔ REP. In C two threads, in JavaScript one. */
import { latencies, latencyOf, rate, rateOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'
import { sizeLabel } from '../quantity.ts'
import { isOurs } from '../side.ts'

export function inprocThroughput(size: number, batches: boolean): Benchmark {
  return {
    name: 'inproc',
    title: `PUSH → PULL over inproc${batches ? ', ours by batches' : ''}`,
    label: sizeLabel(size),
    figures: rate,
    sides: ['ours', 'owned', 'addon', 'c', 'before'],
    firstCount: 20_000,
    async measure(start, side, counts) {
      const worker = start(side, { role: 'inproc-throughput', size, ...counts, batches: batches && isOurs(side) })
      return rateOf(await worker.report('throughput'))
    },
  }
}

export function inprocLatency(size: number): Benchmark {
  return {
    name: 'inproc',
    title: 'REQ ↔ REP over inproc, a round trip',
    label: sizeLabel(size),
    figures: latencies,
    sides: ['ours', 'owned', 'addon', 'c', 'before'],
    firstCount: 1000,
    async measure(start, side, counts) {
      const worker = start(side, { role: 'inproc-latency', size, ...counts })
      return latencyOf(await worker.report('latency'))
    },
  }
}
