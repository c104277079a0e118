/** A streamer in a process of its own: PULL in front, PUSH at the back, the library's own proxy or proxy actor between. */
import type { Control } from '../control.ts'
import type { ProxyActor, Receiver, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import type { DeviceTask } from '../task.ts'

export async function device(task: DeviceTask, control: Control): Promise<void> {
  const { Pull, Proxy, Push, Zproxy } = await loadLibrary(task.library)
  if (task.actor === true && Zproxy !== undefined) return actorDevice(await Zproxy.start(), task, control)
  const front = new Pull()
  const back = new Push()
  await Promise.all([front.bind(task.frontend), back.bind(task.backend)])
  control.report({
    event: 'device',
    frontend: front.lastEndpoint ?? task.frontend,
    backend: back.lastEndpoint ?? task.backend,
  })
  // A proxy takes any two sockets; only their types say that each end of a streamer goes one way.
  const proxy = new Proxy(front as Sender & Receiver, back as Sender & Receiver)
  const running = proxy.run()
  await Promise.race([control.told('stop'), running])
  proxy.terminate()
  await running
}

async function actorDevice(proxy: ProxyActor, task: DeviceTask, control: Control): Promise<void> {
  const frontend = await proxy.frontEnd('PULL', task.frontend)
  const backend = await proxy.backEnd('PUSH', task.backend)
  control.report({ event: 'device', frontend, backend })
  await control.told('stop')
  await proxy.destroy()
}
