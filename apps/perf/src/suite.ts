/** Which benchmarks a comparison consists of. */
import type { Benchmark, BenchmarkName } from './benchmark.ts'
import { audiences, fanout } from './benchmarks/fanout.ts'
import { inprocLatency, inprocThroughput } from './benchmarks/inproc.ts'
import { latency } from './benchmarks/latency.ts'
import { proxy, proxyInproc } from './benchmarks/proxy.ts'
import { throughput } from './benchmarks/throughput.ts'

const SMALL = 100

export interface SuiteSettings {
  readonly benchmarks: readonly BenchmarkName[]
  readonly sizes: readonly number[]
  readonly batches: boolean
}

export function suite({ benchmarks, sizes, batches }: SuiteSettings): Benchmark[] {
  const all: Record<BenchmarkName, () => Benchmark[]> = {
    throughput: () => sizes.map((size) => throughput(size, batches)),
    latency: () => [latency(SMALL)],
    inproc: () => [inprocThroughput(10, batches), inprocThroughput(1000, batches), inprocLatency(SMALL)],
    fanout: () => audiences.map((subscribers) => fanout(subscribers, SMALL)),
    proxy: () => [proxy(SMALL), proxyInproc(SMALL)],
  }
  return benchmarks.flatMap((name) => all[name]())
}
