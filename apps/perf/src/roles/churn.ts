/** Connects, asks, hears the answer and closes, over and over: what a cycle costs and what it leaves behind. */
import type { Control } from '../control.ts'
import type { Library } from '../library.ts'
import { loadLibrary } from '../library.ts'
import type { ChurnHostTask, ChurnTask } from '../task.ts'

export async function churn(task: ChurnTask, control: Control): Promise<void> {
  const library = await loadLibrary(task.library)
  await cycle(library, task.endpoint, task.warmup)
  control.report({ event: 'warm' })
  await control.told('go')
  const start = process.hrtime.bigint()
  await cycle(library, task.endpoint, task.cycles)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  control.report({ event: 'churned', cycles: task.cycles, seconds })
  await control.told('stop')
}

async function cycle(library: Library, endpoint: string, times: number): Promise<void> {
  const question = Buffer.from('?')
  for (let done = 0; done < times; done += 1) {
    const socket = new library.Request()
    socket.connect(endpoint)
    await socket.send(question)
    await socket.receive()
    socket.close()
  }
}

export async function churnHost(task: ChurnHostTask, control: Control): Promise<void> {
  const { Reply } = await loadLibrary(task.library)
  const socket = new Reply()
  await socket.bind(task.endpoint)
  control.report({ event: 'bound', endpoint: socket.lastEndpoint ?? task.endpoint })
  void control.told('stop').then(() => socket.close())
  for await (const message of socket) await socket.send(message)
}
