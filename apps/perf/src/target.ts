/** What the project promises of its speed and size, as data. A benchmark shows it beside what it measured; it never fails. */
import type { BenchmarkName, Figure } from './benchmark.ts'
import type { Unit } from './quantity.ts'
import { quantity } from './quantity.ts'
import type { Side } from './side.ts'

export interface Target {
  readonly of: BenchmarkName | 'memory' | 'load'
  readonly figure: Figure['name'] | 'connection' | 'require'
  /** The title that rows of this target have in part, where a benchmark has several. */
  readonly within?: string
  readonly label?: string
  /** With a peer the target is for the ratio, without for the figure itself. */
  readonly peer?: Side
  readonly atLeast?: number
  readonly atMost?: number
}

const pushPull = { of: 'throughput', figure: 'rate' } as const
const wasm = { of: 'curve', figure: 'rate', within: 'WebAssembly' } as const
const native = { of: 'curve', figure: 'rate', within: 'sodium-native' } as const
const roundTrip = { of: 'latency', figure: 'p50' } as const

export const targets: readonly Target[] = [
  { ...pushPull, label: '10 B', peer: 'addon', atLeast: 10 },
  { ...pushPull, label: '100 B', peer: 'addon', atLeast: 10 },
  { ...pushPull, label: '1 kB', peer: 'addon', atLeast: 4 },
  { ...pushPull, label: '10 kB', peer: 'addon', atLeast: 2 },
  { ...pushPull, label: '100 kB', peer: 'addon', atLeast: 1 },
  { ...pushPull, label: '10 B', peer: 'c', atLeast: 0.9 },
  { ...pushPull, label: '100 B', peer: 'c', atLeast: 1 },
  { ...pushPull, label: '1 kB', peer: 'c', atLeast: 1 },
  { ...pushPull, label: '10 kB', peer: 'c', atLeast: 1 },
  { ...roundTrip, peer: 'addon', atMost: 0.7 },
  { ...roundTrip, peer: 'c', atMost: 1 },
  { of: 'inproc', figure: 'rate', atLeast: 5e6 },
  { of: 'threads', figure: 'rate', label: '100 B', atLeast: 2e6 },
  { of: 'threads', figure: 'rate', label: '100 B', peer: 'addon', atLeast: 5 },
  { of: 'threads', figure: 'p50', peer: 'c', atMost: 1 },
  { of: 'fanout', figure: 'rate', label: 'to 100', peer: 'addon', atLeast: 5 },
  { of: 'fanout', figure: 'rate', within: 'by batches', peer: 'c', atLeast: 1.3 },
  { of: 'fanout', figure: 'rate', peer: 'c', atLeast: 1 },
  { of: 'burst', figure: 'rate', within: 'by batches', peer: 'c', atLeast: 1.3 },
  { of: 'burst', figure: 'rate', peer: 'c', atLeast: 1 },
  { of: 'proxy', figure: 'rate', within: 'tcp', peer: 'addon', atLeast: 5 },
  { of: 'proxy', figure: 'rate', within: 'inproc', peer: 'c', atLeast: 0.8 },
  { ...wasm, label: '32 B', peer: 'addon', atLeast: 1 },
  { ...wasm, label: '256 B', peer: 'addon', atLeast: 1 },
  { ...wasm, label: '1 KiB', peer: 'addon', atLeast: 0.6 },
  { ...wasm, label: '16 KiB', peer: 'addon', atLeast: 0.6 },
  { ...native, peer: 'addon', atLeast: 2 },
  { ...native, label: '32 B', peer: 'c', atLeast: 0.6 },
  { ...native, label: '256 B', peer: 'c', atLeast: 1 },
  { ...native, label: '1 KiB', peer: 'c', atLeast: 1 },
  { ...native, label: '16 KiB', peer: 'c', atLeast: 1 },
  { of: 'handshakes', figure: 'rate', atLeast: 500 },
  { of: 'actors', figure: 'p50', label: 'in the loop', atMost: 5 },
  { of: 'actors', figure: 'rate', label: 'start and end', atLeast: 5000 },
  { of: 'timers', figure: 'tick', atMost: 1 },
  { of: 'memory', figure: 'connection', atMost: 24 * 1024 },
  { of: 'load', figure: 'require', atMost: 100 },
]

export interface Verdict {
  readonly holds: boolean
  readonly text: string
}

export function findTarget(
  of: Target['of'],
  figure: Target['figure'],
  row: { readonly title: string; readonly label: string; readonly peer?: Side },
): Target | undefined {
  return targets.find(
    (target) =>
      target.of === of &&
      target.figure === figure &&
      target.peer === row.peer &&
      (target.label === undefined || target.label === row.label) &&
      row.title.includes(target.within ?? ''),
  )
}

export function judge(target: Target, value: number, unit: Unit): Verdict {
  const { atLeast, atMost } = target
  if (atLeast !== undefined) return verdict(`≥ ${quantity(atLeast, unit)}`, value >= atLeast, 'below')
  if (atMost !== undefined) return verdict(`≤ ${quantity(atMost, unit)}`, value <= atMost, 'above')
  throw new Error(`a target of ${target.of} has no bound`)
}

function verdict(bound: string, holds: boolean, otherwise: string): Verdict {
  return { holds, text: `${bound} ${holds ? 'ok' : otherwise}` }
}
