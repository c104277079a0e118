/** Asks and waits for the echo, one request at a time, and times each. */
import type { Control } from '../control.ts'
import type { Receiver, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import { Stopwatch } from '../stopwatch.ts'
import type { Counted, RequestTask } from '../task.ts'
import { bareRequest } from './bare.ts'

export async function request(task: RequestTask, control: Control): Promise<void> {
  if (task.library === 'bare') return bareRequest(task, control)
  const { Request } = await loadLibrary(task.library)
  const socket = new Request()
  socket.connect(task.endpoint)
  control.report(await roundTrips(socket, task))
  socket.close()
}

export async function roundTrips(socket: Sender & Receiver, task: Counted) {
  const stopwatch = new Stopwatch(task)
  const frame = Buffer.alloc(task.size, 'z')
  for (let lap = 0; lap < task.warmup + task.count; lap += 1) {
    stopwatch.start()
    await socket.send(frame)
    const [echo] = await socket.receive()
    stopwatch.stop()
    if (echo?.length !== task.size) throw new Error(`echo of ${echo?.length} bytes instead of ${task.size}`)
  }
  return stopwatch.report()
}
