/** A process with a secret: a CURVE server. Obeys one word a line, and says when it is done. It runs the build. */
import { createInterface } from 'node:readline'
import { Pull } from '../../dist/esm/index.js'

// The key comes as text, so that its bytes are where the library puts them and nowhere else.
const socket = new Pull({ curveServer: true, curveSecretKey: process.argv[2] })

const verbs = {
  bind: () => socket.bind('tcp://127.0.0.1:*'),
  close: () => socket[Symbol.asyncDispose](),
  collect: () => globalThis.gc(),
}

for await (const verb of createInterface({ input: process.stdin })) console.log(JSON.stringify({ done: (await verbs[verb]()) ?? null }))
