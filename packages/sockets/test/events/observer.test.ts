/** The events of a socket at its end, and `once()`. */
import { Dealer, Pull } from '../../src/index.ts'
import { Stage } from '../stage.ts'

describe('events that are first accessed after close()', () => {
  it.each([
    ['while the socket is closing', async () => undefined],
    ['when it is gone', async (socket: Dealer) => socket[Symbol.asyncDispose]()],
  ])('end for an iterator, %s', async (_when, wait) => {
    await using stage = new Stage()
    const socket = stage.make(Dealer)
    socket.close()
    await wait(socket)
    const types: string[] = []
    for await (const { type } of socket.events) types.push(type)
    expect(types.filter((type) => type !== 'end')).toEqual([])
  })

  it('reject receive() with EAGAIN, and are closed', async () => {
    await using stage = new Stage()
    const socket = stage.make(Dealer)
    await socket[Symbol.asyncDispose]()
    expect(socket.events.closed).toBe(true)
    await expect(socket.events.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('are the same object each time, and accept listeners without calling them', async () => {
    await using stage = new Stage()
    const socket = stage.make(Dealer)
    await socket[Symbol.asyncDispose]()
    expect(socket.events.on('accept', () => undefined)).toBe(socket.events)
  })
})

describe('events.once()', () => {
  it('calls the listener for the first event of its type only, and can be chained with on()', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    const seen: string[] = []
    pull.events
      .once('bind', () => seen.push('once'))
      .on('bind', () => seen.push('each'))
      .once('end', () => seen.push('end'))
    await pull.bind('tcp://127.0.0.1:*')
    await pull.bind('tcp://127.0.0.1:*')
    await pull[Symbol.asyncDispose]()
    await new Promise(process.nextTick)
    expect(seen).toEqual(['once', 'each', 'each', 'end'])
  })

  it('can be removed by off()', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    const seen: string[] = []
    const listener = (): unknown => seen.push('bind')
    pull.events.once('bind', listener).off('bind', listener)
    await pull.bind('tcp://127.0.0.1:*')
    await new Promise(process.nextTick)
    expect(seen).toEqual([])
  })

  it('keeps the process alive only until its event is emitted', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    const hold = jest.spyOn(stage.context.runtime, 'hold')
    const released = jest.fn()
    hold.mockImplementation(() => released)
    pull.events.once('bind', () => undefined)
    await pull.bind('tcp://127.0.0.1:*')
    hold.mockRestore()
    expect(released).toHaveBeenCalledTimes(1)
  })
})
