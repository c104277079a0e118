/**
 * Many good peers: PUSH sockets in one process that connect at once, send one message each, and stay until the parent asks for the
 * result. Arguments: endpoint, number, security options as JSON. Answers with the number of their events.
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
  void socket.send(`peer ${at}`)
}

process.on('message', async () => {
  process.send({ ...counts })
  for (const socket of sockets) socket.close()
  process.disconnect()
})
