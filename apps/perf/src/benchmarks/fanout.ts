/** PUB to many SUB over tcp: publisher in one process, all subscribers in another, deliveries counted, none dropped. */
import { anyPort } from '../benchmark.ts'
import type { Benchmark, Figure } from '../benchmark.ts'
import { sizeLabel } from '../quantity.ts'
import { isOurs } from '../side.ts'

export const audiences = [1, 10, 100] as const

/** Deliveries of a burst. */
const BURST = 3_000_000

/** `cpu` is the processor time of the publisher's process for one delivery, all of its threads together. */
const figures: readonly Figure[] = [
  { name: 'rate', unit: 'msg/s' },
  { name: 'cpu', unit: 'ns' },
]

/** With the usual high-water marks: the publisher waits for the slowest subscriber. */
export function fanout(subscribers: number, size: number, batches: boolean): Benchmark {
  const benchmark = publishing(subscribers, size, batches, false)
  return { ...benchmark, name: 'fanout', title: `PUB → SUB over tcp, ${sizeLabel(size)}, deliveries${batches ? ', ours by batches' : ''}` }
}

/** All high-water marks at 0: the publisher sends all there is at once, whatever the subscribers have read. */
export function burst(subscribers: number, size: number, batches: boolean): Benchmark {
  const benchmark = publishing(subscribers, size, batches, true)
  const title = `PUB → SUB over tcp, ${sizeLabel(size)}, deliveries of a burst${batches ? ', ours by batches' : ''}`
  return { ...benchmark, name: 'burst', title, fixedCount: BURST / subscribers }
}

function publishing(subscribers: number, size: number, batches: boolean, unlimited: boolean): Omit<Benchmark, 'name' | 'title'> {
  return {
    label: `to ${subscribers}`,
    figures,
    sides: ['ours', 'owned', 'addon', 'c', 'before'],
    firstCount: Math.ceil(20_000 / subscribers),
    async measure(start, side, counts) {
      const common = { size, ...counts, unlimited, batches: batches && isOurs(side) }
      const publisher = start(side, { role: 'publisher', endpoint: anyPort, ...common })
      const { endpoint } = await publisher.report('bound')
      const audience = start(side, { role: 'subscribers', endpoint, subscribers, ...common })
      await audience.report('subscribed')
      publisher.tell('go')
      const { messages, seconds } = await audience.report('throughput')
      publisher.tell('stop')
      const used = await publisher.report('used')
      const cpu = (used.seconds * 1e9) / (used.messages * subscribers)
      return { seconds, figures: { rate: messages / seconds, cpu } }
    },
  }
}
