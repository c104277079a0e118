/** Many subscribers in one process, timed together: every one has to receive everything. Probes are not counted. */
import type { Control } from '../control.ts'
import type { SubscribingReceiver } from '../library.ts'
import { loadLibrary } from '../library.ts'
import { messagesOf, Meter } from '../meter.ts'
import type { SubscribersTask } from '../task.ts'

export async function subscribers(task: SubscribersTask, control: Control): Promise<void> {
  const { Subscriber } = await loadLibrary(task.library)
  const sockets = Array.from({ length: task.subscribers }, () => new Subscriber())
  const meter = new Meter(task, task.subscribers)
  let deaf = task.subscribers
  const heardProbe = () => {
    deaf -= 1
    if (deaf === 0) control.report({ event: 'subscribed' })
  }
  const receiving = sockets.map((socket) => {
    socket.subscribe()
    socket.connect(task.endpoint)
    return receive(socket, messagesOf(task), meter, heardProbe)
  })
  await Promise.all(receiving)
  control.report(meter.report())
  for (const socket of sockets) socket.close()
}

async function receive(socket: SubscribingReceiver, messages: number, meter: Meter, first: () => void): Promise<void> {
  let left = messages
  let probed = false
  for await (const message of socket) {
    if (message[0]?.length === 0) {
      if (!probed) first()
      probed = true
      continue
    }
    meter.count(message)
    left -= 1
    if (left === 0) return
  }
}
