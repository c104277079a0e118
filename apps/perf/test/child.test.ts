/** A worker process as its parent sees it, with small programs in its place. */
import { Child } from '../src/child.ts'
import { nodeCommand, waits } from './node-command.ts'

const sent = `process.stdout.write('{"event":"sent","messages":1}\\n');`

describe('a child', () => {
  it('hands a report to whoever waits for it', async () => {
    const child = new Child('worker', nodeCommand(sent))
    expect(await child.report('sent')).toEqual({ event: 'sent', messages: 1 })
    await child.ended
  })

  it('keeps a report that nobody waited for yet', async () => {
    const child = new Child('worker', nodeCommand(sent))
    await child.ended
    expect(await child.report('sent')).toMatchObject({ messages: 1 })
  })

  it('puts reports together that come in pieces', async () => {
    const program = `process.stdout.write('{"event":"se', () => process.stdout.write('nt","messages":7}\\n'))`
    const child = new Child('worker', nodeCommand(program))
    expect(await child.report('sent')).toMatchObject({ messages: 7 })
    await child.ended
  })

  it('gives each report once, in order', async () => {
    const child = new Child('worker', nodeCommand(`${sent}${sent.replace('1', '2')}`))
    expect(await child.report('sent')).toMatchObject({ messages: 1 })
    expect(await child.report('sent')).toMatchObject({ messages: 2 })
    await expect(child.report('sent')).rejects.toThrow('worker ended with status 0')
  })

  it('hears what it is told', async () => {
    const child = new Child('worker', waits)
    child.tell('stop')
    await expect(child.ended).resolves.toBeUndefined()
  })

  it('tells how it crashed and what it said', async () => {
    const child = new Child('worker', nodeCommand(`console.error('no room at the inn'); process.exit(3)`))
    await expect(child.report('bound')).rejects.toThrow(/^worker ended with status 3, saying:\nno room at the inn$/)
    await expect(child.ended).rejects.toThrow('no room at the inn')
  })

  it('counts output that is no report among its last words', async () => {
    const child = new Child('worker', nodeCommand(`console.log('segmentation fault'); process.exit(1)`))
    await expect(child.ended).rejects.toThrow('segmentation fault')
  })

  it('tells of a program that does not exist', async () => {
    const child = new Child('worker', { file: '/nowhere/at/all', args: [] })
    await expect(child.report('bound')).rejects.toThrow(/^worker cannot be started: .*ENOENT/)
    await expect(child.ended).rejects.toThrow('ENOENT')
  })

  it('can be ended by force', async () => {
    const child = new Child('worker', waits)
    child.kill()
    await expect(child.ended).rejects.toThrow('worker was ended by SIGKILL')
  })

  it('survives a word said to a process that is gone', async () => {
    const child = new Child('worker', nodeCommand(''))
    await child.ended
    child.tell('go')
    await expect(child.report('sent')).rejects.toThrow('ended with status 0')
  })
})
