/** Tests of a server whose accept fails: it reports the failure and goes on. */
import type { Server } from 'node:net'
import { Attempt } from '../src/attempt.ts'
import { openServer, type ServerPlan } from '../src/node/open-server.ts'
import { listenOptions } from './real-network.ts'

const plan: ServerPlan = {
  intoBuffer: false,
  listen: (server) => server.listen(0, '127.0.0.1'),
  accepts: () => true,
  make: () => {
    throw new Error('nobody connects here')
  },
  accept: () => {},
}

// libuv turns a lack of descriptors into closed connections (see process.test.ts), so node:net's report is made by hand
// here.
function failAccept(server: Server): void {
  server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', errno: -24 }))
}

it('reports a failed accept with its code and the endpoint, and keeps listening', async () => {
  const acceptError = jest.fn()
  const server = await openServer(plan, listenOptions({ acceptError }), new Attempt('cannot bind', 'tcp://here:1'))
  failAccept(server)
  expect(server.listening).toBe(true)
  expect(acceptError.mock.calls).toMatchObject([
    [{ code: 'EMFILE', errno: 24, message: 'cannot accept at tcp://here:1: this process has too many files open' }],
  ])
  server.close()
})

it('goes on after a failed accept without an acceptError callback', async () => {
  const server = await openServer(plan, listenOptions(), new Attempt('cannot bind', 'tcp://here:1'))
  failAccept(server)
  expect(server.listening).toBe(true)
  server.close()
})
