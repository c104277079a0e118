/**
 * Makes a fresh clone ready with nothing but Node and npm: checks Node, installs with the pinned pnpm, runs turbo.
 * It installs only when the lockfile changed, and asks nobody to install anything by hand.
 *
 * `node scripts/setup.mjs build types` installs and does these.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const cache = join(root, 'node_modules', '.cache')

const bin = join(root, 'node_modules', '.bin')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** For every child: our own tools first on the path (turbo looks for pnpm there), and no program that phones home. */
export const env = {
  ...process.env,
  PATH: bin + delimiter + process.env.PATH,
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
}

/** Runs a program in the root and resolves to its exit code; past `limitMs` it is ended and counts as failed. */
export function run(command, args, { limitMs = 0, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32' // there, what npm puts on the path are .cmd files
    const child = spawn(command, args, { cwd: root, env, shell, stdio: 'inherit', ...options })
    const timer = limitMs > 0 ? setTimeout(expire, limitMs) : undefined
    function expire() {
      console.error(`${command} did not end within ${limitMs / 60_000} minutes: stopped`)
      child.kill('SIGKILL')
    }
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(timer)
      resolve(code ?? 1)
    })
  })
}

/** A line that says what begins now. */
export function headline(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(3, 70 - text.length))}`)
}

/** Turbo in the root, quiet about what went well. Resolves to its exit code. */
export function turbo(...tasks) {
  const flags = ['--output-logs=errors-only', '--concurrency=2', '--continue=dependencies-successful']
  return run('turbo', ['run', ...tasks, ...flags])
}

/** Checks the types of everything at once: each package by itself would check again all that it stands on. Resolves to the exit code. */
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

/** What an installation depends on, as one hash. */
function fingerprint() {
  const hash = createHash('sha256').update(`${manifest.packageManager} ${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** Checks Node and installs what the lockfile says, unless that is already so. */
export async function setup() {
  checkNode()
  const stamp = join(cache, 'installed')
  const wanted = fingerprint()
  if (existsSync(join(bin, 'turbo')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

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
  for (const task of process.argv.slice(2)) process.exitCode ||= await (task === 'types' ? types() : turbo(task))
}
