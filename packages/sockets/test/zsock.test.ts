/** Zsock: sockets created and attached in one step. Attach strings are tested with attach(). */
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
  Zsock,
} from '../src/index.ts'
import type { Socket } from '../src/index.ts'

let context: Context
beforeEach(() => (context = new Context({ blocky: false })))
afterEach(() => context.terminate())

describe('Zsock', () => {
  it.each([
    ['pair', Pair],
    ['pub', Publisher],
    ['sub', Subscriber],
    ['req', Request],
    ['rep', Reply],
    ['dealer', Dealer],
    ['router', Router],
    ['push', Push],
    ['pull', Pull],
    ['xpub', XPublisher],
    ['xsub', XSubscriber],
    ['stream', Stream],
  ] as const)('creates a %s of the ordinary class, attached', async (name, type) => {
    const socket: Socket = await Zsock[name]('@tcp://127.0.0.1:0', { context })
    expect(socket).toBeInstanceOf(type)
    expect(socket.context).toBe(context)
    expect(socket.lastEndpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/)
  })

  it('carries messages from its PUSH to its PULL, each with its own methods and options', async () => {
    const pull: Pull = await Zsock.pull('inproc://one, inproc://two', { context })
    const push: Push = await Zsock.push('inproc://one', { context, sendHighWaterMark: 5 })
    expect(push.sendHighWaterMark).toBe(5)
    await push.sendPicture('s4', 'weight', 75)
    expect(await pull.receivePicture('s4')).toEqual(['weight', 75])
  })

  it('subscribes its SUB to the topics', async () => {
    const xpub = await Zsock.xpub('inproc://news', { context })
    const sub = await Zsock.sub('inproc://news', { context }, 'weather.', Buffer.from('sports.'))
    expect(sub.topicsCount).toBe(2)
    expect([await xpub.receive(), await xpub.receive()].map(String)).toEqual(['\x01weather.', '\x01sports.'])
    await xpub.send('other')
    await xpub.send('sports.tennis')
    expect(String(await sub.receive())).toBe('sports.tennis')
  })

  it('accepts topics without options, and no topics', async () => {
    const all = await Zsock.sub('>tcp://127.0.0.1:9', '')
    const none = await Zsock.sub('>tcp://127.0.0.1:9')
    expect([all.topicsCount, none.topicsCount]).toEqual([1, 0])
    all.close()
    none.close()
  })

  it('closes a socket that could not be attached', async () => {
    const small = new Context({ maxSockets: 1 })
    await expect(Zsock.pull('nowhere', { context: small })).rejects.toMatchObject({ code: 'EINVAL' })
    const pull = await Zsock.pull('inproc://left', { context: small })
    await expect(Zsock.pull('inproc://right', { context: small })).rejects.toMatchObject({ code: 'EMFILE' })
    pull.close()
    void small.terminate()
  })
})
