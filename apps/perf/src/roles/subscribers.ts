/** Many subscribers in one process, timed together: every one has to receive everything. Probes are not counted. */
import type { Control } from '../control.ts'
import type { Message, SubscribingReceiver } from '../library.ts'
import { loadLibrary } from '../library.ts'
import { messagesOf, Meter } from '../meter.ts'
import type { SubscribersTask } from '../task.ts'

export async function subscribers(task: SubscribersTask, control: Control): Promise<void> {
  const { Subscriber } = await loadLibrary(task.library)
  const options = task.unlimited ? { receiveHighWaterMark: 0 } : {}
  const sockets = Array.from({ length: task.subscribers }, () => new Subscriber(options))
  const meter = new Meter(task, task.subscribers)
  let deaf = task.subscribers
  const heardProbe = () => {
    deaf -= 1
    if (deaf === 0) control.report({ event: 'subscribed' })
  }
  const receiving = sockets.map((socket) => {
    socket.subscribe()
    socket.connect(task.endpoint)
    const one = new OneSubscriber(messagesOf(task), meter, heardProbe)
    return task.batches ? receiveBatches(socket, one) : receive(socket, one)
  })
  await Promise.all(receiving)
  control.report(meter.report())
  for (const socket of sockets) socket.close()
}

/** What one of them still has to hear. */
class OneSubscriber {
  readonly #meter: Meter
  readonly #first: () => void
  #left: number
  #probed = false

  constructor(messages: number, meter: Meter, first: () => void) {
    this.#left = messages
    this.#meter = meter
    this.#first = first
  }

  /** True once the last message has come. */
  hear(message: Message): boolean {
    if (message[0]?.length === 0) {
      if (!this.#probed) this.#first()
      this.#probed = true
      return false
    }
    this.#meter.count(message)
    this.#left -= 1
    return this.#left === 0
  }
}

async function receive(socket: SubscribingReceiver, one: OneSubscriber): Promise<void> {
  for await (const message of socket) if (one.hear(message)) return
}

async function receiveBatches(socket: SubscribingReceiver, one: OneSubscriber): Promise<void> {
  if (socket.batches === undefined) throw new Error('this library has no batches()')
  for await (const batch of socket.batches()) {
    let done = false
    for (const message of batch) done = one.hear(message)
    if (done) return
  }
}
