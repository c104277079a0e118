/**
 * `npm run attack`: all attacks of the tests at their full size, one after the other, and exits with 1 when one did harm. The same
 * tests run at a small size in `npm test`. It takes some twenty minutes, on a machine that does little else, since bounds on time are
 * held too. `-- --only 'Z4|L20'` runs those whose titles match: docs/threats.md explains the ids.
 */
import { parseArgs } from 'node:util'
import { env, run } from './run.mjs'
import { build, setup } from './setup.mjs'

/** Where attacks are: those of a package together, those on files, addresses and the process among its other tests. */
const SUITES = [
  '/test/attack/',
  'transports/test/(tcp|ipc)-transport',
  'transports/test/process',
  'zconfig/test/zcert',
  'sockets/test/lifetime/',
  '(sockets|zactor)/test/threads/',
  'sockets/test/connection/(backoff|reconnect|heartbeat)',
]

const { values } = parseArgs({ options: { only: { type: 'string' } } })

await setup()
if ((await build()) !== 0) {
  console.error('\nThe build failed: the reason is above.')
  process.exit(1)
}
const only = values.only === undefined ? [] : ['--testNamePattern', values.only]
const jest = ['--runInBand', '--reporters', '<rootDir>/scripts/attack-reporter.mjs', ...only, '--testPathPatterns', ...SUITES]
process.exitCode = await run('jest', jest, { env: { ...env, TSZMQ_ATTACK: 'full' } })
