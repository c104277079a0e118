/** Frames whose memory the program transfers after it has sent them: only that message is dropped, and counted. */
import { MessageChannel } from 'node:worker_threads'
import { Pull, Push, Subscriber, XPublisher } from '../../src/index.ts'
import { Stage, WIRES, drain } from '../stage.ts'

/** Memory outside of any pool, which can be transferred. */
function frameOf(size: number): Buffer {
  return Buffer.allocUnsafeSlow(size).fill('x')
}

function transfer(frame: Uint8Array): void {
  const { port1 } = new MessageChannel()
  port1.postMessage(frame, [frame.buffer as ArrayBuffer])
  port1.close()
}

const SIZES = [1, 300, 9000, 60_000, 100_000]

describe('a frame that is transferred', () => {
  it.each([
    ['a Buffer', () => frameOf(10)],
    ['a Float64Array', () => new Float64Array(3)],
    ['a DataView', () => new DataView(new ArrayBuffer(8))],
    ['an ArrayBuffer', () => new ArrayBuffer(8)],
  ])('before it is sent throws EINVAL: %s', async (_, make) => {
    await using stage = new Stage('inproc')
    const push = stage.make(Push)
    const frame = make()
    transfer(ArrayBuffer.isView(frame) ? new Uint8Array(frame.buffer) : new Uint8Array(frame))
    await expect(push.send(frame)).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(push.send(['head', frame])).rejects.toMatchObject({ code: 'EINVAL' })
    expect(() => push.trySend(frame)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it.each(['', 'before'])('is not treated as an empty one: %j', async (text) => {
    await using stage = new Stage('inproc')
    const [pull, push] = [stage.make(Pull), stage.make(Push)]
    await stage.meet(pull, push)
    for (const empty of [Buffer.alloc(0), new Uint8Array(0), new ArrayBuffer(0), Buffer.from(text).subarray(0, 0), null]) {
      await push.send(empty)
      expect((await pull.receive())[0]?.length).toBe(0)
    }
  })

  it.each(SIZES)('while it waits for a connection drops only its message of %i bytes', async (size) => {
    await using stage = new Stage('tcp')
    const endpoint = await stage.vacant()
    const [pull, push] = [stage.make(Pull), stage.make(Push)]
    const drops: unknown[] = []
    const ends: unknown[] = []
    push.events.on('drop', ({ reason, count }) => drops.push([reason, count]))
    push.events.on('disconnect', (event) => ends.push(event))
    push.connect(endpoint)
    const frame = frameOf(size)
    for (const message of ['first', ['head', frame, 'tail'], frame, 'last']) await push.send(message)
    transfer(frame)
    await pull.bind(endpoint)
    expect([String(await pull.receive()), String(await pull.receive())]).toEqual(['first', 'last'])
    expect([push.drops.detached, ends]).toEqual([2, []])
    expect(drops).toEqual([['detached', 2]])
  })

  describe.each(WIRES)('right after send() over %s', (transport) => {
    it.each(SIZES)('arrives whole or not at all, and later messages arrive: %i bytes', async (size) => {
      await using stage = new Stage(transport)
      const [pull, push] = [stage.make(Pull), stage.make(Push)]
      await stage.meet(pull, push)
      for (let i = 0; i < 20; i++) {
        const frame = frameOf(size)
        await push.send(['head', frame])
        transfer(frame)
        await push.send(`after ${i}`)
      }
      let whole = 0
      for (let next = 0; next < 20;) {
        const message = await pull.receive()
        if (message.length === 2) {
          whole++
          expect(message[1]?.equals(frameOf(size))).toBe(true)
        } else expect(String(message[0])).toBe(`after ${next++}`)
      }
      expect(whole + push.drops.detached).toBe(20)
    })
  })

  it('of one subscriber does not affect the others or the publisher', async () => {
    await using stage = new Stage('inproc')
    const pub = stage.make(XPublisher, { verbosity: 'allSubs' })
    const [first, second] = [stage.make(Subscriber), stage.make(Subscriber)]
    for (const sub of [first, second]) sub.subscribe('')
    await stage.meet(pub, first, second)
    for (const _ of [first, second]) await pub.receive()
    await pub.send(frameOf(10))
    await pub.send('next')
    transfer((await first.receive())[0] as Buffer)
    expect([drain(first), drain(second)]).toEqual([['next'], ['next']])
    expect([first.drops.detached, second.drops.detached]).toEqual([0, 1])
  })

  it('is dropped for all subscribers that had not got it, over tcp too, and no connection ends', async () => {
    await using stage = new Stage('tcp')
    const pub = stage.make(XPublisher, { verbosity: 'allSubs' })
    const subs = [stage.make(Subscriber), stage.make(Subscriber)]
    const ends: unknown[] = []
    pub.events.on('disconnect', (event) => ends.push(event))
    for (const sub of subs) sub.subscribe('')
    await stage.meet(pub, ...subs)
    for (const _ of subs) await pub.receive()
    const frame = frameOf(9000)
    void pub.send(frame)
    transfer(frame)
    for (let i = 0; i < 3; i++) await pub.send(`after ${i}`)
    for (const sub of subs) {
      let last = ''
      while (last !== 'after 2') last = String((await sub.receive())[0]?.subarray(0, 10))
    }
    expect(ends).toEqual([])
  })
})
