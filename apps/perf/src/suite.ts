/** Which benchmarks a comparison consists of. */
import type { Benchmark, BenchmarkName } from './benchmark.ts'
import { actorBenchmarks } from './benchmarks/actors.ts'
import { curve } from './benchmarks/curve.ts'
import { audiences, burst, fanout } from './benchmarks/fanout.ts'
import { handshakes, handshakeWays } from './benchmarks/handshakes.ts'
import { inprocLatency, inprocThroughput } from './benchmarks/inproc.ts'
import { latency } from './benchmarks/latency.ts'
import { proxy, proxyInproc } from './benchmarks/proxy.ts'
import { threadsLatency, threadsThroughput } from './benchmarks/threads.ts'
import { timerBenchmarks } from './benchmarks/timers.ts'
import { throughput } from './benchmarks/throughput.ts'
import type { CurveCryptoName } from './curve-crypto.ts'

const SMALL = 100
const SIZES = [10, 100, 1000, 10_000, 100_000]
const THREADS_SIZES = [100, 1000, 100_000]
const CURVE_SIZES = [32, 256, 1024, 16_384]

export interface SuiteSettings {
  readonly benchmarks: readonly BenchmarkName[]
  /** Of throughput, threads and curve; each has its own when nothing was said. */
  readonly sizes: readonly number[] | undefined
  /** Of a fan-out. */
  readonly subscribers?: readonly number[] | undefined
  readonly cryptos: readonly CurveCryptoName[]
  readonly batches: boolean
}

export function suite({ benchmarks, sizes, subscribers = audiences, cryptos, batches }: SuiteSettings): Benchmark[] {
  const all: Record<BenchmarkName, () => Benchmark[]> = {
    throughput: () => (sizes ?? SIZES).map((size) => throughput(size, batches)),
    latency: () => [latency(SMALL)],
    inproc: () => [inprocThroughput(10, batches), inprocThroughput(1000, batches), inprocLatency(SMALL)],
    threads: () => [...(sizes ?? THREADS_SIZES).map((size) => threadsThroughput(size, batches)), threadsLatency(SMALL)],
    fanout: () => subscribers.map((number) => fanout(number, SMALL, batches)),
    burst: () => subscribers.map((number) => burst(number, SMALL, batches)),
    proxy: () => [proxy(SMALL), proxy(SMALL, true), proxyInproc(SMALL)],
    curve: () => cryptos.flatMap((crypto) => (sizes ?? CURVE_SIZES).map((size) => curve(size, crypto, batches))),
    handshakes: () => cryptos.flatMap((crypto) => handshakeWays.map((way) => handshakes(way, crypto))),
    actors: () => [...actorBenchmarks],
    timers: () => [...timerBenchmarks],
  }
  return benchmarks.flatMap((name) => all[name]())
}
