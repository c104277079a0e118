/** Receives the messages of a throughput run and times them. Never sends. */
import type { Control } from '../control.ts'
import type { Receiver } from '../library.ts'
import { loadLibrary } from '../library.ts'
import { Meter } from '../meter.ts'
import type { PullTask } from '../task.ts'

export async function pull(task: PullTask, control: Control): Promise<void> {
  const { Pull } = await loadLibrary(task.library)
  const socket = new Pull(task.curve)
  if (task.attach === 'connect') socket.connect(task.endpoint)
  else await socket.bind(task.endpoint)
  control.report({ event: 'bound', endpoint: socket.lastEndpoint ?? task.endpoint })
  const meter = new Meter(task)
  await receiveAll(socket, meter, task.batches)
  control.report(meter.report())
  socket.close()
}

export async function receiveAll(socket: Receiver, meter: Meter, batches = false): Promise<void> {
  if (!batches) {
    for await (const message of socket) {
      if (meter.count(message)) return
    }
    return
  }
  if (socket.batches === undefined) throw new Error('this library has no batches()')
  for await (const batch of socket.batches()) {
    let done = false
    for (const message of batch) done = meter.count(message)
    if (done) return
  }
}
