/** Handover with libzmq in both roles: two living peers with one routing id do not alternate. */
import { requirePeer } from '@tszmq/peers'
import { until } from '@tszmq/testkit'
import { Dealer, Router } from '../../src/index.ts'
import { Stage, connections, take, text } from '../stage.ts'
import { AddonSockets } from './addon-sockets.ts'

const peer = requirePeer('zeromq.js')
const describeWithPeer = 'missing' in peer ? describe.skip : describe

/** So many receive timeouts are longer than three reconnect intervals of libzmq. */
const REPEATS = 3
const QUICK = { receiveTimeout: 150, sendTimeout: 1000, linger: 0 }

describeWithPeer('DEALERs of libzmq at a ROUTER of ours', () => {
  it('with one routing id: the older stays connected, and is received from again when the newer has left', async () => {
    await using addon = new AddonSockets()
    await using stage = new Stage('tcp')
    const router = stage.make(Router, { handover: true })
    const remotes: string[] = []
    router.events.on('handover', ({ remote, by }) => remotes.push(remote, by))
    const endpoint = await stage.bind(router)
    const join = async (name: string): Promise<string> => {
      await addon.ask('make', name, 'Dealer', { routingId: 'same', ...QUICK })
      await addon.ask('connect', name, endpoint)
      await addon.ask('send', name, `${name} is here`)
      expect(await take(router, 1)).toEqual([`same|${name} is here`])
      return router.peers.at(-1)!.address
    }
    const older = await join('older')
    const newer = await join('newer')
    expect(remotes).toEqual([older, newer])
    await addon.ask('send', 'older', 'unheard')
    await until(() => router.drops.unexpected === 1)
    await router.send(['same', 'for the newer'])
    expect([await addon.ask('receive', 'newer'), await addon.ask('receive', 'older')]).toEqual(['for the newer', 'EAGAIN'])
    for (let i = 0; i < REPEATS; i++) expect(await addon.ask('receive', 'older')).toBe('EAGAIN')
    expect([await addon.ask('events', 'older'), await addon.ask('events', 'newer')]).toEqual([['connect'], ['connect']])
    expect(remotes.length).toBe(2)

    await addon.ask('close', 'newer')
    await until(() => connections(router) === 1)
    await addon.ask('send', 'older', 'heard again')
    expect(await take(router, 1)).toEqual(['same|heard again'])
    await router.send(['same', 'for the older'])
    expect(await addon.ask('receive', 'older')).toBe('for the older')
  })
})

describeWithPeer('DEALERs of ours at a ROUTER of libzmq', () => {
  it('with one routing id: the older stays connected, and is not received from even after the newer has left', async () => {
    await using addon = new AddonSockets()
    await using stage = new Stage('tcp')
    await addon.ask('make', 'router', 'Router', { handover: true, mandatory: true, ...QUICK })
    const endpoint = (await addon.ask('bind', 'router')) as string
    const [older, newer] = [stage.make(Dealer, { routingId: 'same' }), stage.make(Dealer, { routingId: 'same' })]
    let lost = 0
    older.events.on('disconnect', () => lost++)
    await stage.join(older, endpoint)
    await older.send('first')
    expect(await addon.ask('receive', 'router')).toBe('same|first')
    await stage.join(newer, endpoint)
    await newer.send('second')
    expect(await addon.ask('receive', 'router')).toBe('same|second')
    await older.send('unheard')
    expect(await addon.ask('receive', 'router')).toBe('EAGAIN')
    await addon.ask('send', 'router', ['same', 'for the newer'])
    expect(text(await newer.receive())).toEqual(['for the newer'])
    expect([older.readable, lost]).toEqual([false, 0])
    await newer[Symbol.asyncDispose]()
    await older.send('still unheard')
    expect(await addon.ask('receive', 'router')).toBe('EAGAIN')
    expect(await addon.ask('send', 'router', ['same', 'to nobody'])).toBe('EHOSTUNREACH')
    expect(lost).toBe(0)
  })
})
