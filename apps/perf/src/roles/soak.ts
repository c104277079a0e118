/** A steady stream to subscribers of which some cannot keep up: nothing may grow, whoever lags loses messages. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Control } from '../control.ts'
import { loadLibrary } from '../library.ts'
import type { SoakPublisherTask, SoakSubscribersTask } from '../task.ts'

const TICK_MS = 10

export async function soakPublisher(task: SoakPublisherTask, control: Control): Promise<void> {
  const { Publisher } = await loadLibrary(task.library)
  const socket = new Publisher()
  await socket.bind(task.endpoint)
  control.report({ event: 'bound', endpoint: socket.lastEndpoint ?? task.endpoint })
  let stopped = false
  void control.told('stop').then(() => {
    stopped = true
  })
  const frame = Buffer.alloc(task.size, 'z')
  const burst = Math.max(1, Math.round((task.perSecond * TICK_MS) / 1000))
  let messages = 0
  while (!stopped) {
    for (let sent = 0; sent < burst; sent += 1) await socket.send(frame)
    messages += burst
    await pause(TICK_MS)
  }
  control.report({ event: 'sent', messages })
  socket.close()
}

export async function soakSubscribers(task: SoakSubscribersTask, control: Control): Promise<void> {
  const { Subscriber } = await loadLibrary(task.library)
  const sockets = Array.from({ length: task.subscribers }, () => new Subscriber())
  void control.told('stop').then(() => sockets.forEach((socket) => socket.close()))
  let messages = 0
  const receiving = sockets.map(async (socket) => {
    socket.subscribe()
    socket.connect(task.endpoint)
    for await (const _ of socket) {
      messages += 1
      if (messages === 1) control.report({ event: 'subscribed' })
      if (task.pauseMs > 0) await pause(task.pauseMs)
    }
  })
  await Promise.all(receiving)
  control.report({ event: 'received', messages })
}
