/** One outgoing net.Socket: connected, or a reason why not. It refuses to outlive its signal or its time. */
import { Socket, type SocketConstructorOpts, type TcpNetConnectOpts, type IpcNetConnectOpts } from 'node:net'
import type { Attempt } from './attempt.ts'
import type { Conn } from './conn.ts'
import { ReadTap, SOCKET_OPTIONS } from './socket-conn.ts'
import type { ConnectOptions } from './transport.ts'

/** Makes the connection of a connected socket, and of the tap its bytes come from, if it has one. */
export type ConnMaker = (socket: Socket, tap: ReadTap | undefined) => Conn

/** One attempt at one address. Rejects with a TransportError, or with the signal's reason. */
export function dial(
  to: TcpNetConnectOpts | IpcNetConnectOpts,
  intoBuffer: boolean,
  attempt: Attempt,
  { signal, connectTimeout, timers, ref }: ConnectOptions,
  make: ConnMaker,
): Promise<Conn> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const tap = intoBuffer ? new ReadTap() : undefined
    const options: SocketConstructorOpts = { ...SOCKET_OPTIONS, ...(tap && { onread: tap.onread }) }
    const socket = new Socket(options)
    const cancelTimeout = connectTimeout > 0 ? timers.after(connectTimeout, timedOut) : undefined
    signal.addEventListener('abort', aborted)
    socket.on('error', failed)
    socket.on('connect', connected)
    socket.pause()
    if (ref === false) socket.unref()
    socket.connect(to)

    function connected(): void {
      release()
      // TCP's simultaneous open lets a socket meet itself on an ephemeral port where nobody listens.
      if (socket.remotePort === socket.localPort && socket.remoteAddress === socket.localAddress && socket.remotePort) {
        socket.destroy()
        return reject(attempt.refuse('ECONNREFUSED', 'nobody is listening there (the connection met itself)'))
      }
      const conn = make(socket, tap)
      socket.removeListener('error', failed)
      resolve(conn)
    }

    function failed(error: Error): void {
      release()
      reject(attempt.failed(error))
    }

    function aborted(): void {
      release()
      socket.destroy()
      reject(signal.reason as Error)
    }

    function timedOut(): void {
      release()
      socket.destroy()
      reject(attempt.refuse('ETIMEDOUT', `no answer within ${connectTimeout} ms`))
    }

    function release(): void {
      cancelTimeout?.()
      signal.removeEventListener('abort', aborted)
      socket.removeListener('connect', connected)
    }
  })
}
