/** All that was found, with what it was found on, as JSON. */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, platform, release } from 'node:os'
import type { Row } from './row.ts'

export async function writeResults(file: string, args: readonly string[], rows: readonly Row[]): Promise<void> {
  const machine = {
    node: process.version,
    platform: `${platform()} ${release()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  }
  const results = { date: new Date().toISOString(), arguments: args, machine, rows }
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`)
}
