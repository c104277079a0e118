/** The proxy of libzmq's proxy_thr: XPUB → XSUB, proxy, XPUB → SUB, all inproc in one process, nothing dropped. */
import type { Control } from '../control.ts'
import { loadLibrary } from '../library.ts'
import { messagesOf, Meter } from '../meter.ts'
import type { ProxyThroughputTask } from '../task.ts'
import { sendAllOrRetry } from './publisher.ts'
import { receiveAll } from './pull.ts'

const FRONTEND = 'inproc://frontend'
const BACKEND = 'inproc://backend'

export async function proxyThroughput(task: ProxyThroughputTask, control: Control): Promise<void> {
  const { Proxy, Subscriber, XPublisher, XSubscriber } = await loadLibrary(task.library)
  const front = new XSubscriber()
  const back = new XPublisher({ noDrop: true })
  await front.bind(FRONTEND)
  await back.bind(BACKEND)
  const proxy = new Proxy(front, back)
  const running = proxy.run()

  const subscriber = new Subscriber()
  subscriber.subscribe()
  subscriber.connect(BACKEND)
  const sender = new XPublisher({ noDrop: true })
  sender.connect(FRONTEND)
  await sender.receive() // the subscription, come all the way through

  const meter = new Meter(task)
  const frame = Buffer.alloc(task.size, 'z')
  const sending = sendAllOrRetry(sender, frame, messagesOf(task))
  await Promise.race([running, Promise.all([sending, receiveAll(subscriber, meter)])])
  control.report(meter.report())
  proxy.terminate()
  await running
  sender.close()
  subscriber.close()
}
