/** Pollers and loops take actors as they take sockets. Each scenario has a process of its own, since a test has no threads of its own. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Pull, Zactor, Zloop, Zpoller } from '../../src/index.ts'

const run = promisify(execFile)

/** Rejects with what the scenario says of its failure. */
async function holds(home: string, name: string): Promise<void> {
  const { stdout, stderr } = await run('node', [join(__dirname, 'scenarios.mjs'), home, name])
  expect([stdout, stderr]).toEqual(['held\n', ''])
}

describe.each(['loop', 'thread'])('an actor in a %s', (home) => {
  it.each([
    'by a poller',
    'by a poller, to the last message',
    'by a poller, across its runs',
    'by a loop, across its runs',
    'until it is destroyed',
    'beside who receives from it',
  ])('is polled %s', (name) => holds(home, name))
})

describe('an actor that is polled', () => {
  it('is given back with its type, beside sockets', async () => {
    await using orders = new Pull()
    await using actor = await Zactor.start<{ DO: [] }>(async (pipe) => {
      await pipe.signal()
      for await (const message of pipe) await pipe.send(message)
    })
    await using poller = new Zpoller([orders, actor])
    await actor.send('DO')
    const one: Pull | Zactor<{ DO: [] }> | undefined = await poller.wait()
    expect(one === actor && String(one.tryReceive())).toBe('DO')
    await using loop = new Zloop()
    loop.reader(actor, (_loop, same) => (String(same.tryReceive()) === 'again' ? -1 : 0))
    await actor.send('again')
    expect(await loop.start()).toBe(-1)
  })
})
