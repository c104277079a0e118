/**
 * Runs the unit suite of zeromq.js against this package, from a checkout of its repository:
 *
 *     node packages/zeromq/scripts/unit-suite.mjs CHECKOUT [--library addon|FOLDER] [--grep TEXT] [--keep]
 *
 * `CHECKOUT` is a clone of https://github.com/zeromq/zeromq.js; nothing is written there. The suite and mocha run in a temporary folder.
 * `zeromq` is this package as it is built, the addon of npm with `--library addon`, or any folder. Prints the title and the error of each
 * test that failed, then how many of its unit suite, of its v5 suite and of its typings pass. Exits with 1 if a test failed.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the suite needs, at the versions that it was last seen to run with. */
const TOOLS = {
  '@types/chai': '4.3.20',
  '@types/fs-extra': '11.0.4',
  '@types/mocha': '10.0.10',
  '@types/node': '22.10.2',
  '@types/proper-lockfile': '4.1.4',
  '@types/semver': '7.5.8',
  '@types/which': '3.0.4',
  chai: '4.5.0',
  'fs-extra': '11.3.0',
  mocha: '11.0.1',
  'proper-lockfile': '4.1.2',
  semver: '7.6.3',
  'ts-node': '10.9.2',
  typescript: '4.9.5',
  which: '5.0.0',
}
const ADDON = { zeromq: '6.8.0' }

/** The suite imports the sources of zeromq.js. Each of these files leads it to the package instead. */
const REDIRECTS = {
  'index.js': `module.exports = require('zeromq')`,
  'v5-compat.js': `module.exports = require('zeromq/v5-compat')`,
  'v5-compat.d.ts': `export * from 'zeromq/v5-compat'`,
  'lib/index.d.ts': `export * from 'zeromq'`,
  'src/index.js': `module.exports = require('zeromq')`,
  'src/index.d.ts': `export * from 'zeromq'`,
  // The suite imports the draft classes whether or not they can be used, and asks later.
  'src/draft.js': `module.exports = require('zeromq').capability.draft ? require('zeromq/draft') : {}`,
  'src/draft.d.ts': `export * from 'zeromq/draft'`,
  'src/errors.js': `exports.isFullError = (error) => error instanceof Error`,
  'src/errors.d.ts': `export declare function isFullError(error: unknown): error is Error & { code?: string; errno?: number; address?: string }`,
}

const TYPES_TEST = 'typings should compile successfully'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { library: { type: 'string' }, grep: { type: 'string' }, keep: { type: 'boolean', default: false } },
})
const [checkout] = positionals
if (checkout === undefined || !existsSync(join(checkout, 'test', 'unit'))) {
  console.error('usage: node packages/zeromq/scripts/unit-suite.mjs CHECKOUT [--library addon|FOLDER] [--grep TEXT] [--keep]')
  console.error('CHECKOUT is a clone of https://github.com/zeromq/zeromq.js')
  process.exit(2)
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, ...options })
}

function prepare() {
  cpSync(join(checkout, 'test'), join(folder, 'test'), { recursive: true })
  for (const file of ['tsconfig.json']) cpSync(join(checkout, file), join(folder, file))
  const devDependencies = values.library === 'addon' ? { ...TOOLS, ...ADDON } : TOOLS
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'suite', private: true, main: 'index.js', devDependencies }))
  const installed = run('npm', ['install', '--no-audit', '--no-fund'])
  if (installed.status !== 0) throw new Error(`npm install failed:\n${installed.stdout}${installed.stderr}`)
  if (values.library !== 'addon') symlinkSync(resolve(values.library ?? PACKAGE), join(folder, 'node_modules', 'zeromq'), 'dir')
  for (const [file, text] of Object.entries(REDIRECTS)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `${text}\n`)
  }
}

/** The suite is typed against what it imports. Its code runs without a check, so the check is made here, once. */
function typeErrors() {
  const { stdout } = run('node_modules/.bin/tsc', ['--noEmit', '--incremental', 'false', '-p', 'test/tsconfig.json'])
  return stdout.split('\n').filter((line) => line.includes('error TS'))
}

/** The tests of typings install compilers, for which the timeout of the suite is too short. */
const RUNS = [
  { files: ['test/unit/!(typings*)-test.ts', 'test/unit/compat/*-test.ts'], timeout: 6000, retries: 3 },
  { files: ['test/unit/typings*-test.ts'], timeout: 300_000, retries: 0 },
]

function mocha({ files, timeout, retries }) {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const env = { ...process.env, INCLUDE_COMPAT_TESTS: 'true', TS_NODE_TRANSPILE_ONLY: 'true', TS_NODE_PROJECT: 'test/tsconfig.json' }
  const args = ['--expose-gc', 'node_modules/mocha/bin/mocha.js', '--require', 'ts-node/register', '--exit']
  const limits = ['--timeout', String(timeout), '--retries', String(retries)]
  const output = ['--reporter', 'json', '--reporter-option', `output=${report}`, ...(values.grep ? ['--grep', values.grep] : [])]
  const { stdout, stderr } = run(process.execPath, [...args, ...limits, ...output, ...files], { env })
  if (!existsSync(report)) throw new Error(`mocha left no report:\n${stdout}${stderr}`)
  return JSON.parse(readFileSync(report, 'utf8'))
}

const GROUPS = [
  ['unit suite', (title) => !GROUPS[1][1](title) && !GROUPS[2][1](title)],
  ['v5 suite', (title) => title.startsWith('compat ')],
  ['typings', (title) => /^(typings|compatibility of typings) /.test(title)],
]

/** Prints how many tests of each group passed. */
function summarize(tests, failed, pending) {
  const skipped = new Set(pending.map(({ fullTitle }) => fullTitle))
  for (const [name, belongs] of GROUPS) {
    const titles = tests.map(({ fullTitle }) => fullTitle).filter(belongs)
    const passed = titles.filter((title) => !failed.has(title) && !skipped.has(title))
    const left = titles.filter((title) => skipped.has(title)).length
    console.log(`${name}: ${passed.length} of ${titles.length} pass${left === 0 ? '' : `, ${left} skipped by the suite itself`}`)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'zeromq-suite-'))
try {
  prepare()
  const wrong = typeErrors()
  const reports = RUNS.map(mocha)
  const [tests, failures, pending] = ['tests', 'failures', 'pending'].map((key) => reports.flatMap((report) => report[key]))
  const failed = new Map(failures.map(({ fullTitle, err }) => [fullTitle, err.message ?? String(err)]))
  if (wrong.length > 0) failed.set(TYPES_TEST, wrong.join('\n    '))
  for (const [title, message] of failed) console.log(`- ${title}\n    ${message}`)
  summarize(tests, failed, pending)
  if (failed.size > 0) process.exitCode = 1
} finally {
  if (values.keep) console.log(folder)
  else rmSync(folder, { recursive: true, force: true })
}
