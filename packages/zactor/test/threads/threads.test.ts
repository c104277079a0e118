/** Actors in both homes, whatever goes wrong. Each scenario has a process of its own, since a test has no threads of its own. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { attackLimit, attackSize } from '@tszmq/fuzzer'

// Ids of threats: docs/threats.md.

const run = promisify(execFile)

/** Rejects with what the scenario says of its failure. */
async function holds(...args: readonly string[]): Promise<void> {
  const { stdout, stderr } = await run('node', [join(__dirname, 'scenarios.mjs'), ...args])
  expect([stdout, stderr]).toEqual(['held\n', ''])
}

describe.each(['loop', 'thread'])('an actor in a %s', (home) => {
  it('sends and receives whole messages in order', () => holds(home, 'messages'))

  it('answers commands in order, however many are under way', () => holds(home, 'commands'))

  it.each([
    'throws at once',
    'throws before it is ready',
    'throws while it runs',
    'throws at a command',
    'throws while it ends',
    'throws while it is destroyed before it was ready',
  ])('that %s tells its owner', (what) => holds(home, what))

  it('that has sent before it throws is read to the last message', () => holds(home, 'has sent before it throws'))

  it.each(['returns at once', 'refuses'])('that %s does not start, and says why', (what) => holds(home, what))

  it.each(['is closed while it starts', 'is aborted while it starts'])('that %s ends well', (what) => holds(home, what))

  it('is read to the last message after its end', () => holds(home, 'is read to the last message after its end'))

  it('that answers and ends has answered', () => holds(home, 'answers and ends'))

  it.each(['has much to say', 'has a full pipe', 'throws the reason of its end'])('that %s ends when it is told to', (what) =>
    holds(home, what),
  )

  it('that is waited for lets nobody wait for ever', () => holds(home, 'is waited for by others'))

  it('that loses its owner ends', () => holds(home, 'loses its owner'))

  it('that crashes when nobody looks is an unhandled rejection', () => holds(home, 'crashes and nobody looks'))

  it('is started again, so often and no more', () => holds(home, 'is started again'))

  it('that is sent to before its crash is told has that in its next run', () => holds(home, 'is sent to while it dies'))

  it('can be destroyed while it waits to be started again', () => holds(home, 'is destroyed while it waits to be started again'))
})

describe('a thread', () => {
  it.each(['exits', 'rejects elsewhere', 'throws into listeners', 'runs out of memory'])(
    'that %s is a crash, told within a second',
    (what) => holds('thread', what),
  )

  it('is a module of either kind, and what is wrong with it is told', () => holds('thread', 'modules'))

  it('gets its arguments copied or transferred', () => holds('thread', 'arguments'))

  it('that ignores $TERM is ended only when a timeout says so', () => holds('thread', 'ignores $TERM'))

  it('ends with its function, whatever that left behind, and what it printed is printed', async () => {
    const { stdout } = await run('node', [join(__dirname, 'scenarios.mjs'), 'thread', 'leaves things behind'])
    expect(stdout).toBe('last line\nheld\n')
  })

  it('keeps no process alive when nobody waits for it', () => holds('thread', 'keeps nobody alive'))

  it(
    'R16: killed while it sends loses nothing that has come, and its owner knows within a second',
    () => holds('thread', 'deaths', String(attackSize({ full: 200, short: 5 }))),
    attackLimit(3),
  )
})

describe('inproc', () => {
  it(
    'R17: thousands of pairs each have each other, until their context ends',
    () => holds('loop', 'ten thousand pairs', String(attackSize({ full: 10_000, short: 1000 }))),
    attackLimit(3),
  )
})
