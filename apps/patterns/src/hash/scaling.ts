/**
 * How much faster `tszmq-hash` is with all cores than with one thread, beside as many processes of one thread each: what the machine
 * gives. Each run is a fresh process. It shows the target and enforces nothing.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('./main.js', import.meta.url))

/** Zeros without a block on the disk, which is not what is measured. */
const FILE_BYTES = 64 << 20
const FILES_PER_CORE = 8
/** Each file is hashed so often, so that the start of a process and its threads is a small part of a run. */
const PASSES = 5
const ROUNDS = 9

/** Of the number of cores. */
const TARGET = 0.8

const MB = 1e6

interface Round {
  readonly one: number
  readonly threads: number
  readonly processes: number
}

async function main(): Promise<void> {
  const cores = availableParallelism()
  const folder = mkdtempSync(join(tmpdir(), 'tszmq-hash-'))
  try {
    const files = Array.from({ length: FILES_PER_CORE * cores }, (_, i) => join(folder, `${i}`))
    for (const file of files) {
      writeFileSync(file, '')
      truncateSync(file, FILE_BYTES)
    }
    await milliseconds(cores, [files]) // so that the system has read them
    const work = Array.from({ length: PASSES }, () => files).flat()
    const rounds: Round[] = []
    for (let i = 0; i < ROUNDS; i++) rounds.push(await round(work, cores))
    tell(rounds, work.length, cores)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function round(files: readonly string[], cores: number): Promise<Round> {
  const shares = Array.from({ length: cores }, (_, core) => files.filter((_file, i) => i % cores === core))
  return { one: await milliseconds(1, [files]), threads: await milliseconds(cores, [files]), processes: await milliseconds(1, shares) }
}

/** From the start of the first process, one for each share, to the end of the last. */
async function milliseconds(threads: number, shares: readonly (readonly string[])[]): Promise<number> {
  const begun = performance.now()
  await Promise.all(shares.map((files) => hash(threads, files)))
  return performance.now() - begun
}

async function hash(threads: number, files: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [COMMAND, '--threads', `${threads}`, ...files], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`tszmq-hash ended with ${code}`)
}

function tell(rounds: readonly Round[], files: number, cores: number): void {
  console.log(
    `${files} files of ${FILE_BYTES >> 20} MiB, ${cores} cores, ${rounds.length} rounds; medians, and the best of all in brackets`,
  )
  const ones = rounds.map(({ one }) => one)
  console.log(`1 thread: ${rates(ones, files)}`)
  const show = (what: string, times: readonly number[]): number => {
    const ratios = times.map((time, i) => (ones[i] as number) / time)
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)]
    console.log(
      `${cores} ${what}: ${rates(times, files)}, ${median(ratios).toFixed(2)} times as fast (${least.toFixed(2)} … ${most.toFixed(2)})`,
    )
    return median(ratios)
  }
  const reached = show(
    'threads',
    rounds.map(({ threads }) => threads),
  )
  show(
    'processes',
    rounds.map(({ processes }) => processes),
  )
  const least = TARGET * cores
  console.log(`target: ${cores} threads ≥ ${least.toFixed(1)} times as fast, ${reached >= least ? 'ok' : 'below'}`)
}

function rates(times: readonly number[], files: number): string {
  const rate = (ms: number): string => ((files * FILE_BYTES) / MB / (ms / 1000)).toFixed(0)
  return `${rate(median(times))} MB/s (${rate(Math.min(...times))})`
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}

await main()
