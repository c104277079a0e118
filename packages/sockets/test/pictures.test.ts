/** Sockets that send and receive by pictures, and signals. The encoding is tested in zmsg. */
import { ManualRuntime } from '@tszmq/testkit'
import { Context, Pair, Pull, Push, Reply, Request } from '../src/index.ts'

let context: Context
beforeEach(() => (context = new Context()))
afterEach(() => context.terminate())

async function pipeline(): Promise<[Push, Pull]> {
  const pull = new Pull({ context })
  const push = new Push({ context })
  push.connect(await pull.bind('tcp://127.0.0.1:*'))
  return [push, pull]
}

describe('a picture', () => {
  it('is sent as frames, and received as a typed tuple', async () => {
    const [push, pull] = await pipeline()
    await push.sendPicture('s48hb', 'weight', 75, 2n ** 40n, { unit: 'kg' }, Buffer.from('raw'))
    const [name, weight, big, more, raw] = await pull.receivePicture('s48hb')
    const typed: [string, number, bigint, Map<string, string>, Buffer] = [name, weight, big, more, raw]
    expect(typed).toEqual(['weight', 75, 2n ** 40n, new Map([['unit', 'kg']]), Buffer.from('raw')])
  })

  it('may be binary, as one frame', async () => {
    const [push, pull] = await pipeline()
    await push.sendBinary('12s', 1, 2, 'three')
    await push.sendBinary('12s', 1, 2, 'three')
    expect(await pull.receive()).toEqual([Buffer.from('0100020574687265 65'.replace(' ', ''), 'hex')])
    expect(await pull.receiveBinary('12s')).toEqual([1, 2, 'three'])
  })

  it('that is malformed rejects before a message is received', async () => {
    const [push, pull] = await pipeline()
    // @ts-expect-error p is a pointer
    await expect(push.sendPicture('p', undefined)).rejects.toMatchObject({ code: 'ERR_PICTURE' })
    await push.send('kept')
    // @ts-expect-error x is no letter
    await expect(pull.receivePicture('x')).rejects.toMatchObject({ code: 'ERR_PICTURE' })
    // @ts-expect-error h is no letter of a binary picture
    await expect(pull.receiveBinary('h')).rejects.toMatchObject({ code: 'ERR_PICTURE' })
    expect(await pull.receivePicture('s')).toEqual(['kept'])
  })

  it('that does not fit the message keeps the message for the receiver', async () => {
    const [push, pull] = await pipeline()
    await push.send(['seven', 'seven'])
    const error = await pull.receivePicture('s4').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ERR_PICTURE_MISMATCH', frames: [Buffer.from('seven'), Buffer.from('seven')] })
  })

  it('works for sockets that send and receive', async () => {
    const reply = new Reply({ context })
    const request = new Request({ context })
    request.connect(await reply.bind('inproc://pictures'))
    await request.sendPicture('s', 'how many?')
    expect(await reply.receivePicture('s')).toEqual(['how many?'])
    await reply.sendBinary('4', 3)
    expect(await request.receiveBinary('4')).toEqual([3])
  })

  it('is waited for as long as the options say', async () => {
    const [, pull] = await pipeline()
    await expect(pull.receivePicture('s', { timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    await expect(pull.wait({ signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
  })
})

describe('a signal', () => {
  it('has its status, and messages before it are discarded', async () => {
    const [left, right] = [new Pair({ context }), new Pair({ context })]
    left.connect(await right.bind('inproc://signal'))
    await left.signal()
    await left.send('in between')
    await left.signal(7)
    expect([await right.wait(), await right.wait()]).toEqual([0, 7])
    await expect(left.signal(256)).rejects.toThrow(RangeError)
  })

  it('is waited for until the timeout, whatever else arrives meanwhile', async () => {
    const runtime = new ManualRuntime()
    const manual = new Context({ runtime })
    const [left, right] = [new Pair({ context: manual, receiveTimeout: 100 }), new Pair({ context: manual })]
    right.connect(await left.bind('inproc://signal'))
    const waiting = [left.wait(), left.wait({ timeout: 300, signal: new AbortController().signal })]
    const ends = Promise.allSettled(waiting)
    for (let i = 0; i < 2; i++) {
      await right.send('no signal')
      await new Promise((resolve) => runtime.yield(() => resolve(undefined)))
      runtime.advance(60)
    }
    await expect(waiting[0]).rejects.toMatchObject({ code: 'EAGAIN', message: 'wait() timed out after 100 ms' })
    await right.signal(5)
    expect((await ends)[1]).toEqual({ status: 'fulfilled', value: 5 })
    expect(runtime.timers).toBe(0)
    void manual.terminate()
  })
})
