/** A JavaScript runtime that the smoke program runs in: its name, and the command that runs a program in it. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Runtime {
  readonly name: string
  /** Undefined if the runtime is not on this machine. */
  readonly command: readonly string[] | undefined
}

/** Where `node scripts/runtimes.mjs` installs them. */
const FOLDER = process.env['TSZMQ_RUNTIMES'] ?? join(homedir(), '.cache', 'tszmq', 'runtimes')

const LISTED = JSON.parse(readFileSync(join(__dirname, 'runtimes.json'), 'utf8')) as Record<string, { command: [string, ...string[]] }>

/** Returns the installed runtime of that name. Bun and Deno are also looked for on the PATH. */
function find(name: string, [program, ...args]: readonly [string, ...string[]]): Runtime {
  const installed = join(FOLDER, 'node_modules', name.replace(' ', '-').toLowerCase(), program)
  if (existsSync(installed)) return { name, command: [installed, ...args] }
  const onPath = name.toLowerCase()
  const found = !name.startsWith('Node') && spawnSync(onPath, ['--version']).status === 0
  return { name, command: found ? [onPath, ...args] : undefined }
}

/** The Node that runs this test, and all that `runtimes.json` lists. Throws if one is missing and TSZMQ_REQUIRE_PEERS=1. */
export function runtimes(): readonly Runtime[] {
  const listed = Object.entries(LISTED).map(([name, { command }]) => find(name, command))
  const missing = listed.filter(({ command }) => command === undefined).map(({ name }) => name)
  if (missing.length > 0 && process.env['TSZMQ_REQUIRE_PEERS'] === '1') {
    throw new Error(`missing runtimes: ${missing.join(', ')}; node scripts/runtimes.mjs installs them`)
  }
  return [{ name: 'this Node', command: [process.execPath] }, ...listed]
}
