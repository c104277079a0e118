/** Uses sockets that another process opened and passed as a file descriptor (ZMQ_USE_FD, systemd's socket activation). */
import type { Server, Socket, SocketConstructorOpts } from 'node:net'
import type { Attempt } from '../attempt.ts'
import { nodeNet } from './node-modules.ts'

/** The kind of the socket in the text of an error, by scheme. */
const KINDS = { tcp: 'tcp', ipc: 'Unix' } as const

/** Makes `server` accept connections of the listening socket `fd`. */
export function listenTo(server: Server, fd: number, backlog: number): void {
  server.listen({ fd, backlog, exclusive: true })
}

/** Throws `EINVAL` and closes `server` if its socket is not of the kind of `scheme`. */
export function checkKind(server: Server, fd: number, scheme: 'tcp' | 'ipc', attempt: Attempt): void {
  const address = server.address()
  const found = address !== null && typeof address === 'object' ? 'tcp' : 'ipc'
  if (found === scheme) return
  server.close()
  throw attempt.refuse('EINVAL', `descriptor ${fd} is not a listening ${KINDS[scheme]} socket`)
}

/** Makes a Socket of the connected socket `fd`. Throws `EINVAL` if the descriptor is of another kind. */
export function connectedSocket(fd: number, options: SocketConstructorOpts, attempt: Attempt): Socket {
  try {
    return new (nodeNet().Socket)({ ...options, fd, readable: true, writable: true })
  } catch (error) {
    throw attempt.refuse('EINVAL', `descriptor ${fd} is not a connected socket`, error)
  }
}
