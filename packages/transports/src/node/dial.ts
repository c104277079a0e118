/** Makes one outgoing connection with a net.Socket, within its timeout and until its signal aborts. */
import type { IpcNetConnectOpts, Socket, SocketConstructorOpts, TcpNetConnectOpts } from 'node:net'
import type { Attempt } from '../attempt.ts'
import type { Conn } from '../conn.ts'
import { connectedSocket } from './inherited-socket.ts'
import { negotiate } from '../socks/negotiate.ts'
import { nodeNet } from './node-modules.ts'
import { ReadTap, SOCKET_OPTIONS } from './socket-conn.ts'
import type { SocksNegotiation } from '../socks/socks-negotiation.ts'
import type { ConnectOptions } from '../transport.ts'

/** Makes a Conn of a connected socket. `tap` delivers its bytes; without one the socket emits 'data' events. */
export type ConnMaker = (socket: Socket, tap: ReadTap | undefined) => Conn

/** The options that `dial` uses. */
type DialOptions = ConnectOptions & { readonly fd?: number }

/** Timeout of a SOCKS negotiation in milliseconds if none is set: about the connect timeout of systems, which the proxy may wait for. */
const NEGOTIATION_MS = 120_000

/**
 * Connects to one address. With `negotiation` the address is that of a SOCKS proxy, through which it connects to the target. Rejects with
 * a TransportError, or with the reason of the signal.
 */
export function dial(
  to: TcpNetConnectOpts | IpcNetConnectOpts,
  intoBuffer: boolean,
  attempt: Attempt,
  { signal, connectTimeout, timers, ref, fd }: DialOptions,
  make: ConnMaker,
  negotiation?: SocksNegotiation,
): Promise<Conn> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    // Bytes that follow a negotiation may have to be unshifted, which needs a socket with 'data' events.
    const tap = intoBuffer && negotiation === undefined ? new ReadTap() : undefined
    const timeoutMs = connectTimeout === 0 && negotiation !== undefined ? NEGOTIATION_MS : connectTimeout
    const options: SocketConstructorOpts = { ...SOCKET_OPTIONS, ...(tap && { onread: tap.onread }) }
    const socket = fd === undefined ? new (nodeNet().Socket)(options) : connectedSocket(fd, options, attempt)
    const cancelTimeout = timeoutMs > 0 ? timers.after(timeoutMs, timedOut) : undefined
    let stopNegotiation: (() => void) | undefined = undefined
    signal.addEventListener('abort', aborted)
    socket.on('error', failed)
    socket.on('connect', connected)
    socket.pause()
    if (ref === false) socket.unref()
    // A socket from a descriptor is connected already.
    if (fd === undefined) socket.connect(to)
    else opened()

    function connected(): void {
      // TCP's simultaneous open connects a socket to itself if the target is its own ephemeral port.
      if (socket.remotePort === socket.localPort && socket.remoteAddress === socket.localAddress && socket.remotePort) {
        return giveUp(attempt.refuse('ECONNREFUSED', 'no process is listening there (the socket connected to itself)'))
      }
      if (negotiation === undefined) return opened()
      stopNegotiation = negotiate(socket, negotiation, (error) => (error === undefined ? opened() : giveUp(error)))
    }

    function opened(): void {
      if (fd !== undefined && 'path' in to === (socket.remoteAddress !== undefined)) {
        return giveUp(attempt.refuse('EINVAL', `descriptor ${fd} is not a connected socket of that kind`))
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
      giveUp(attempt.refuse('ETIMEDOUT', `no answer within ${timeoutMs} ms`))
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
