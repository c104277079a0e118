/**
 * Installs the runtimes of the smoke test (`packages/tszmq/test/runtimes/runtimes.json`) from the npm registry, in TSZMQ_RUNTIMES or
 * `~/.cache/tszmq/runtimes`. The packages hold the programs themselves: no install script runs. Linux on x64 only.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { root, run } from './run.mjs'

const folder = process.env.TSZMQ_RUNTIMES ?? join(homedir(), '.cache', 'tszmq', 'runtimes')
const listed = JSON.parse(readFileSync(join(root, 'packages', 'tszmq', 'test', 'runtimes', 'runtimes.json'), 'utf8'))
const dependencies = Object.fromEntries(
  Object.entries(listed).map(([name, runtime]) => [name.replace(' ', '-').toLowerCase(), `npm:${runtime.package}`]),
)

async function main() {
  const manifest = join(folder, 'package.json')
  const stamp = join(folder, 'installed.json')
  const wanted = JSON.stringify({ private: true, dependencies })
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(manifest, wanted)
  const flags = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
  process.exitCode = await run('npm', ['install', ...flags], { cwd: folder })
  if (process.exitCode === 0) writeFileSync(stamp, wanted)
}

await main()
