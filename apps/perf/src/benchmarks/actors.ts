/** Actors of ours: nobody else has them in JavaScript. */
import { latencies, latencyOf, rateOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'

const common = { name: 'actors', sides: ['ours'] } as const

/** A few bytes each way: what a command costs, not what it carries. */
const SIZE = 4

export const actorBenchmarks: readonly Benchmark[] = [
  roundTrip('loop', 'in the loop', 20_000),
  roundTrip('thread', 'in a thread', 2000),
  pipelined(),
  lives(),
]

function roundTrip(way: 'loop' | 'thread', label: string, firstCount: number): Benchmark {
  return {
    ...common,
    title: 'A command to an actor and its answer, one at a time',
    label,
    figures: latencies,
    firstCount,
    async measure(start, side, counts) {
      return latencyOf(await start(side, { role: 'actors', way, size: SIZE, ...counts }).report('latency'))
    },
  }
}

function pipelined(): Benchmark {
  return {
    ...common,
    title: 'Commands to an actor in the loop, 500 under way',
    label: 'each answered',
    figures: [{ name: 'rate', unit: '1/s' }],
    firstCount: 20_000,
    async measure(start, side, counts) {
      return rateOf(await start(side, { role: 'actors', way: 'pipelined', size: SIZE, ...counts }).report('throughput'))
    },
  }
}

/** Cold, since that is how a program starts them: ten thousand take less than two seconds at 5000 a second. */
function lives(): Benchmark {
  return {
    ...common,
    title: 'Actors in the loop started and destroyed, one after the other, in a fresh process',
    label: 'start and end',
    figures: [{ name: 'rate', unit: '1/s' }],
    firstCount: 10_000,
    async measure(start, side, counts) {
      return rateOf(await start(side, { role: 'actors', way: 'lives', size: SIZE, ...counts }).report('throughput'))
    },
  }
}
