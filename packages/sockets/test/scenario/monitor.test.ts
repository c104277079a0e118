/** libzmq's scenarios for the events of connections; each group has the name of libzmq's test program. */
import { greeting, ready, until } from '@tszmq/testkit'
import { Dealer, Pull, Push, Reply, Request, Router } from '../../src/index.ts'
import type { Event, Socket } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, TRANSPORTS, WIRES, connections, events, text } from '../stage.ts'

/** The address and the peer of an event. */
interface Where {
  readonly type: string
  readonly address?: string
  readonly remote?: string
}

/** All events until the socket is closed: what happened, and the fields that say where. */
async function life(socket: Socket): Promise<Where[]> {
  const all: Where[] = []
  for await (const { type, ...rest } of socket.events) {
    const { address, remote } = rest as { address?: string; remote?: string }
    all.push({ type, ...(address === undefined ? {} : { address }), ...(remote === undefined ? {} : { remote }) })
  }
  return all
}

describe('monitor', () => {
  it.each(WIRES)('both ends emit their events, in order, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Reply), stage.make(Request, { reconnectInterval: -1 })]
    void [server.events, client.events]
    const endpoint = await stage.meet(server, client)
    expect(await events(client, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
    await client[Symbol.asyncDispose]()
    await until(() => connections(server) === 0)
    await server.unbind(endpoint)
    const seen: Event[] = []
    for (let i = 0; i < 5; i++) seen.push(await server.events.receive())
    expect(seen.map(({ type }) => type)).toEqual(['bind', 'accept', 'handshake', 'disconnect', 'close'])
    expect(seen.map((event) => (event as { address: string }).address)).toEqual(Array(5).fill(endpoint))
  })

  it.each([
    ['tcp', 'tcp://127.0.0.1:*', /^tcp:\/\/127\.0\.0\.1:\d+$/],
    ['tcp, IPv6', 'tcp://[::1]:*', /^tcp:\/\/\[::1\]:\d+$/],
    ['ipc', 'ipc://*', /^ipc:\/\//],
  ])('each event has the endpoint of the socket and the address of the peer, over %s', async (_what, wildcard, form) => {
    await using stage = new Stage()
    const options = { ipv6: wildcard.includes('::') }
    const [server, client] = [stage.make(Dealer, options), stage.make(Dealer, { ...options, reconnectInterval: -1 })]
    const lives = [life(server), life(client)]
    const endpoint = await server.bind(wildcard)
    await stage.join(client, endpoint)
    await client.send('there')
    expect(text(await server.receive())).toEqual(['there'])
    await server.send('back')
    expect(text(await client.receive())).toEqual(['back'])
    await server[Symbol.asyncDispose]()
    await until(() => connections(client) === 0)
    client.close()
    const [ours, theirs] = await Promise.all(lives)
    const remote = ours?.find(({ type }) => type === 'accept')?.remote
    expect(endpoint).toMatch(form)
    expect(remote).toMatch(form)
    const at = { address: endpoint }
    expect(ours).toEqual([
      { type: 'bind', ...at },
      { type: 'accept', ...at, remote },
      { type: 'handshake', ...at, remote },
      { type: 'disconnect', ...at, remote },
      { type: 'close', ...at },
      { type: 'end' },
    ])
    const there = { ...at, remote: endpoint }
    expect(theirs).toEqual([
      { type: 'connect:delay', ...at },
      { type: 'connect', ...there },
      { type: 'handshake', ...there },
      { type: 'disconnect', ...there },
      { type: 'connect:stop', ...at },
      { type: 'end' },
    ])
  })

  it.each(WIRES)('each peer has the number of its queued messages, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const push = stage.make(Push, { sendHighWaterMark: 10 })
    const [first, second] = [await stage.vacant(), await stage.vacant()]
    expect(push.peers).toEqual([])
    for (const endpoint of [first, second]) push.connect(endpoint)
    for (let i = 0; i < 7; i++) await push.send(String(i))
    expect(push.peers.map((peer) => peer.queueLength)).toEqual([4, 3])
    const pull = stage.make(Pull)
    await pull.bind(first)
    for (let i = 0; i < 4; i++) await pull.receive()
    expect(push.peers.map((peer) => peer.queueLength)).toEqual([0, 3])
  })
})

/** Where a peer is that connected, by transport. */
const PLACES = { tcp: /^tcp:\/\/127\.0\.0\.1:\d+$/, ipc: /^ipc:\/\//, inproc: /^inproc:\/\// }

describe('metadata', () => {
  it.each(TRANSPORTS)('each message over %s has its sender: socket type, address and metadata', async (transport) => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Dealer), stage.make(Dealer)]
    await stage.meet(server, client)
    await client.send(['several', 'frames'])
    const { message, peer } = await server.receiveFrom()
    expect(text(message)).toEqual(['several', 'frames'])
    expect([peer.socketType, peer.address]).toEqual(['DEALER', expect.stringMatching(PLACES[transport])])
    expect([peer.properties.get('socket-type'), peer.properties.get('no such')]).toEqual(['DEALER', undefined])
  })

  it('a ROUTER has the sender also after it was checked for messages', async () => {
    await using stage = new Stage('tcp')
    const router = stage.make(Router)
    using raw = RawPeer.connect(await stage.bind(router))
    raw.say(greeting(), ready(['Socket-Type', 'DEALER'], ['X-Hello', 'World']), Uint8Array.of(0, 2, 0x68, 0x69))
    await until(() => router.readable)
    const { message, peer } = await router.receiveFrom()
    expect([String(message[1]), peer.properties.get('x-hello'), peer.routingId]).toEqual(['hi', 'World', message[0]])
  })
})
