/** Publishes to all, at the pace of the slowest unless there is no mark, so that nothing is dropped. Does not know who subscribed. */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Control } from '../control.ts'
import type { Frame, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import { messagesOf } from '../meter.ts'
import type { PublisherTask } from '../task.ts'

const PROBE = Buffer.alloc(0)
const PROBE_EVERY_MS = 10

/** Messages of one turn of the event loop by trySend(), which never waits where there is no mark. */
const TURN = 1000

/** Runs until told to stop, so that what it used can be asked for when everything has arrived. */
export async function publisher(task: PublisherTask, control: Control): Promise<void> {
  const { Publisher } = await loadLibrary(task.library)
  const socket = new Publisher({ noDrop: true, ...(task.unlimited && { sendHighWaterMark: 0 }) })
  await socket.bind(task.endpoint)
  control.report({ event: 'bound', endpoint: socket.lastEndpoint ?? task.endpoint })
  await probe(socket, control)
  const messages = messagesOf(task)
  const frame = Buffer.alloc(task.size, 'z')
  await publishAll(socket, frame, messages - task.count, task.batches)
  const before = process.cpuUsage()
  await publishAll(socket, frame, task.count, task.batches)
  control.report({ event: 'sent', messages })
  await control.told('stop')
  const { user, system } = process.cpuUsage(before)
  control.report({ event: 'used', messages: task.count, seconds: (user + system) / 1e6 })
  socket.close()
}

async function publishAll(socket: Sender, frame: Frame, messages: number, batches: boolean): Promise<void> {
  if (!batches) {
    await sendAllOrRetry(socket, frame, messages)
    return
  }
  if (socket.trySend === undefined) throw new Error('this library has no trySend()')
  for (let sent = 0; sent < messages; sent += 1) {
    if (!socket.trySend(frame)) await sendAllOrRetry(socket, frame, 1)
    if (sent % TURN === TURN - 1) await nextTurn()
  }
}

/** Sends empty messages until told that every subscriber has had one. */
async function probe(socket: Sender, control: Control): Promise<void> {
  let told = false
  const go = control.told('go').then(() => {
    told = true
  })
  while (!told) {
    await sendAllOrRetry(socket, PROBE, 1)
    await Promise.race([go, pause(PROBE_EVERY_MS)])
  }
}

/** A publisher that may not drop refuses with EAGAIN in some libraries and waits in others. */
export async function sendAllOrRetry(socket: Sender, frame: Frame, messages: number): Promise<void> {
  for (let sent = 0; sent < messages;) {
    try {
      await socket.send(frame)
      sent += 1
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      await nextTurn()
    }
  }
}
