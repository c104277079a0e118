/**
 * `npm test`: all that must hold, from a fresh clone: build, lint, format, types and tests. With `--static` (`npm run check`) it leaves the
 * tests out. With other arguments it runs only the tests that jest finds for them, and first builds what these need, if anything.
 * It ends with one line. It exits with 0 only if every step passed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { neededBuild } from './needs-build.mjs'
import { env, root, run } from './run.mjs'
import { build, cache, headline, setup, types } from './setup.mjs'

const args = process.argv.slice(2)
const onlyStatic = args[0] === '--static'
const JEST_LIMIT_MS = 20 * 60_000

const jestResults = join(cache, 'jest-results.json')
const summary = join(cache, 'test-summary.json')

const lint = () => run('eslint', ['.', '--max-warnings', '0'])
const format = () => run('prettier', ['--check', '--log-level', 'warn', '.'])

/** With --json the report for people goes to stderr, and stdout stays empty. */
function jest() {
  const options = { limitMs: JEST_LIMIT_MS, stdio: ['ignore', 'ignore', 'inherit'] }
  return run('jest', ['--json', '--outputFile', jestResults, ...args], options)
}

/** The suites that jest finds for the arguments. */
function chosenSuites() {
  const { stdout } = spawnSync('jest', ['--listTests', ...args], { cwd: root, env, encoding: 'utf8', shell: process.platform === 'win32' })
  return stdout.split('\n').filter((line) => line !== '')
}

/** Steps by name, in lanes that run side by side. Each step of a lane begins when the one before it has ended. */
function lanes() {
  if (args.length > 0 && !onlyStatic) {
    const needed = neededBuild(chosenSuites())
    return needed === 'none' ? [] : [[['build', () => build({ codeOnly: needed === 'code' })]]]
  }
  return [
    [
      ['build', build],
      ['types', types],
    ],
    [
      ['lint', lint],
      ['format', format],
    ],
  ]
}

/** Counts of single tests; a step or a suite that could not run at all is one failure, whatever it would have held. */
function count(failedSteps) {
  const results = existsSync(jestResults) ? JSON.parse(readFileSync(jestResults, 'utf8')) : {}
  const tests = (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0)
  const silent = failedSteps.includes('tests') && tests === 0 ? 1 : 0
  return {
    passed: results.numPassedTests ?? 0,
    failed: tests + silent + failedSteps.filter((step) => step !== 'tests').length,
    skipped: (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0),
  }
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const start = performance.now()
mkdirSync(cache, { recursive: true })
for (const file of [jestResults, summary]) rmSync(file, { force: true })
await setup()

const failedSteps = []

async function runStep(name, step) {
  const since = performance.now()
  const code = await step()
  if (code !== 0) failedSteps.push(name)
  console.log(`${name} ${code === 0 ? 'passed' : 'FAILED'} in ${seconds(since)}`)
}

async function runLane(steps) {
  for (const [name, step] of steps) await runStep(name, step)
}

const first = lanes()
if (first.length > 0) {
  headline(first.flatMap((steps) => steps.map(([name]) => name)).join(', '))
  await Promise.all(first.map(runLane))
}
// Some tests hold bounds on time, so nothing else runs beside them.
if (!onlyStatic) {
  headline('tests')
  await runStep('tests', jest)
}

const counts = count(failedSteps)
writeFileSync(summary, JSON.stringify(counts))
console.log()
if (failedSteps.length > 0) {
  console.error(`FAILED: ${failedSteps.join(', ')} (after ${seconds(start)})`)
  process.exitCode = 1
} else {
  console.log(`Everything passed in ${seconds(start)}${onlyStatic ? '' : `: ${counts.passed} tests`}`)
}
