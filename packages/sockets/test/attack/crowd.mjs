/**
 * A crowd of good peers: so many PUSH sockets in one process, which connect all at once, say who they are, and stay until they are
 * told to leave. They have options of security, as JSON. It answers with what became of their connections.
 */
import * as zmq from '../../dist/esm/index.js'

const [endpoint, count, options = '{}'] = process.argv.slice(2)
const context = new zmq.Context({ maxSockets: Number(count) })
const counts = { handshake: 0, disconnect: 0, close: 0 }

const sockets = Array.from({ length: Number(count) }, () => {
  const socket = new zmq.Push({ ...JSON.parse(options), context, reconnectInterval: 50 })
  for (const type of ['handshake', 'disconnect']) socket.events.on(type, () => counts[type]++)
  return socket
})
for (const [at, socket] of sockets.entries()) {
  socket.connect(endpoint)
  void socket.send(`crowd ${at}`)
}

process.on('message', async () => {
  process.send({ ...counts })
  for (const socket of sockets) socket.close()
  process.disconnect()
})
