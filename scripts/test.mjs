/**
 * `npm test`: all that must hold, from a fresh clone: build, lint, types, tests. Arguments after `--` go to jest.
 * With `--static` (`npm run check`) it leaves jest out. It ends with one line, and a failed step is never a success.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.mjs'
import { cache, headline, setup, turbo, types } from './setup.mjs'

const args = process.argv.slice(2)
const onlyStatic = args[0] === '--static'
const JEST_LIMIT_MS = 20 * 60_000

const jestResults = join(cache, 'jest-results.json')
const summary = join(cache, 'test-summary.json')

const steps = [
  ['build', () => turbo('build')],
  ['lint', () => run('eslint', ['.', '--max-warnings', '0'])],
  ['format', () => run('prettier', ['--check', '--log-level', 'warn', '.'])],
  ['types', types],
  ['tests', jest],
]

/** With --json the report for people goes to stderr, and stdout has nothing to say. */
function jest() {
  const options = { limitMs: JEST_LIMIT_MS, stdio: ['ignore', 'ignore', 'inherit'] }
  return run('jest', ['--json', '--outputFile', jestResults, ...args], options)
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
for (const [name, step] of onlyStatic ? steps.slice(0, -1) : steps) {
  headline(name)
  const since = performance.now()
  const code = await step()
  if (code !== 0) failedSteps.push(name)
  console.log(`${name} ${code === 0 ? 'passed' : 'FAILED'} in ${seconds(since)}`)
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
