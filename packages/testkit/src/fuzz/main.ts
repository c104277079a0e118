/**
 * `npm run fuzz -- --seed 1 --executions 2000000`: fuzzes the codec and exits with 1 at the first finding, or when memory
 * does not come back. Progress and the seed go to stderr.
 */
import { parseArgs } from 'node:util'
import { FuzzFinding, fuzz } from './fuzzer.ts'

const MINIMUM = 2_000_000

/** What one process may hold more at its end than near its beginning; far below what a leak of a byte per execution leaves. */
const MAX_GROWTH = 96 * 1024 * 1024

const { values } = parseArgs({
  options: { seed: { type: 'string' }, executions: { type: 'string' }, start: { type: 'string' } },
})
const seed = Number(values.seed ?? Date.now() % 0x1_0000_0000)
const executions = Number(values.executions ?? MINIMUM)
const begin = Date.now()
let early = 0

function retained(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function progress(done: number): void {
  const seconds = (Date.now() - begin) / 1000
  process.stderr.write(`${done} executions in ${seconds.toFixed(0)} s, ${Math.round(retained() / 0x100000)} MiB\n`)
  if (early === 0) early = retained()
  if (retained() > early + MAX_GROWTH) throw new FuzzFinding(`memory grew from ${early} to ${retained()} bytes`)
}

process.stderr.write(`seed ${seed}, ${executions} executions from ${values.start ?? 0}\n`)
try {
  fuzz({ seed, executions, start: Number(values.start ?? 0), progress })
  process.stderr.write(`nothing found in ${executions} executions, seed ${seed}, ${Math.round((Date.now() - begin) / 1000)} s\n`)
} catch (error) {
  if (!(error instanceof FuzzFinding)) throw error
  process.stderr.write(`FOUND with seed ${seed}: ${error.message}\n`)
  process.exitCode = 1
}
