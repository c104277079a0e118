/**
 * Sockets of npm's zeromq in a process of their own, by name. Reads one command a line: `[verb, name, ...arguments]` as JSON.
 * Prints one line for each: the result, or the code of the error.
 */
const { createInterface } = require('node:readline')
const zmq = require('zeromq')

const sockets = new Map()
const of = (name) => sockets.get(name)

const verbs = {
  async make(name, type, options) {
    const socket = new zmq[type](options)
    const types = []
    for (const type of ['connect', 'disconnect', 'accept']) socket.events.on(type, () => types.push(type))
    sockets.set(
      name,
      Object.assign(() => types, { socket }),
    )
  },
  async bind(name) {
    await of(name).socket.bind('tcp://127.0.0.1:*')
    return of(name).socket.lastEndpoint
  },
  connect: async (name, endpoint) => of(name).socket.connect(endpoint),
  send: (name, message) => of(name).socket.send(message),
  receive: async (name) => (await of(name).socket.receive()).map(String).join('|'),
  events: async (name) => of(name)(),
  close: async (name) => of(name).socket.close(),
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [verb, ...words] = JSON.parse(line)
    verbs[verb](...words).then(
      (result) => console.log(JSON.stringify({ result })),
      (error) => console.log(JSON.stringify({ result: error.code ?? error.message })),
    )
  })
  .on('close', () => process.exit(0))
