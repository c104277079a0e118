/**
 * zsim: `npm run simulate -- --seeds 10000` runs every pattern with as many seeds and exits with 1 at a finding, after it printed
 * the seed, the commit, the fewest faults that it takes, and the last events; `--seed N --pattern P` replays one, `--faults 0,3`
 * with no other faults than these. `--all` goes on after a finding and prints a line for each. Progress goes to stderr.
 */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { shrink } from './shrink.ts'
import { SIM_PATTERNS, simulate } from './simulate.ts'
import type { SimPattern } from './simulate.ts'
import { SimFinding } from './simulation.ts'

const STEP = 250

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    start: { type: 'string' },
    pattern: { type: 'string' },
    faults: { type: 'string' },
    all: { type: 'boolean' },
  },
})

const begin = performance.now()
const seconds = (): number => (performance.now() - begin) / 1000
let done = 0
let findings = 0

async function one(seed: number, pattern: SimPattern, faults: readonly number[] | undefined): Promise<void> {
  try {
    const hash = await simulate(seed, pattern, faults)
    if (values.seed !== undefined) process.stderr.write(`${pattern}, seed ${seed}: ${hash}\n`)
  } catch (error) {
    if (!(error instanceof SimFinding)) throw error
    findings++
    if (values.all === true) process.stderr.write(`FOUND in ${pattern}, ${error.message.split('\n')[0]}\n`)
    else tell(pattern, seed, faults === undefined ? await shrink(seed, pattern, error) : error)
  }
  if (++done % STEP === 0) process.stderr.write(`${done} runs, ${(done / seconds()).toFixed(0)} a second, ${findings} findings\n`)
}

function tell(pattern: SimPattern, seed: number, { message, faults }: SimFinding): void {
  const replay = `npm run simulate -- --seed ${seed} --pattern ${pattern} --faults ${faults.join(',') || 'none'}`
  process.stderr.write(`FOUND in ${pattern}, ${message}\n--- commit ${commit()}; the whole of it with --seed ${seed}, this with:\n${replay}\n`)
}

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ' with changes')
  } catch {
    return 'unknown'
  }
}

function number(name: 'seed' | 'seeds' | 'start', otherwise: number): number {
  const value = Number(values[name] ?? otherwise)
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} must be a whole number, not ${values[name]}`)
  return value
}

/** `none`, or numbers with commas between them. */
function faultList(): readonly number[] | undefined {
  const { faults } = values
  if (faults === undefined) return undefined
  return faults === 'none' ? [] : faults.split(',').map(Number)
}

function patterns(): readonly SimPattern[] {
  const { pattern } = values
  if (pattern === undefined) return SIM_PATTERNS
  const known = SIM_PATTERNS.find((name) => name === pattern)
  if (known === undefined) throw new RangeError(`--pattern must be one of ${SIM_PATTERNS.join(', ')}, not ${pattern}`)
  return [known]
}

async function main(): Promise<void> {
  const single = values.seed !== undefined
  const first = single ? number('seed', 0) : number('start', 1)
  const last = first + (single ? 1 : number('seeds', 10_000))
  for (let seed = first; seed < last && (findings === 0 || values.all === true); seed++) {
    for (const pattern of patterns()) await one(seed, pattern, faultList())
  }
  process.stderr.write(`${done} runs from seed ${first}, ${findings} findings, ${seconds().toFixed(0)} s\n`)
  if (findings > 0) process.exitCode = 1
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = 1
})
