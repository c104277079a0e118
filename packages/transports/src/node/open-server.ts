/** Opens a net.Server and makes a Conn of each socket that it accepts. The plan of the transport has the address. */
import type { Server, Socket } from 'node:net'
import { retapAccepted } from './accepted-socket.ts'
import { Attempt } from '../attempt.ts'
import { descriptorLimit, isLastDescriptor } from './descriptor-limit.ts'
import type { Conn } from '../conn.ts'
import type { ConnMaker } from './dial.ts'
import { nodeDiagnosticsChannel, nodeNet } from './node-modules.ts'
import type { ListenOptions } from '../transport.ts'

/** The parts of a server that differ between transports. */
export interface ServerPlan {
  /** Whether connections read into the shared buffer. */
  readonly intoBuffer: boolean
  /** Calls `server.listen(…)`. */
  readonly listen: (server: Server) => unknown
  /** Whether to accept this peer. A socket that is not accepted is closed at once. */
  readonly accepts: (socket: Socket) => boolean
  /** Makes the Conn of an accepted socket. */
  readonly make: ConnMaker
  /** Receives each new Conn. */
  readonly accept: (conn: Conn) => void
}

/** Listens as `plan` says. Rejects with a TransportError. */
export async function openServer(plan: ServerPlan, options: ListenOptions, attempt: Attempt): Promise<Server> {
  // pauseOnConnect: no byte may be read before the socket has its final reader.
  const accepting = new Attempt('cannot accept at', attempt.endpoint)
  const limit = descriptorLimit()
  const server = nodeNet().createServer({ allowHalfOpen: false, pauseOnConnect: true })
  server.on('connection', (raw) => {
    if (!plan.accepts(raw)) return void raw.destroy()
    const { socket, tap } = plan.intoBuffer ? retapAccepted(raw) : { socket: raw, tap: undefined }
    const isLast = isLastDescriptor(socket)
    plan.accept(plan.make(socket, tap))
    if (isLast)
      options.acceptError?.(
        accepting.refuse(
          'EMFILE',
          `all ${limit} file descriptors of this process are in use; the system closes new connections until one is free`,
        ),
      )
  })
  const onRefused = (error: Error): void => options.refused?.(attempt.failed(error))
  try {
    await listening(server, () => plan.listen(server), options.refused && onRefused)
  } catch (error) {
    throw attempt.failed(error)
  }
  // When the process is out of descriptors, libuv accepts and closes waiting connections without an event. The listener goes on. Errors
  // that libuv cannot handle so arrive here.
  server.on('error', (error) => options.acceptError?.(accepting.failed(error)))
  if (options.ref === false) server.unref()
  return server
}

/** The diagnostics channel on which node:net reports a failed listen() at once. Its 'error' event follows after listen() has returned. */
const LISTEN_ERRORS = 'tracing:net.server.listen:error'

/** Calls `listen` and resolves when `server` listens. Rejects with the system's error; `refused` is called with it before `listen` returns. */
export function listening(server: Server, listen: () => void, refused?: (error: Error) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.removeListener('error', reject)
      resolve()
    })
    if (refused === undefined) return listen()
    const onMessage = (message: unknown): void => {
      const failure = message as { server: Server; error: Error }
      if (failure.server === server) refused(failure.error)
    }
    const { subscribe, unsubscribe } = nodeDiagnosticsChannel()
    subscribe(LISTEN_ERRORS, onMessage)
    try {
      listen()
    } finally {
      unsubscribe(LISTEN_ERRORS, onMessage)
    }
  })
}
