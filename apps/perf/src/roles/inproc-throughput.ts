/** PUSH and PULL of one process joined by inproc: no bytes, no kernel. */
import type { Control } from '../control.ts'
import { loadLibrary } from '../library.ts'
import { messagesOf, Meter } from '../meter.ts'
import type { InprocThroughputTask } from '../task.ts'
import { receiveAll } from './pull.ts'
import { sendAll } from './push.ts'

const ENDPOINT = 'inproc://throughput'

export async function inprocThroughput(task: InprocThroughputTask, control: Control): Promise<void> {
  const { Pull, Push } = await loadLibrary(task.library)
  const receiver = new Pull()
  const sender = new Push()
  await receiver.bind(ENDPOINT)
  sender.connect(ENDPOINT)
  const meter = new Meter(task)
  const sending = sendAll(sender, Buffer.alloc(task.size, 'z'), messagesOf(task), task.batches)
  await Promise.all([sending, receiveAll(receiver, meter, task.batches)])
  control.report(meter.report())
  sender.close()
  receiver.close()
}
