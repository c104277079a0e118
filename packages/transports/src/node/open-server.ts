/** A net.Server that turns what it accepts into connections. It knows no addresses: the plan listens. */
import type { Server, Socket } from 'node:net'
import { retapAccepted } from './accepted-socket.ts'
import { Attempt } from '../attempt.ts'
import { descriptorLimit, tookTheLast } from './descriptor-limit.ts'
import type { Conn } from '../conn.ts'
import type { ConnMaker } from './dial.ts'
import { nodeDiagnosticsChannel, nodeNet } from './node-modules.ts'
import type { ListenOptions } from '../transport.ts'

/** What one transport does its own way. */
export interface ServerPlan {
  /** Read into the shared buffer. */
  readonly intoBuffer: boolean
  /** Calls `server.listen(…)`. */
  readonly listen: (server: Server) => unknown
  /** May this peer in? One that may not is closed at once. */
  readonly welcome: (socket: Socket) => boolean
  readonly make: ConnMaker
  readonly accept: (conn: Conn) => void
}

/** Listens, or rejects with a TransportError. */
export async function openServer(plan: ServerPlan, options: ListenOptions, attempt: Attempt): Promise<Server> {
  // pauseOnConnect: nothing may be read before the socket has the reader it will keep.
  const accepting = new Attempt('cannot accept at', attempt.endpoint)
  const limit = descriptorLimit()
  const server = nodeNet().createServer({ allowHalfOpen: false, pauseOnConnect: true })
  server.on('connection', (raw) => {
    if (!plan.welcome(raw)) return void raw.destroy()
    const { socket, tap } = plan.intoBuffer ? retapAccepted(raw) : { socket: raw, tap: undefined }
    const last = tookTheLast(socket)
    plan.accept(plan.make(socket, tap))
    if (last)
      options.acceptError?.(
        accepting.refuse(
          'EMFILE',
          `all ${limit} files that this process may open are open, and until one is closed the system closes new connections`,
        ),
      )
  })
  const heard = (error: Error): void => options.refused?.(attempt.failed(error))
  try {
    await listening(server, () => plan.listen(server), options.refused && heard)
  } catch (error) {
    throw attempt.failed(error)
  }
  // When the process runs out of files, libuv accepts and closes what waits without telling node:net, so that the listener
  // neither stops nor spins. What it cannot handle so comes here.
  server.on('error', (error) => options.acceptError?.(accepting.failed(error)))
  if (options.ref === false) server.unref()
  return server
}

/** Where node:net tells of a refusal as it happens; its 'error' event comes after listen() has returned. */
const REFUSALS = 'tracing:net.server.listen:error'

/** Resolves when `server` listens after `listen()`, rejects with the system's error, of which `refused` hears at once. */
export function listening(server: Server, listen: () => void, refused?: (error: Error) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.removeListener('error', reject)
      resolve()
    })
    if (refused === undefined) return listen()
    const heard = (message: unknown): void => {
      const refusal = message as { server: Server; error: Error }
      if (refusal.server === server) refused(refusal.error)
    }
    const { subscribe, unsubscribe } = nodeDiagnosticsChannel()
    subscribe(REFUSALS, heard)
    try {
      listen()
    } finally {
      unsubscribe(REFUSALS, heard)
    }
  })
}
