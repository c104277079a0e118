/** Heartbeats with libzmq over a slow link, on which a large message takes longer than the timeout. */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { LibzmqPeer, requirePeer } from '@tszmq/peers'
import { Push } from '../../src/index.ts'
import { Stage } from '../stage.ts'

const SIZE = 10_000_000

/** Bytes that pass in a millisecond, towards the listener. */
const SPEED = 4000

/** A link to `port` that passes no more than that. The other direction is as fast as the system. */
function slowLink(port: number, sockets: Socket[]): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    sockets.push(near, far)
    for (const each of [near, far]) each.on('error', () => undefined)
    far.pipe(near)
    near.on('data', (chunk) => {
      far.write(chunk)
      near.pause()
      setTimeout(() => near.resume(), chunk.length / SPEED)
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

const found = requirePeer('zeromq.js')

;('version' in found ? describe : describe.skip)('a slow link to libzmq', () => {
  it('carries a message that takes longer than the heartbeat timeout, and stays connected', async () => {
    await using stage = new Stage('tcp')
    const peer = new LibzmqPeer('zeromq.js')
    const sockets: Socket[] = []
    let link: Server | undefined
    try {
      await peer.open('PULL', {})
      const endpoint = await peer.bind('tcp://127.0.0.1:*')
      link = await slowLink(Number(endpoint.split(':').pop()), sockets)
      const push = stage.make(Push, { heartbeatInterval: 200, heartbeatTimeout: 1500 })
      const ends: unknown[] = []
      push.events.on('disconnect', ({ error }) => ends.push(error?.message))
      push.connect(`tcp://127.0.0.1:${(link.address() as AddressInfo).port}`)
      await push.send(Buffer.alloc(SIZE, 'x'))
      await push.send('after')
      const [large] = await peer.receiveOne()
      expect([large?.length, await peer.receiveOne(), ends]).toEqual([SIZE, ['after'], []])
    } finally {
      await peer.end()
      for (const socket of sockets) socket.destroy()
      link?.close()
    }
  })
})
