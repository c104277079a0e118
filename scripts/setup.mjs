/**
 * Makes a fresh clone ready with nothing but Node and npm: checks Node, installs with the pinned pnpm, builds.
 * It installs only if the lockfile changed. Nothing has to be installed by hand.
 *
 * `node scripts/setup.mjs build types` installs, builds everything and checks the types.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bin, root, run } from './run.mjs'

export const cache = join(root, 'node_modules', '.cache')

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Prints the name of the step that begins. */
export function headline(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(3, 70 - text.length))}`)
}

/** Builds everything, with or without declarations. Resolves to the exit code. */
export function build({ codeOnly = false } = {}) {
  return run(process.execPath, [join('scripts', 'build.mjs'), ...(codeOnly ? ['--code'] : [])])
}

/** Checks all types at once: each package alone would check its dependencies again. Resolves to the exit code. */
export function types() {
  return run('tsc', ['-p', 'tsconfig.json'])
}

function checkNode() {
  const needed = manifest.engines.node.match(/\d+/g).map(Number)
  const actual = process.versions.node.split('.').map(Number)
  if (actual[0] > needed[0] || (actual[0] === needed[0] && actual[1] >= needed[1])) return
  console.error(`tszmq needs Node ${manifest.engines.node}, and this is Node ${process.versions.node}.`)
  process.exit(1)
}

/** A hash of all that an installation depends on. */
function fingerprint() {
  const hash = createHash('sha256').update(`${manifest.packageManager} ${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** npm and pnpm cannot work without caches, and their own messages do not name the cause. */
function checkCaches() {
  const folder = process.env.npm_config_cache ?? join(homedir(), '.npm')
  const probe = join(folder, `tszmq-probe-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    console.error(`The installation needs npm's cache, and ${folder} cannot be written to (${error.code}).`)
    console.error(`HOME is ${process.env.HOME ?? 'not set'}. Make the folder writable, or use another HOME: HOME=/some/folder npm start`)
    process.exit(1)
  }
}

/** Checks Node and installs what the lockfile says, unless it is installed. */
export async function setup() {
  checkNode()
  const stamp = join(cache, 'installed')
  const wanted = fingerprint()
  if (existsSync(join(bin, 'tsc')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  checkCaches()
  headline(`install, with ${manifest.packageManager}`)
  const flags = ['--frozen-lockfile', '--reporter=append-only', '--config.confirmModulesPurge=false']
  const code = await run('npx', ['--yes', manifest.packageManager, 'install', ...flags])
  if (code !== 0) {
    console.error('The installation failed: the reason is above. It needs the npm registry to be reachable.')
    process.exit(code)
  }
  mkdirSync(cache, { recursive: true })
  rmSync(join(cache, 'types.tsbuildinfo'), { force: true }) // it remembers what could not be found before
  writeFileSync(stamp, wanted)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setup()
  for (const task of process.argv.slice(2)) process.exitCode ||= await (task === 'types' ? types() : build())
}
