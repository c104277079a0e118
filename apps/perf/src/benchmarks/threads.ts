/** inproc between two threads of one process, in C and in JavaScript alike: PUSH → PULL, and REQ ↔ REP. */
import { latencies, latencyOf, rate, rateOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'
import { sizeLabel } from '../quantity.ts'
import { isOurs } from '../side.ts'

/** Bytes of a frame; seen to work with 100, and to end in SIGABRT with 1000. */
const COPIED_BY_ADDON = 100

export function threadsThroughput(size: number, batches: boolean): Benchmark {
  return {
    name: 'threads',
    title: `PUSH → PULL between threads${batches ? ', ours by batches' : ''}`,
    label: sizeLabel(size),
    figures: rate,
    // The addon supports only frames that it copies between threads.
    sides: size <= COPIED_BY_ADDON ? ['ours', 'owned', 'addon', 'c'] : ['ours', 'owned', 'c'],
    firstCount: size < 5000 ? 20_000 : 1000,
    async measure(start, side, counts) {
      const worker = start(side, { role: 'threads-throughput', size, ...counts, batches: batches && isOurs(side) })
      return rateOf(await worker.report('throughput'))
    },
  }
}

export function threadsLatency(size: number): Benchmark {
  return {
    name: 'threads',
    title: 'REQ ↔ REP between threads, a round trip',
    label: sizeLabel(size),
    figures: latencies,
    sides: ['ours', 'owned', 'addon', 'c', 'before'],
    firstCount: 1000,
    async measure(start, side, counts) {
      const worker = start(side, { role: 'threads-latency', size, ...counts })
      return latencyOf(await worker.report('latency'))
    },
  }
}
