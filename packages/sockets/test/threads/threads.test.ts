/** inproc between the threads of a process. Each scenario has a process of its own, since a test has no threads of its own. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { attackLimit, attackSize } from '@tszmq/fuzzer'

// Ids of threats: docs/threats.md.

const run = promisify(execFile)

/** Rejects with what the scenario says of its failure. */
async function holds(name: string, ...args: readonly string[]): Promise<void> {
  const { stdout, stderr } = await run('node', [join(__dirname, 'scenarios.mjs'), name, ...args])
  expect([stdout, stderr]).toEqual(['held\n', ''])
}

describe('inproc between threads', () => {
  const types = [
    'PUSH',
    'PULL',
    'REQ',
    'REP',
    'DEALER',
    'DEALER beside DEALER',
    'ROUTER',
    'PUB',
    'XPUB',
    'SUB',
    'XSUB',
    'XSUB beside XPUB',
    'PAIR',
  ]

  it.each(types)('a %s here and its peer there talk, whoever binds and whoever comes first', (name) => holds(name))

  it('frames of any size pass', () => holds('large'))

  it('large frames are moved in order with those that are copied', () => holds('moved'))

  it('a large frame in shared memory is there for both', () => holds('shared'))

  it('a flood is neither lost nor reordered', () => holds('flood'))

  it('high-water marks hold over the edge', () => holds('marks'))

  it('what was sent before a close arrives, and the other side knows of the end', () => holds('close'))

  it('a name that was given up is found where it is bound next', () => holds('rebind'))

  it('a name of this thread is nearer than that of another', () => holds('nearest'))

  it('one name in two threads is that of the first, and the other is told so', () => holds('disputed'))

  it('two threads meet of which neither started the other', () => holds('siblings'))

  it(
    'R16: threads that die while they send leave nothing behind',
    () => holds('deaths', String(attackSize({ full: 200, short: 6 }))),
    attackLimit(3),
  )

  it(
    'R17: many pairs have each other, whoever comes first, until the context of one side ends in the middle',
    () => holds('pairs', String(attackSize({ full: 1000, short: 50 }))),
    attackLimit(3),
  )

  it('who was connected to a thread that died is told so', () => holds('orphan'))

  it('a thread that never uses it pays nothing', () => holds('untouched'))

  it('what a thread sent arrives also when it closed and ended before it had met anybody', () => holds('parting'))

  it('it keeps no thread alive', () => holds('idle'))
})
