/** A CURVE server in a process of its own, of the build. Follows one command a line, and reports when it is done. */
import { createInterface } from 'node:readline'
import { Pull } from '../../dist/esm/index.js'

// The key comes as text, so that its bytes are where the library puts them and nowhere else.
const socket = new Pull({ curveServer: true, curveSecretKey: process.argv[2] })

const verbs = {
  bind: () => socket.bind('tcp://127.0.0.1:*'),
  close: () => socket[Symbol.asyncDispose](),
  // Twice: what the first one finds may be freed by a task of its own.
  collect: async () => {
    for (let times = 0; times < 2; times++) {
      globalThis.gc()
      await new Promise((resolve) => setImmediate(resolve))
    }
  },
}

for await (const verb of createInterface({ input: process.stdin })) console.log(JSON.stringify({ done: (await verbs[verb]()) ?? null }))
