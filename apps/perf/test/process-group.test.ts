/** Nothing is left of a run, however it ends. */
import type { Child } from '../src/child.ts'
import { ProcessGroup } from '../src/process-group.ts'
import { nodeCommand, waits } from './node-command.ts'

const LONG_MS = 60_000
const KILLED = 'was ended by SIGKILL'

describe('a processes', () => {
  it('gives the result once every process has ended by itself', async () => {
    const processes = new ProcessGroup()
    let child: Child | undefined
    const result = await processes.run('run', LONG_MS, async ({ start }) => {
      child = start('waiter', waits)
      child.tell('stop')
      return 'done'
    })
    expect(result).toBe('done')
    await expect(child!.ended).resolves.toBeUndefined()
  })

  it('fails as soon as any process fails, and ends the others', async () => {
    const processes = new ProcessGroup()
    let other: Child | undefined
    const run = processes.run('run', LONG_MS, ({ start }) => {
      other = start('waiter', waits)
      start('crasher', nodeCommand(`console.error('out of memory'); process.exit(9)`))
      return other.report('throughput')
    })
    await expect(run).rejects.toThrow('run: crasher ended with status 9, saying:\nout of memory')
    await expect(other!.ended).rejects.toThrow(KILLED)
  })

  it('fails with what the body throws, and ends the processes', async () => {
    const processes = new ProcessGroup()
    let child: Child | undefined
    const run = processes.run('run', LONG_MS, async ({ start }) => {
      child = start('waiter', waits)
      throw new Error('a slip of the pen')
    })
    await expect(run).rejects.toThrow('a slip of the pen')
    await expect(child!.ended).rejects.toThrow(KILLED)
  })

  it('names a process that goes on when the work is done, and ends it', async () => {
    const processes = new ProcessGroup(10)
    let child: Child | undefined
    const run = processes.run('run', LONG_MS, async ({ start }) => {
      child = start('lingerer', waits)
    })
    await expect(run).rejects.toThrow('run: lingerer: still running 0.01 s after the work was done')
    await expect(child!.ended).rejects.toThrow(KILLED)
  })

  it('fails a run that takes too long, and ends its processes', async () => {
    const processes = new ProcessGroup()
    let child: Child | undefined
    const run = processes.run('run', 50, ({ start }) => {
      child = start('waiter', waits)
      return child.report('throughput')
    })
    await expect(run).rejects.toThrow('run: not done after 0.05 s')
    await expect(child!.ended).rejects.toThrow(KILLED)
  })

  it('kills all processes at once', async () => {
    const processes = new ProcessGroup()
    const run = processes.run('run', LONG_MS, ({ start }) => {
      const reports = [start('one', waits), start('two', waits)].map((child) => child.report('throughput'))
      processes.killAll()
      return Promise.all(reports)
    })
    await expect(run).rejects.toThrow(KILLED)
  })
})
