/**
 * Connects an inproc socket to a name that another thread has bound. It searches the name there while it is not bound in this thread, and
 * connects at most once.
 */
import type { ThreadDirectory } from '@tszmq/transports/internal'
import type { Conn } from '@tszmq/transports'
import type { PeerInfo } from '@tszmq/zmtp-codec'
import { Security } from '../security/security.ts'
import type { Inproc, InprocSocket } from './inproc.ts'
import type { SocketOptionValues } from '../options/options.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { Session } from '../connection/session.ts'
import type { SessionOwner } from '../connection/session.ts'
import type { SocketPort } from '../socket/socket-port.ts'
import { threadOptions } from './thread-options.ts'

export class ThreadConnecter implements SessionOwner {
  readonly endpoint: string
  readonly #port: SocketPort
  readonly #inproc: Inproc
  readonly #threads: ThreadDirectory
  readonly #name: string
  readonly #socket: InprocSocket
  readonly #sessionEnd: Pipe
  readonly #options: SocketOptionValues
  #stopSearch: (() => void) | undefined = undefined
  #session: Session | undefined = undefined
  /** Resolves when there is nothing more to do: the name was bound in this thread, the connection has ended, or it was closed. */
  readonly #settled: Promise<void>
  #settle!: () => void
  /** The socket had closed its end before the name was found. */
  #abandoned = false

  /** `sessionEnd` waits in `inproc` for the name. */
  constructor(port: SocketPort, inproc: Inproc, threads: ThreadDirectory, name: string, socket: InprocSocket, sessionEnd: Pipe) {
    this.endpoint = `inproc://${name}`
    this.#port = port
    this.#inproc = inproc
    this.#threads = threads
    this.#name = name
    this.#socket = socket
    this.#sessionEnd = sessionEnd
    this.#options = threadOptions(port.options)
    this.#settled = new Promise((resolve) => (this.#settle = resolve))
    this.#search()
  }

  /** True while it is connected to another thread. */
  get connected(): boolean {
    return this.#session !== undefined
  }

  /** Number of messages that wait to be sent; 0 if there is no other thread that could bind the name. */
  get unsent(): number {
    if (this.#session !== undefined) return this.#session.unsent
    return this.#threads.hasPeers ? this.#sessionEnd.waiting : 0
  }

  sendNow(): boolean {
    return this.#session?.sendNow() ?? false
  }

  /** The name was bound in this thread: stops searching. */
  stop(): void {
    this.#stopSearch?.()
    this.#stopSearch = undefined
    this.#settle()
  }

  /** The socket has closed its end, and messages wait. Resolves when they wait no longer, or at once if there is no other thread. */
  abandon(): Promise<void> {
    return this.#threads.hasPeers ? this.#settled : Promise.resolve()
  }

  /** The socket closes its end. Resolves when its messages are sent, or after `linger` milliseconds. */
  close(linger: number): Promise<void> {
    const session = this.#session
    if (session === undefined) this.stop()
    this.#sessionEnd.peer.close(true)
    if (linger === 0) session?.destroy()
    else if (linger > 0) this.#port.runtime.after(linger, () => session?.destroy())
    return this.#settled
  }

  ready(session: Session, peer: PeerInfo): Pipe {
    if (this.#abandoned) this.#sessionEnd.peer.close(true)
    else if (this.#sessionEnd.open) this.#port.identified(this.#sessionEnd.peer, peer, session.remote)
    return this.#sessionEnd
  }

  closed(session: Session): void {
    this.#session = undefined
    // The other thread unbound the name before the handshake was done.
    if (!session.established && this.#sessionEnd.open) return this.#waitAgain()
    const { waiting, peer } = this.#sessionEnd
    if (this.#abandoned || !peer.open) this.#port.dropped('lost', waiting, peer)
    else if (waiting > 0) this.#port.lost(waiting, this.endpoint, peer)
    this.#sessionEnd.close()
    this.#settle()
  }

  #waitAgain(): void {
    const connected = this.#inproc.connect(this.#name, this.#socket, this.#sessionEnd, () => this.stop())
    if (!connected) {
      if (this.#abandoned) this.#inproc.abandon(this.#name, this.#sessionEnd)
      return this.#search()
    }
    if (this.#abandoned) this.#sessionEnd.peer.close(true)
    this.#settle()
  }

  #search(): void {
    this.#stopSearch = this.#threads.lookup(this.#name, (conn) => this.#found(conn))
  }

  /** `conn` leads to the thread that has bound the name. */
  #found(conn: Conn): void {
    this.#stopSearch = undefined
    const waiting = this.#inproc.withdraw(this.#name, this.#sessionEnd)
    if (waiting !== undefined) {
      this.#abandoned = waiting.abandoned
      this.#session = new Session(this.#port, this, this.#options, new Security(this.#options, this.#port, false), conn)
      return
    }
    conn.start({ data: () => undefined, drain: () => undefined, closed: () => undefined })
    conn.destroy()
  }
}
