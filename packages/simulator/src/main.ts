/** zsim, the command: as many seeds as are asked for, or one again. Progress and findings go to stderr. */
import { execFileSync } from 'node:child_process'
import { runCommand, UsageError, wholeNumber } from '@tszmq/fuzzer'
import type { Values } from '@tszmq/fuzzer'
import { shrink } from './shrink.ts'
import { SIM_PATTERNS, simulate } from './simulate.ts'
import type { SimPattern } from './simulate.ts'
import { SimFinding } from './simulation.ts'

const STEP = 250
const SEEDS = 10_000

const HELP = `npm run simulate -- [options]

Runs topologies on virtual time over a network that loses and delays, from seeds, until something is found. A finding is told
with its seed, the commit, the fewest faults that it takes, the last events and the line that replays it; the exit code is 1.

  --seeds N      how many seeds, ${SEEDS} by default
  --start N      the first seed, 1 by default
  --pattern P    one of ${SIM_PATTERNS.join(', ')};
                 all of them by default
  --all          go on after a finding, and print a line for each
  --seed N       this seed only, and the hash of all that happened
  --faults 0,3   only these of its faults; none: without any
  --help         this text
`

const OPTIONS = {
  seed: { type: 'string' },
  seeds: { type: 'string' },
  start: { type: 'string' },
  pattern: { type: 'string' },
  faults: { type: 'string' },
  all: { type: 'boolean' },
} as const

class Zsim {
  readonly #values: Values<typeof OPTIONS>
  readonly #begin = performance.now()
  #done = 0
  #findings = 0

  constructor(values: Values<typeof OPTIONS>) {
    this.#values = values
  }

  async run(): Promise<void> {
    const { seed: single, seeds, start, all } = this.#values
    const first = single === undefined ? wholeNumber('start', start, 1) : wholeNumber('seed', single, 0)
    const last = first + (single === undefined ? wholeNumber('seeds', seeds, SEEDS) : 1)
    const [patterns, faults] = [this.#patterns(), this.#faults()]
    for (let seed = first; seed < last && (this.#findings === 0 || all === true); seed++) {
      for (const pattern of patterns) await this.#one(seed, pattern, faults)
    }
    process.stderr.write(`${this.#done} runs from seed ${first}, ${this.#findings} findings, ${this.#seconds.toFixed(0)} s\n`)
    if (this.#findings > 0) process.exitCode = 1
  }

  async #one(seed: number, pattern: SimPattern, faults: readonly number[] | undefined): Promise<void> {
    const { seed: single, all } = this.#values
    try {
      const hash = await simulate(seed, pattern, faults)
      if (single !== undefined) process.stderr.write(`${pattern}, seed ${seed}: ${hash}\n`)
    } catch (error) {
      if (!(error instanceof SimFinding)) throw error
      this.#findings++
      if (all === true) process.stderr.write(`FOUND in ${pattern}, ${error.message.split('\n')[0]}\n`)
      else tell(pattern, seed, faults === undefined ? await shrink(seed, pattern, error) : error)
    }
    if (++this.#done % STEP > 0) return
    process.stderr.write(`${this.#done} runs, ${(this.#done / this.#seconds).toFixed(0)} a second, ${this.#findings} findings\n`)
  }

  get #seconds(): number {
    return (performance.now() - this.#begin) / 1000
  }

  /** `none`, or numbers with commas between them. */
  #faults(): readonly number[] | undefined {
    const { faults } = this.#values
    if (faults === undefined) return undefined
    return faults === 'none' ? [] : faults.split(',').map((number) => wholeNumber('faults', number, 0))
  }

  #patterns(): readonly SimPattern[] {
    const { pattern } = this.#values
    if (pattern === undefined) return SIM_PATTERNS
    const known = SIM_PATTERNS.find((name) => name === pattern)
    if (known === undefined) throw new UsageError(`--pattern must be one of ${SIM_PATTERNS.join(', ')}, not ${pattern}`)
    return [known]
  }
}

function tell(pattern: SimPattern, seed: number, { message, faults }: SimFinding): void {
  const replay = `npm run simulate -- --seed ${seed} --pattern ${pattern} --faults ${faults.join(',') || 'none'}`
  process.stderr.write(
    `FOUND in ${pattern}, ${message}\n--- commit ${commit()}; the whole of it with --seed ${seed}, this with:\n${replay}\n`,
  )
}

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ' with changes')
  } catch {
    return 'unknown'
  }
}

void runCommand({ help: HELP, options: OPTIONS, main: (values) => new Zsim(values).run() })
