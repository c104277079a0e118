/** Publishes to all, at the pace of the slowest, so that nothing is dropped. Knows nothing of who subscribed. */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Control } from '../control.ts'
import type { Frame, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import { messagesOf } from '../meter.ts'
import type { PublisherTask } from '../task.ts'

const PROBE = Buffer.alloc(0)
const PROBE_EVERY_MS = 10

export async function publisher(task: PublisherTask, control: Control): Promise<void> {
  const { Publisher } = await loadLibrary(task.library)
  const socket = new Publisher({ noDrop: true })
  await socket.bind(task.endpoint)
  control.report({ event: 'bound', endpoint: socket.lastEndpoint ?? task.endpoint })
  await probe(socket, control)
  const messages = messagesOf(task)
  const frame = Buffer.alloc(task.size, 'z')
  for (let sent = 0; sent < messages; sent += 1) await publish(socket, frame)
  control.report({ event: 'sent', messages })
  socket.close()
}

/** Sends empty messages until told that every subscriber has had one. */
async function probe(socket: Sender, control: Control): Promise<void> {
  let told = false
  const go = control.told('go').then(() => {
    told = true
  })
  while (!told) {
    await publish(socket, PROBE)
    await Promise.race([go, pause(PROBE_EVERY_MS)])
  }
}

/** A publisher that may not drop refuses with EAGAIN in some libraries and waits in others. */
export async function publish(socket: Sender, frame: Frame): Promise<void> {
  for (;;) {
    try {
      await socket.send(frame)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      await nextTurn()
    }
  }
}
