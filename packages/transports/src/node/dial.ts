/** One outgoing net.Socket: connected, or a reason why not. It refuses to outlive its signal or its time. */
import type { IpcNetConnectOpts, Socket, SocketConstructorOpts, TcpNetConnectOpts } from 'node:net'
import type { Attempt } from '../attempt.ts'
import type { Conn } from '../conn.ts'
import { connectedSocket } from './inherited-socket.ts'
import { negotiate } from '../socks/negotiate.ts'
import { nodeNet } from './node-modules.ts'
import { ReadTap, SOCKET_OPTIONS } from './socket-conn.ts'
import type { SocksNegotiation } from '../socks/socks-negotiation.ts'
import type { ConnectOptions } from '../transport.ts'

/** Makes the connection of a connected socket, and of the tap its bytes come from, if it has one. */
export type ConnMaker = (socket: Socket, tap: ReadTap | undefined) => Conn

/** How long a proxy may take where no time was set: about as long as systems wait, since it may be waiting for one. */
const NEGOTIATION_MS = 120_000

/**
 * One attempt at one address, and through the proxy there if there is something to `negotiate`. Rejects with a
 * TransportError, or with the signal's reason.
 */
export function dial(
  to: TcpNetConnectOpts | IpcNetConnectOpts,
  intoBuffer: boolean,
  attempt: Attempt,
  { signal, connectTimeout, timers, ref, fd }: ConnectOptions,
  make: ConnMaker,
  negotiation?: SocksNegotiation,
): Promise<Conn> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    // What follows a negotiation may have to be put back, which only a socket that is read by 'data' events can take.
    const tap = intoBuffer && negotiation === undefined ? new ReadTap() : undefined
    const patience = connectTimeout === 0 && negotiation !== undefined ? NEGOTIATION_MS : connectTimeout
    const options: SocketConstructorOpts = { ...SOCKET_OPTIONS, ...(tap && { onread: tap.onread }) }
    const socket = fd === undefined ? new (nodeNet().Socket)(options) : connectedSocket(fd, options, attempt)
    const cancelTimeout = patience > 0 ? timers.after(patience, timedOut) : undefined
    let stopNegotiation: (() => void) | undefined = undefined
    signal.addEventListener('abort', aborted)
    socket.on('error', failed)
    socket.on('connect', connected)
    socket.pause()
    if (ref === false) socket.unref()
    // It is connected already.
    if (fd === undefined) socket.connect(to)
    else opened()

    function connected(): void {
      // TCP's simultaneous open lets a socket meet itself on an ephemeral port where nobody listens.
      if (socket.remotePort === socket.localPort && socket.remoteAddress === socket.localAddress && socket.remotePort) {
        return giveUp(attempt.refuse('ECONNREFUSED', 'nobody is listening there (the connection met itself)'))
      }
      if (negotiation === undefined) return opened()
      stopNegotiation = negotiate(socket, negotiation, (error) => (error === undefined ? opened() : giveUp(error)))
    }

    function opened(): void {
      if (fd !== undefined && 'path' in to === (socket.remoteAddress !== undefined)) {
        return giveUp(attempt.refuse('EINVAL', `descriptor ${fd} is no connected socket of that kind`))
      }
      release()
      const conn = make(socket, tap)
      socket.removeListener('error', failed)
      resolve(conn)
    }

    function failed(error: Error): void {
      release()
      reject(attempt.failed(error))
    }

    function aborted(): void {
      giveUp(signal.reason as Error)
    }

    function timedOut(): void {
      giveUp(attempt.refuse('ETIMEDOUT', `no answer within ${patience} ms`))
    }

    function giveUp(reason: Error): void {
      release()
      socket.destroy()
      reject(reason)
    }

    function release(): void {
      cancelTimeout?.()
      stopNegotiation?.()
      signal.removeEventListener('abort', aborted)
      socket.removeListener('connect', connected)
    }
  })
}
