/** libzmq's scenarios for many sockets and connections; each group has the name of libzmq's test program. */
import { turn, until } from '@tszmq/testkit'
import { Context, Dealer, Pair, Pull, Push, Request, Router, Subscriber, XPublisher } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections } from '../stage.ts'

describe('shutdown_stress', () => {
  it.each(TRANSPORTS)('closes 100 sockets that are still connecting, ten times over %s', async (transport) => {
    for (let round = 0; round < 10; round++) {
      await using stage = new Stage(transport)
      const xpub = stage.make(XPublisher)
      const endpoint = await stage.bind(xpub)
      const subs = Array.from({ length: 100 }, () => stage.make(Subscriber))
      for (const sub of subs) sub.connect(endpoint)
      if (round % 2 === 1) await turn()
      for (const sub of subs) sub.close()
    }
  })
})

describe('many_sockets and ctx_options', () => {
  it('opens as many sockets as the default allows, and not one more', async () => {
    const context = new Context()
    const sockets = Array.from({ length: context.maxSockets }, () => new Pair({ context }))
    expect(sockets).toHaveLength(1023)
    expect(() => new Pair({ context })).toThrow(expect.objectContaining({ code: 'EMFILE' }))
    for (const socket of sockets) await socket[Symbol.asyncDispose]()
  })

  it('returns the limit of maxSockets', () => {
    expect(new Context().maxSocketsLimit).toBe(65_535)
  })

  it.each([65_535, 65_536, 100_000, 0x7fffffff])('accepts %i for maxSockets, as libzmq does', (maxSockets) => {
    const context = new Context({ maxSockets })
    expect(context.maxSockets).toBe(maxSockets)
  })

  it.each([0, -1, 0x80000000, 1.5])('throws for %d as maxSockets', (maxSockets) => {
    expect(() => new Context({ maxSockets })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

describe('single connect', () => {
  it.each([Dealer, Request, Subscriber])(
    '%p connects once to the same endpoint, however often connect() is called (rule 9)',
    async (type) => {
      await using stage = new Stage('tcp')
      const [server, client] = [stage.make(type === Subscriber ? XPublisher : Router), stage.make(type)]
      const endpoint = await stage.meet(server, client)
      client.connect(endpoint)
      await stage.join(stage.make(type), endpoint)
      await until(() => connections(server) === 2)
      expect(client.peers).toHaveLength(1)
    },
  )

  it('a PULL connects as often as connect() is called (rule 9)', async () => {
    await using stage = new Stage('tcp')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.meet(push, pull)
    await stage.join(pull, endpoint)
    await until(() => connections(push) === 2)
  })
})

describe.each(WIRES)('a peer whose connection is lost, over %s', (transport) => {
  it('is not connected and has no address until there is another connection', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push, { reconnectInterval: 1 }), stage.make(Pull)]
    const endpoint = await stage.meet(pull, push)
    const [peer] = push.peers
    expect(peer).toMatchObject({ connected: true, address: endpoint })
    await pull.unbind(endpoint)
    await until(() => peer?.connected === false)
    expect([push.peers, peer?.address]).toEqual([[peer], ''])
    await pull.bind(endpoint)
    await until(() => peer?.connected === true)
  })
})
