/** The fuzzer as a command. Progress and the seed go to stderr. */
import { runCommand, wholeNumber } from './command-line.ts'
import type { Values } from './command-line.ts'
import { FuzzFinding, fuzz } from './fuzzer.ts'
import { GOLDEN_HANDSHAKES } from '@tszmq/testkit'
import { mutateHandshake } from './handshake-mutations.ts'

const MINIMUM = 2_000_000

/**
 * What one process may hold more at its end than near its beginning; far below what a leak of a byte per execution
 * leaves.
 */
const MAX_GROWTH = 96 * 1024 * 1024

const HELP = `npm run fuzz -- [options]

Fuzzes the codec, and exits with 1 at the first finding, or when memory does not come back.

  --executions N   how many inputs, ${MINIMUM} by default
  --seed N         what they follow from, the clock by default
  --start N        the first of them, 0 by default
  --handshakes     instead: each prefix and each single-byte mutation of ${GOLDEN_HANDSHAKES.length} handshakes
  --help           this text
`

const OPTIONS = {
  seed: { type: 'string' },
  executions: { type: 'string' },
  start: { type: 'string' },
  handshakes: { type: 'boolean' },
} as const

const begin = Date.now()
const seconds = (): string => `${((Date.now() - begin) / 1000).toFixed(0)} s`
let early = 0

function retained(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function progress(done: number): void {
  process.stderr.write(`${done} executions in ${seconds()}, ${Math.round(retained() / 0x100000)} MiB\n`)
  if (early === 0) early = retained()
  if (retained() > early + MAX_GROWTH) throw new FuzzFinding(`memory grew from ${early} to ${retained()} bytes`)
}

function mutateAll(): void {
  let inputs = 0
  for (const golden of GOLDEN_HANDSHAKES) {
    inputs += mutateHandshake(golden)
    process.stderr.write(`${golden.name}: ${inputs} inputs in ${seconds()}\n`)
  }
  process.stderr.write(`nothing found in ${inputs} inputs made of ${GOLDEN_HANDSHAKES.length} handshakes, ${seconds()}\n`)
}

function fuzzSeeded(values: Values<typeof OPTIONS>): void {
  const seed = wholeNumber('seed', values.seed, Date.now() % 0x1_0000_0000)
  const executions = wholeNumber('executions', values.executions, MINIMUM)
  const start = wholeNumber('start', values.start, 0)
  process.stderr.write(`seed ${seed}, ${executions} executions from ${start}\n`)
  fuzz({ seed, executions, start, progress })
  process.stderr.write(`nothing found in ${executions} executions, seed ${seed}, ${seconds()}\n`)
}

function main(values: Values<typeof OPTIONS>): void {
  try {
    if (values.handshakes === true) mutateAll()
    else fuzzSeeded(values)
  } catch (error) {
    if (!(error instanceof FuzzFinding)) throw error
    process.stderr.write(`FOUND: ${error.message}\n`)
    process.exitCode = 1
  }
}

void runCommand({ help: HELP, options: OPTIONS, main })
