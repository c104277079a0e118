/** Echoes a known number of requests, then ends. */
import type { Control } from '../control.ts'
import type { Receiver, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import type { ReplyTask } from '../task.ts'
import { bareReply } from './bare.ts'

export async function reply(task: ReplyTask, control: Control): Promise<void> {
  if (task.library === 'bare') return bareReply(task, control)
  const { Reply } = await loadLibrary(task.library)
  const socket = new Reply()
  await socket.bind(task.endpoint)
  control.report({ event: 'bound', endpoint: socket.lastEndpoint ?? task.endpoint })
  await echo(socket, task.warmup + task.count)
  socket.close()
}

export async function echo(socket: Sender & Receiver, times: number): Promise<void> {
  for (let lap = 0; lap < times; lap += 1) await socket.send(await socket.receive())
}
