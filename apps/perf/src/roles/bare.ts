/**
 * The same round trips over plain Node sockets, without a protocol: what the runtime and the machine allow at best.
 * It takes tcp endpoints only.
 */
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { Control } from '../control.ts'
import { Stopwatch } from '../stopwatch.ts'
import type { ReplyTask, RequestTask } from '../task.ts'

export async function bareReply(task: ReplyTask, control: Control): Promise<void> {
  const { host, port } = hostAndPort(task.endpoint)
  const server = createServer({ noDelay: true })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  control.report({ event: 'bound', endpoint: `tcp://${host}:${address.port}` })
  const [socket] = (await once(server, 'connection')) as [Socket]
  server.close()
  const frame = Buffer.alloc(task.size, 'z')
  onEachMessage(socket, task.size, () => socket.write(frame))
  socket.on('end', () => socket.end())
  await once(socket, 'close')
}

export async function bareRequest(task: RequestTask, control: Control): Promise<void> {
  const socket = connect({ ...hostAndPort(task.endpoint), noDelay: true })
  await once(socket, 'connect')
  const stopwatch = new Stopwatch(task)
  const frame = Buffer.alloc(task.size, 'z')
  let left = task.warmup + task.count
  const next = () => {
    stopwatch.start()
    socket.write(frame)
  }
  onEachMessage(socket, task.size, () => {
    stopwatch.stop()
    left -= 1
    if (left > 0) return next()
    control.report(stopwatch.report())
    socket.end()
  })
  next()
  await once(socket, 'close')
  if (left > 0) throw new Error(`the other side closed with ${left} round trips to go`)
}

function onEachMessage(socket: Socket, size: number, message: () => void): void {
  let received = 0
  socket.on('data', (chunk) => {
    received += chunk.length
    if (received < size) return
    if (received > size) throw new Error(`${received} bytes came where ${size} were awaited`)
    received = 0
    message()
  })
}

function hostAndPort(endpoint: string): { host: string; port: number } {
  const match = /^tcp:\/\/([^:]+):(\*|\d+)$/.exec(endpoint)
  const [, host, port] = match ?? []
  if (host === undefined || port === undefined) throw new Error(`bare sockets take tcp://host:port, not ${endpoint}`)
  return { host: host === '*' ? '0.0.0.0' : host, port: port === '*' ? 0 : Number(port) }
}
