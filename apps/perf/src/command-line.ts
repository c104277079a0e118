/** Reads the command line into a command. Refuses what it does not know with a sentence; sets every default. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import { benchmarkNames } from './benchmark.ts'
import type { BenchmarkName } from './benchmark.ts'
import { curveCryptos } from './curve-crypto.ts'
import type { CurveCryptoName } from './curve-crypto.ts'
import { isProgram, programTask } from './program.ts'
import type { ProgramName } from './program.ts'
import { sides } from './side.ts'
import type { Side } from './side.ts'
import type { Task } from './task.ts'
import { UsageError, wholeNumber } from './usage-error.ts'

export interface CompareCommand {
  readonly name: 'compare'
  readonly benchmarks: readonly BenchmarkName[]
  readonly subject: Side
  readonly against: readonly Side[]
  readonly sizes: readonly number[] | undefined
  readonly subscribers: readonly number[] | undefined
  readonly cryptos: readonly CurveCryptoName[]
  readonly pairs: number
  readonly seconds: number
  readonly batches: boolean
  /** The folder of another build of ours. */
  readonly before: string | undefined
  readonly json: string | undefined
}

/** `amount`: connections, cycles, loads or minutes. */
export interface MeasureCommand {
  readonly name: 'memory' | 'churn' | 'load' | 'soak'
  readonly subjects: readonly Side[]
  readonly amount: number
  readonly json: string | undefined
}

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'worker'; readonly task: Task }
  | { readonly name: 'program'; readonly program: ProgramName; readonly task: Task }
  | CompareCommand
  | MeasureCommand

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const always = { help: { ...flag, short: 'h' }, library: text }
const reported = { ...always, against: text, json: text, quick: flag }
const compared = { ...reported, sizes: text, subscribers: text, pairs: text, seconds: text, crypto: text, batches: flag, before: text }

/** What each measurement counts, with the default and the one of --quick. */
const measures = {
  memory: { option: 'connections', usual: 5000, quick: 500 },
  churn: { option: 'cycles', usual: 2000, quick: 200 },
  load: { option: 'loads', usual: 21, quick: 5 },
  soak: { option: 'minutes', usual: 10, quick: 0.5 },
} as const

export function parseCommandLine(args: readonly string[]): Command {
  const [first = 'compare'] = args
  if (first === 'help') return { name: 'help' }
  if (first.startsWith('-')) return compare([], [...args])
  const rest = args.slice(1)
  if (first === 'compare') return compare([], rest)
  if (first === 'fanout' || first === 'latency') return compare([first], rest)
  if (first === 'worker') return { name: 'worker', task: JSON.parse(rest[0] ?? '') as Task }
  if (isMeasure(first)) return measure(first, rest)
  if (isProgram(first)) return program(first, rest)
  throw new UsageError(`there is no command ${first}`)
}

function compare(fixed: readonly BenchmarkName[], args: string[]): Command {
  const { values, positionals } = parse(args, compared)
  if (values.help === true) return { name: 'help' }
  if (fixed.length > 0) noneLeft(positionals)
  const named = positionals.map((name) => oneOf(name, benchmarkNames, 'benchmark'))
  const chosen = fixed.length > 0 ? fixed : named
  const pairs = wholeNumber(values.pairs ?? '5', '--pairs', 5)
  const seconds = positive(values.seconds ?? (values.quick === true ? '0.1' : '1'), '--seconds')
  return {
    name: 'compare',
    benchmarks: chosen.length > 0 ? chosen : benchmarkNames,
    subject: oneOf(values.library ?? 'ours', sides, 'side'),
    against: listOf(values.against ?? (values.before === undefined ? 'addon,c,bare' : 'before'), sides, 'side'),
    sizes: values.sizes?.split(',').map((size) => wholeNumber(size, '--sizes', 1)),
    subscribers: values.subscribers?.split(',').map((number) => wholeNumber(number, '--subscribers', 1)),
    cryptos: listOf(values.crypto ?? 'wasm,native', curveCryptos, 'crypto'),
    pairs,
    seconds,
    batches: values.batches === true,
    before: values.before === undefined ? undefined : resolve(values.before),
    json: values.json,
  }
}

function measure(name: MeasureCommand['name'], args: string[]): Command {
  const { option, usual, quick } = measures[name]
  const { values, positionals } = parse(args, { ...reported, [option]: text })
  if (values.help === true) return { name: 'help' }
  noneLeft(positionals)
  const said = (values as Record<string, string | boolean | undefined>)[option]
  const amount = String(said ?? (values.quick === true ? quick : usual))
  const subjects = [oneOf(values.library ?? 'ours', sides, 'side'), ...listOf(values.against ?? others(name), sides, 'side')]
  const unable = subjects.find((side) => side !== 'ours' && side !== 'addon')
  if (unable !== undefined) throw new UsageError(`${name} measures ours and addon, not ${unable}`)
  return {
    name,
    subjects: [...new Set(subjects)],
    amount: name === 'soak' ? positive(amount, `--${option}`) : wholeNumber(amount, `--${option}`, 1),
    json: values.json,
  }
}

/** A soak takes long and is about our own memory. */
function others(name: MeasureCommand['name']): string {
  return name === 'soak' ? '' : 'addon'
}

function program(name: ProgramName, args: string[]): Command {
  const { values, positionals } = parse(args, { ...always, batches: flag })
  if (values.help === true) return { name: 'help' }
  const side = oneOf(values.library ?? 'ours', sides, 'side')
  const batches = values.batches === true
  return { name: 'program', program: name, task: programTask(name, positionals, side, batches) }
}

function parse<const T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function noneLeft(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(`nothing is known of ${positionals.join(' ')}`)
}

function listOf<T extends string>(list: string, known: readonly T[], kind: string): T[] {
  return list
    .split(',')
    .filter((name) => name !== '')
    .map((name) => oneOf(name, known, kind))
}

function oneOf<T extends string>(name: string, known: readonly T[], kind: string): T {
  const found = known.find((candidate) => candidate === name)
  if (found === undefined) throw new UsageError(`there is no ${kind} ${name}; there are ${known.join(', ')}`)
  return found
}

function positive(value: string, name: string): number {
  const number = Number(value)
  if (!(number > 0 && Number.isFinite(number))) throw new UsageError(`${name} is a number above 0, not ${value}`)
  return number
}

function isMeasure(name: string): name is MeasureCommand['name'] {
  return Object.hasOwn(measures, name)
}
