/** A peer that floods: completes the handshake, then sends the same burst of messages as fast as possible until it is killed. */
import { connect } from 'node:net'

const [port, hello, burst] = process.argv.slice(2)
const socket = connect({ host: '127.0.0.1', port: Number(port) })
const bytes = Buffer.from(burst, 'hex')
const bursts = Buffer.concat(Array.from({ length: Math.ceil(65_536 / bytes.length) }, () => bytes))

function flood() {
  while (socket.write(bursts));
}

socket.on('error', () => undefined)
socket.on('drain', flood)
socket.on('data', () => undefined)
socket.write(Buffer.from(hello, 'hex'), () => {
  process.send('flooding')
  flood()
})
