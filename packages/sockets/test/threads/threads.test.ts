/** inproc between the threads of a process. Each scenario runs in a process of its own, since a jest test cannot start threads. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { attackLimit, attackSize } from '@tszmq/fuzzer'

// Ids of threats: docs/threats.md.

const run = promisify(execFile)

/** Rejects with the output of a scenario that fails. */
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

  it.each(types)('a %s and its peer in another thread exchange messages, whichever binds and comes first', (name) => holds(name))

  it('frames of any size pass', () => holds('large'))

  it('large frames are transferred in order with those that are copied', () => holds('moved'))

  it('a large frame in shared memory is shared', () => holds('shared'))

  it('a flood is neither lost nor reordered', () => holds('flood'))

  it('high-water marks hold between threads', () => holds('marks'))

  it('messages sent before a close arrive, and the other side disconnects', () => holds('close'))

  it('a name that was unbound is found where it is bound next', () => holds('rebind'))

  it('a name of this thread is preferred to that of another', () => holds('nearest'))

  it('one name in two threads belongs to the first, and the other emits bind:error', () => holds('disputed'))

  it('two threads connect of which neither started the other', () => holds('siblings'))

  it(
    'R16: threads that die while they send leave nothing behind',
    () => holds('deaths', String(attackSize({ full: 200, short: 6 }))),
    attackLimit(3),
  )

  it(
    'R17: many pairs connect, whichever side comes first, until the context of one side ends in the middle',
    () => holds('pairs', String(attackSize({ full: 1000, short: 50 }))),
    attackLimit(3),
  )

  it('a socket connected to a thread that died emits disconnect', () => holds('orphan'))

  it('a thread that never uses it loads nothing for it', () => holds('untouched'))

  it('messages of a thread arrive even if it closed and ended before it was connected', () => holds('parting'))

  it('does not keep a thread alive', () => holds('idle'))
})
