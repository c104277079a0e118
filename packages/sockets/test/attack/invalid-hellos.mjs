/**
 * Many invalid CURVE clients: a number of connections a second, each with a HELLO of the right form whose box cannot be opened.
 * Reports when all were rejected: their number, and the milliseconds that it took.
 */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

const [port, perSecond, count] = process.argv.slice(2).map(Number)
const TICK = 10

const greeting = Buffer.alloc(64)
greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1])
greeting.write('CURVE', 12)

function hello() {
  const [key, nonce, box] = [randomBytes(32), Buffer.from('0000000000000001', 'hex'), randomBytes(80)]
  return Buffer.concat([Buffer.of(4, 200, 5), Buffer.from('HELLO'), Buffer.of(1, 0), Buffer.alloc(72), key, nonce, box])
}

let begun = 0
let refused = 0
const since = performance.now()

function one() {
  const socket = connect({ host: '127.0.0.1', port })
  let heard = ''
  socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.on('close', () => {
    if (heard.includes('WELCOME')) throw new Error('a bogus HELLO was welcomed')
    if (++refused === count) process.send({ refused, took: performance.now() - since })
  })
  socket.write(Buffer.concat([greeting, hello()]))
}

const pace = setInterval(() => {
  const due = Math.min(count, Math.ceil(((performance.now() - since) / 1000) * perSecond))
  while (begun < due) {
    begun++
    one()
  }
  if (begun === count) clearInterval(pace)
}, TICK)
