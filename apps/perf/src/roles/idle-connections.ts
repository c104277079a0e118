/**
 * Opens many connections and leaves them idle. PUSH sends one message to each of its connections in turn. So the host has received as many
 * messages as there are connections exactly when the last handshake is done.
 */
import type { Control } from '../control.ts'
import type { Library, Sender } from '../library.ts'
import { loadLibrary } from '../library.ts'
import type { IdleConnectionsTask } from '../task.ts'

export async function openIdleConnections(task: IdleConnectionsTask, control: Control): Promise<void> {
  const library = await loadLibrary(task.library)
  const warm = await gather(library, task.endpoint, task.warmup)
  control.report({ event: 'warm' })
  await control.told('go')
  const measured = await gather(library, task.endpoint, task.connections)
  await control.told('stop')
  warm.close()
  measured.close()
}

async function gather(library: Library, endpoint: string, connections: number): Promise<Sender> {
  const socket = new library.Push()
  const announcement = Buffer.from(String(connections))
  for (let opened = 0; opened < connections; opened += 1) socket.connect(endpoint)
  for (let sent = 0; sent < connections; sent += 1) await socket.send(announcement)
  return socket
}
