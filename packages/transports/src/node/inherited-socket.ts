/** Sockets that another process opened and handed over as a file descriptor (ZMQ_USE_FD, systemd's socket activation). */
import type { Server, Socket, SocketConstructorOpts } from 'node:net'
import type { Attempt } from '../attempt.ts'
import { nodeNet } from './node-modules.ts'

/** How the sentence of a refusal goes on. */
const KINDS = { tcp: 'tcp', ipc: 'Unix' } as const

/** Serves the listening socket `fd`. */
export function listenTo(server: Server, fd: number, backlog: number): void {
  server.listen({ fd, backlog, exclusive: true })
}

/** Throws EINVAL if `server` listens at a socket of another kind than `scheme`, and closes it. */
export function checkKind(server: Server, fd: number, scheme: 'tcp' | 'ipc', attempt: Attempt): void {
  const address = server.address()
  const found = address !== null && typeof address === 'object' ? 'tcp' : 'ipc'
  if (found === scheme) return
  server.close()
  throw attempt.refuse('EINVAL', `descriptor ${fd} is no ${KINDS[scheme]} socket that listens`)
}

/** A socket that reads from the connected socket `fd`. Throws EINVAL for a descriptor of another kind. */
export function connectedSocket(fd: number, options: SocketConstructorOpts, attempt: Attempt): Socket {
  try {
    return new (nodeNet().Socket)({ ...options, fd, readable: true, writable: true })
  } catch (error) {
    throw attempt.refuse('EINVAL', `descriptor ${fd} is no socket that is connected`, error)
  }
}
