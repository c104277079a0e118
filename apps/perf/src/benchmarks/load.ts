/** How long a fresh process needs to load the module and take a socket class from it, by require and by import. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Row } from '../row.ts'
import type { Side } from '../side.ts'
import { median } from '../statistics.ts'
import { findTarget, judge } from '../target.ts'

const run = promisify(execFile)
const LIMIT_MS = 30_000

const PRINT = `process.stdout.write(String(Number(process.hrtime.bigint() - t) / 1e6))`

const programs = {
  require: (name: string) => ['--eval', `const t = process.hrtime.bigint(); require('${name}').Push; ${PRINT}`],
  import: (name: string) => [
    '--input-type=module',
    '--eval',
    `const t = process.hrtime.bigint(); (await import('${name}')).Push; ${PRINT}`,
  ],
}

export type LoadedBy = keyof typeof programs
export const waysToLoad: readonly LoadedBy[] = ['require', 'import']

/** Milliseconds of one load; `root` is the folder from which the package is found. */
export async function loadOnce(packageName: string, by: LoadedBy, root: string): Promise<number> {
  const { stdout } = await run(process.execPath, programs[by](packageName), { cwd: root, timeout: LIMIT_MS })
  const milliseconds = Number(stdout)
  if (stdout === '' || Number.isNaN(milliseconds)) throw new Error(`loading ${packageName} printed ${stdout}`)
  return milliseconds
}

export function loadRow(side: Side, by: LoadedBy, values: readonly number[]): Row {
  const title = `Loading the module in a fresh process, median of ${values.length}`
  const subject = { side, median: median(values), values }
  const target = side === 'ours' && by === 'require' ? findTarget('load', by, { title, label: by }) : undefined
  const verdict = target && { target: judge(target, subject.median, 'ms') }
  return { benchmark: 'load', title, label: by, figure: 'time', unit: 'ms', subject, ...verdict }
}
