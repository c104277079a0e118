/** Measures one side against others, in turn, and yields a row for each figure. */
import { alternate } from './alternate.ts'
import type { Benchmark, Figure, Outcome } from './benchmark.ts'
import { calibrate } from './calibrate.ts'
import type { ProcessGroup } from './process-group.ts'
import type { Peers } from './peers.ts'
import type { Progress } from './progress.ts'
import type { Measured, Row } from './row.ts'
import type { Side } from './side.ts'
import { median, pairwiseRatios, spread } from './statistics.ts'
import { findTarget, judge } from './target.ts'

export interface ComparisonSettings {
  readonly subject: Side
  readonly against: readonly Side[]
  readonly pairs: number
  readonly seconds: number
}

const LIMIT_MS = 60_000
/** Share of the measured count that runs before the clock starts, so that V8 has compiled the code. */
const WARMUP = 0.2

export class Comparison {
  readonly #processes: ProcessGroup
  readonly #peers: Peers
  readonly #settings: ComparisonSettings
  readonly #progress: Progress

  constructor(processes: ProcessGroup, peers: Peers, settings: ComparisonSettings, progress: Progress) {
    this.#processes = processes
    this.#peers = peers
    this.#settings = settings
    this.#progress = progress
  }

  async *compare(benchmark: Benchmark): AsyncGenerator<Row> {
    const { subject, against, pairs } = this.#settings
    if (!benchmark.sides.includes(subject)) return
    const missing = await benchmark.whyMissing?.()
    if (missing !== undefined) {
      yield absence(benchmark, 'ours', missing)
      return
    }
    const subjectRun = await this.#calibrated(benchmark, subject)
    const outcomes: Outcome[] = []
    for (const peer of against.filter((side) => side !== subject && benchmark.sides.includes(side))) {
      const reason = await this.#peers.whyMissing(peer)
      if (reason !== undefined) {
        yield absence(benchmark, peer, reason)
        continue
      }
      const peerRun = await this.#calibrated(benchmark, peer)
      const say = (pair: number) => {
        const rivals = `${this.#peers.title(subject)} against ${this.#peers.title(peer)}`
        this.#progress.say(`${benchmark.title}, ${benchmark.label}: ${rivals}, pair ${pair} of ${pairs}`)
        return subjectRun()
      }
      const result = await alternate(pairs, say, peerRun)
      outcomes.push(...result.subject)
      for (const figure of benchmark.figures) yield pairRow(benchmark, figure, subject, result.subject, peer, result.peer)
    }
    const alone = outcomes.length === 0
    while (outcomes.length < pairs) outcomes.push(await subjectRun())
    for (const figure of benchmark.figures) {
      const row = aloneRow(benchmark, figure, subject, outcomes)
      if (alone || row.target !== undefined) yield row
    }
  }

  /** A function that runs this side once, for about the wanted time. */
  async #calibrated(benchmark: Benchmark, side: Side): Promise<() => Promise<Outcome>> {
    const { fixedCount } = benchmark
    const run = (count: number) => {
      const title = `${benchmark.title}, ${benchmark.label}, ${this.#peers.title(side)}`
      const limitMs = LIMIT_MS + 10_000 * this.#settings.seconds
      const counts = fixedCount === undefined ? { warmup: Math.max(1, Math.round(count * WARMUP)), count } : { warmup: 1, count }
      return this.#processes.run(title, limitMs, (run) => benchmark.measure(this.#peers.startIn(run), side, counts))
    }
    if (fixedCount !== undefined) {
      const count = Math.ceil(fixedCount * Math.min(1, this.#settings.seconds))
      return () => run(count)
    }
    this.#progress.say(`${benchmark.title}, ${benchmark.label}: how fast is ${this.#peers.title(side)}?`)
    const seconds = async (count: number) => (await run(count)).seconds
    const count = await calibrate(this.#settings.seconds, benchmark.firstCount, seconds)
    return () => run(count)
  }
}

export function absence({ name, title, label }: Benchmark, side: Side, reason: string): Row {
  return { benchmark: name, title, label, figure: '', unit: 'x', missing: { side, reason } }
}

function aloneRow(benchmark: Benchmark, figure: Figure, side: Side, outcomes: readonly Outcome[]): Row {
  const subject = measured(side, figure, outcomes)
  const target = side === 'ours' ? findTarget(benchmark.name, figure.name, benchmark) : undefined
  const verdict = target && { target: judge(target, subject.median, figure.unit) }
  return { ...heading(benchmark, figure), subject, ...verdict }
}

function pairRow(
  benchmark: Benchmark,
  figure: Figure,
  side: Side,
  outcomes: readonly Outcome[],
  peerSide: Side,
  peerOutcomes: readonly Outcome[],
): Row {
  const subject = measured(side, figure, outcomes)
  const peer = measured(peerSide, figure, peerOutcomes)
  const ratio = spread(pairwiseRatios(subject.values, peer.values))
  const { title, label } = benchmark
  const target = side === 'ours' ? findTarget(benchmark.name, figure.name, { title, label, peer: peerSide }) : undefined
  const verdict = target && { target: judge(target, ratio.median, 'x') }
  return { ...heading(benchmark, figure), subject, peer, ratio, ...verdict }
}

function heading({ name, title, label }: Benchmark, { name: figure, unit }: Figure) {
  return { benchmark: name, title, label, figure, unit }
}

function measured(side: Side, figure: Figure, outcomes: readonly Outcome[]): Measured {
  const values = outcomes.map((outcome) => {
    const value = outcome.figures[figure.name]
    if (value === undefined) throw new Error(`a run of ${side} gave no ${figure.name}`)
    return value
  })
  return { side, median: median(values), values }
}
