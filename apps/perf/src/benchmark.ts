/** What can be compared: a measurement that any side can run, and the figures that come out of it. */
import type { Child } from './child.ts'
import type { LatencyReport, ThroughputReport } from './control.ts'
import type { Side } from './side.ts'
import type { Task } from './task.ts'

export const benchmarkNames = [
  'throughput',
  'latency',
  'inproc',
  'threads',
  'fanout',
  'burst',
  'proxy',
  'curve',
  'handshakes',
  'actors',
  'timers',
] as const
export type BenchmarkName = (typeof benchmarkNames)[number]

export interface Figure {
  readonly name: 'rate' | 'p50' | 'p99' | 'tick' | 'cpu'
  readonly unit: 'msg/s' | '1/s' | 'µs' | 'ns'
}

export interface Outcome {
  /** How long the measured part took: the next run is made longer or shorter by it. */
  readonly seconds: number
  readonly figures: Readonly<Partial<Record<Figure['name'], number>>>
}

/** A task without its library: the side says which. */
export type TaskFor = Task extends infer T ? (T extends Task ? Omit<T, 'library'> : never) : never

export type Start = (side: Side, task: TaskFor) => Child

export interface Benchmark {
  readonly name: BenchmarkName
  readonly title: string
  readonly label: string
  readonly figures: readonly Figure[]
  /** The sides that have such a thing at all. */
  readonly sides: readonly Side[]
  /** How many to begin with when nothing is known of a side's speed. */
  readonly firstCount: number
  /** How many a run of a second or more has, whatever a side's speed; a shorter one has fewer. Nothing comes before the clock then. */
  readonly fixedCount?: number
  /** Why our own side cannot be measured, where that is not certain. */
  whyMissing?(): Promise<string | undefined>
  measure(start: Start, side: Side, counts: { readonly warmup: number; readonly count: number }): Promise<Outcome>
}

export const anyPort = 'tcp://127.0.0.1:*'
export const rate: readonly Figure[] = [{ name: 'rate', unit: 'msg/s' }]
export const latencies: readonly Figure[] = [
  { name: 'p50', unit: 'µs' },
  { name: 'p99', unit: 'µs' },
]

export function rateOf({ messages, seconds }: ThroughputReport): Outcome {
  return { seconds, figures: { rate: messages / seconds } }
}

export function latencyOf({ seconds, p50, p99 }: LatencyReport): Outcome {
  return { seconds, figures: { p50, p99 } }
}
