/** Accepts many connections, each of which sends one message after its handshake. Sends nothing. */
import type { Control } from '../control.ts'
import { loadLibrary } from '../library.ts'
import type { HostTask } from '../task.ts'

/** All clients connect at once. With a shorter queue the kernel would make most of them try again. */
const BACKLOG = 4096

export async function host(task: HostTask, control: Control): Promise<void> {
  const { Pull } = await loadLibrary(task.library)
  const socket = new Pull({ backlog: BACKLOG })
  await socket.bind(task.endpoint)
  control.report({ event: 'bound', endpoint: socket.lastEndpoint ?? task.endpoint })
  void control.told('stop').then(() => socket.close())
  let present = 0
  for await (const [frame] of socket) {
    present += 1
    const expected = Number(Buffer.from(frame ?? []).toString())
    if (present < expected) continue
    control.report({ event: 'received', messages: present })
    present = 0
  }
}
