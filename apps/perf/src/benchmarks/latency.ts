/** REQ ↔ REP over tcp between two processes: whole round trips, one at a time. */
import { anyPort, latencies, latencyOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'
import { sizeLabel } from '../quantity.ts'

export function latency(size: number): Benchmark {
  return {
    name: 'latency',
    title: 'REQ ↔ REP over tcp, a round trip',
    label: sizeLabel(size),
    figures: latencies,
    sides: ['ours', 'owned', 'addon', 'c', 'bare'],
    firstCount: 500,
    async measure(start, side, counts) {
      const server = start(side, { role: 'reply', endpoint: anyPort, size, ...counts })
      const { endpoint } = await server.report('bound')
      const client = start(side, { role: 'request', endpoint, size, ...counts })
      return latencyOf(await client.report('latency'))
    },
  }
}
