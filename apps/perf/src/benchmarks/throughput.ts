/** PUSH → PULL over tcp: sender and receiver in two processes, timed where messages arrive. */
import { anyPort, rate, rateOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'
import { sizeLabel } from '../quantity.ts'
import { isOurs } from '../side.ts'

/** With `batches` our own side uses trySend() and batches(); the others go on as before. */
export function throughput(size: number, batches: boolean): Benchmark {
  return {
    name: 'throughput',
    title: `PUSH → PULL over tcp${batches ? ', ours by batches' : ''}`,
    label: sizeLabel(size),
    figures: rate,
    sides: ['ours', 'owned', 'addon', 'c', 'before'],
    firstCount: size < 5000 ? 20_000 : 2000,
    async measure(start, side, counts) {
      const common = { size, ...counts, batches: batches && isOurs(side) }
      const receiver = start(side, { role: 'pull', endpoint: anyPort, attach: 'bind', ...common })
      const { endpoint } = await receiver.report('bound')
      start(side, { role: 'push', endpoint, ...common })
      return rateOf(await receiver.report('throughput'))
    },
  }
}
