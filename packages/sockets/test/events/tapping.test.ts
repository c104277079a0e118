/** Taps on the events of a socket, as monitors use them: called for each event, whatever the program does with them. */
import { ManualRuntime, turn, until } from '@tszmq/testkit'
import { Context, Dealer, Pull, Push } from '../../src/index.ts'
import type { Event } from '../../src/index.ts'
import { Stage, connections } from '../stage.ts'

const LIFE = ['bind', 'accept', 'handshake', 'disconnect', 'close', 'end']

/** Lets a socket live: one peer comes and goes. */
async function live(stage: Stage, server: Dealer): Promise<void> {
  const client = stage.make(Dealer)
  await stage.meet(server, client)
  await client[Symbol.asyncDispose]()
  await until(() => connections(server) === 0)
  await server[Symbol.asyncDispose]()
}

describe('a tap on the events of a socket', () => {
  it.each<[string, (server: Dealer, types: string[]) => unknown, string[]]>([
    ['never asks for them', () => undefined, []],
    ['asks for them and reads none', (server) => server.events, []],
    ['listens to them', (server, types) => server.events.on('accept', ({ type }) => types.push(type)), ['accept']],
    [
      'reads them',
      async (server, types) => {
        for await (const { type } of server.events) types.push(type)
      },
      LIFE,
    ],
  ])('gets all events when the program %s', async (_what, program, its) => {
    await using stage = new Stage('tcp')
    const server = stage.make(Dealer)
    const [tapped, types]: string[][] = [[], []]
    server.tap(({ type }) => tapped!.push(type))
    const done = program(server, types!)
    await live(stage, server)
    if (done instanceof Promise) await done
    expect(tapped).toEqual(LIFE)
    expect(types).toEqual(its)
  })

  it('is called at once, in the order of the taps, until it is stopped', async () => {
    await using stage = new Stage('tcp')
    const server = stage.make(Dealer)
    const told: string[] = []
    const stop = server.tap(({ type }) => told.push(`first ${type}`))
    server.tap(({ type }) => told.push(`second ${type}`))
    server.events.on('bind', () => told.push('program'))
    await stage.bind(server)
    await turn()
    stop()
    stop()
    await server[Symbol.asyncDispose]()
    expect(told).toEqual(['first bind', 'second bind', 'program', 'second close', 'second end'])
  })

  it('takes no event from the program, and keeps none for it before it accesses them', async () => {
    await using stage = new Stage('tcp')
    const server = stage.make(Dealer)
    server.tap(() => undefined)
    await stage.bind(server)
    const seen: Event['type'][] = []
    const reading = (async () => {
      for await (const { type } of server.events) seen.push(type)
    })()
    await server[Symbol.asyncDispose]()
    await reading
    expect(seen).toEqual(['close', 'end'])
  })

  it('gets the events of dropped messages', async () => {
    const context = new Context({ blocky: false })
    const push = new Push({ context })
    const told: Event[] = []
    push.tap((event) => told.push(event))
    push.connect('inproc://nobody')
    await push.send('lost')
    push.disconnect('inproc://nobody')
    await push[Symbol.asyncDispose]()
    expect(told).toEqual([{ type: 'drop', reason: 'lost', count: 1, address: '' }, { type: 'end' }])
    void context.terminate()
  })

  it('does not keep the process alive, unlike a listener of the program', () => {
    const runtime = new ManualRuntime()
    let held = 0
    const hold = runtime.hold.bind(runtime)
    runtime.hold = () => {
      held++
      return hold()
    }
    const context = new Context({ runtime })
    const pull = new Pull({ context })
    pull.tap(() => undefined)
    expect(held).toBe(0)
    pull.events.on('accept', () => undefined)
    expect(held).toBe(1)
    void context.terminate()
  })

  it('throws for a closed socket', () => {
    const context = new Context({ blocky: false })
    const pull = new Pull({ context })
    pull.close()
    expect(() => pull.tap(() => undefined)).toThrow(expect.objectContaining({ code: 'EBADF' }) as Error)
    void context.terminate()
  })

  it('makes the events count as observed until it is stopped', async () => {
    const context = new Context({ blocky: false })
    const push = new Push({ context })
    const told: string[] = []
    const stop = push.tap(({ type }) => told.push(type))
    stop()
    push.connect('inproc://nobody')
    await push.send('lost')
    push.disconnect('inproc://nobody')
    push.tap(({ type }) => told.push(type))
    await push[Symbol.asyncDispose]()
    // Messages dropped without an observer are only counted.
    expect([push.drops.lost, told]).toEqual([1, ['end']])
    void context.terminate()
  })
})
