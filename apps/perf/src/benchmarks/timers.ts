/** Timers of the reactor: what a call costs where there are many. Ours alone, as actors are. */
import type { Benchmark } from '../benchmark.ts'

export const timerBenchmarks: readonly Benchmark[] = [timers('alike', 'one beat'), timers('mixed', 'four beats')]

function timers(way: 'alike' | 'mixed', label: string): Benchmark {
  return {
    name: 'timers',
    sides: ['ours'],
    title: 'A call of a timer in a Zloop with 10,000 of them, all of them due',
    label,
    figures: [{ name: 'tick', unit: 'µs' }],
    firstCount: 500_000,
    async measure(start, side, counts) {
      const { messages, seconds } = await start(side, { role: 'timers', way, size: 0, ...counts }).report('throughput')
      return { seconds, figures: { tick: (seconds * 1e6) / messages } }
    },
  }
}
