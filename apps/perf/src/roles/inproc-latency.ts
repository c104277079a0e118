/** REQ and REP of one process joined by inproc. */
import type { Control } from '../control.ts'
import { loadLibrary } from '../library.ts'
import type { InprocLatencyTask } from '../task.ts'
import { echo } from './reply.ts'
import { roundTrips } from './request.ts'

const ENDPOINT = 'inproc://latency'

export async function inprocLatency(task: InprocLatencyTask, control: Control): Promise<void> {
  const { Reply, Request } = await loadLibrary(task.library)
  const server = new Reply()
  const client = new Request()
  await server.bind(ENDPOINT)
  client.connect(ENDPOINT)
  const [report] = await Promise.all([roundTrips(client, task), echo(server, task.warmup + task.count)])
  control.report(report)
  client.close()
  server.close()
}
