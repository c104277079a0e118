/** Sends the messages of a throughput run as fast as the other side takes them. Never receives. */
import type { Control } from '../control.ts'
import type { Frame, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import { messagesOf } from '../meter.ts'
import type { PushTask } from '../task.ts'

export async function push(task: PushTask, control: Control): Promise<void> {
  const { Push } = await loadLibrary(task.library)
  const socket = new Push(task.curve)
  socket.connect(task.endpoint)
  const messages = messagesOf(task)
  await sendAll(socket, Buffer.alloc(task.size, 'z'), messages, task.batches)
  control.report({ event: 'sent', messages })
  socket.close()
}

export async function sendAll(socket: Sender, frame: Frame, messages: number, batches = false): Promise<void> {
  if (!batches) {
    for (let sent = 0; sent < messages; sent += 1) await socket.send(frame)
    return
  }
  if (socket.trySend === undefined) throw new Error('this library has no trySend()')
  for (let sent = 0; sent < messages; sent += 1) {
    if (!socket.trySend(frame)) await socket.send(frame)
  }
}
