/**
 * Connects clients to a CURVE server in the same process, a few at once so that no end has to be waited for, and closes them.
 * A handshake is done when a message of the client has come: one that fails or is repeated is an error of the run.
 */
import type { Control } from '../control.ts'
import { CoreTime } from '../core-time.ts'
import type { Receiver, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import type { HandshakesTask } from '../task.ts'

const AT_ONCE = 20

export async function handshakes(task: HandshakesTask, control: Control): Promise<void> {
  const { Pull, Push } = await loadLibrary(task.library)
  const server = new Pull(task.curve.server)
  await server.bind('tcp://127.0.0.1:*')
  const endpoint = server.lastEndpoint ?? ''
  const newClient = () => {
    const client = new Push(task.curve.client)
    client.connect(endpoint)
    return client
  }
  await shakeAll(server, newClient, task.warmup)
  const time = new CoreTime()
  await shakeAll(server, newClient, task.count)
  control.report({ event: 'handshakes', count: task.count, seconds: time.seconds })
  server.close()
}

async function shakeAll(server: Receiver, newClient: () => Sender, count: number): Promise<void> {
  const hello = Buffer.from('done')
  for (let left = count; left > 0; left -= AT_ONCE) {
    const clients = Array.from({ length: Math.min(AT_ONCE, left) }, newClient)
    await Promise.all(clients.map((client) => client.send(hello)))
    for (const _ of clients) await server.receive()
    for (const client of clients) client.close()
  }
}
