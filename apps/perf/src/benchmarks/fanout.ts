/** PUB to many SUB over tcp: publisher in one process, all subscribers in another, deliveries counted, none dropped. */
import { anyPort, rate, rateOf } from '../benchmark.ts'
import type { Benchmark } from '../benchmark.ts'
import { sizeLabel } from '../quantity.ts'

export const audiences = [1, 10, 100] as const

export function fanout(subscribers: number, size: number): Benchmark {
  return {
    name: 'fanout',
    title: `PUB → SUB over tcp, ${sizeLabel(size)}, deliveries`,
    label: `to ${subscribers}`,
    figures: rate,
    sides: ['ours', 'addon', 'c'],
    firstCount: Math.ceil(20_000 / subscribers),
    async measure(start, side, counts) {
      const publisher = start(side, { role: 'publisher', endpoint: anyPort, size, ...counts })
      const { endpoint } = await publisher.report('bound')
      const audience = start(side, { role: 'subscribers', endpoint, subscribers, size, ...counts })
      await audience.report('subscribed')
      publisher.tell('go')
      return rateOf(await audience.report('throughput'))
    },
  }
}
