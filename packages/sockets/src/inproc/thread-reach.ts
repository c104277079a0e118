/**
 * One `connect()` over inproc, as far as other threads go: while nobody here has the name it looks for it there. Once it is reached it
 * stays with that thread, and is not sought again when that ends.
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

export class ThreadReach implements SessionOwner {
  readonly endpoint: string
  readonly #port: SocketPort
  readonly #inproc: Inproc
  readonly #threads: ThreadDirectory
  readonly #name: string
  readonly #socket: InprocSocket
  readonly #far: Pipe
  readonly #options: SocketOptionValues
  #stopSeeking: (() => void) | undefined = undefined
  #session: Session | undefined = undefined
  /** Resolves when it is over: the name was bound here, the connection has ended, or it was given up. */
  readonly #settled: Promise<void>
  #settle!: () => void
  /** The socket was done with it before anybody had the name. */
  #left = false

  /** `far` waits in `inproc` for the name. */
  constructor(port: SocketPort, inproc: Inproc, threads: ThreadDirectory, name: string, socket: InprocSocket, far: Pipe) {
    this.endpoint = `inproc://${name}`
    this.#port = port
    this.#inproc = inproc
    this.#threads = threads
    this.#name = name
    this.#socket = socket
    this.#far = far
    this.#options = threadOptions(port.options)
    this.#settled = new Promise((resolve) => (this.#settle = resolve))
    this.#seek()
  }

  /** It is connected to another thread. */
  get reached(): boolean {
    return this.#session !== undefined
  }

  /** What waits for a name counts only if there are other threads that may have it. */
  get unsent(): number {
    if (this.#session !== undefined) return this.#session.unsent
    return this.#threads.hasPeers ? this.#far.waiting : 0
  }

  sendNow(): boolean {
    return this.#session?.sendNow() ?? false
  }

  /** Somebody here has the name. */
  stop(): void {
    this.#stopSeeking?.()
    this.#stopSeeking = undefined
    this.#settle()
  }

  /** The socket is done with it, and what it sent waits still. Resolves when it waits no longer, at once where only this thread is. */
  leave(): Promise<void> {
    return this.#threads.hasPeers ? this.#settled : Promise.resolve()
  }

  /** The socket is done with it. Resolves when what it sent has gone over, or `linger` milliseconds have passed. */
  close(linger: number): Promise<void> {
    const session = this.#session
    if (session === undefined) this.stop()
    this.#far.peer.close(true)
    if (linger === 0) session?.destroy()
    else if (linger > 0) this.#port.runtime.after(linger, () => session?.destroy())
    return this.#settled
  }

  ready(session: Session, peer: PeerInfo): Pipe {
    if (this.#left) this.#far.peer.close(true)
    else if (this.#far.open) this.#port.identified(this.#far.peer, peer, session.remote)
    return this.#far
  }

  closed(session: Session): void {
    this.#session = undefined
    // It had the name, and gave it up before it heard of us.
    if (!session.established && this.#far.open) return this.#waitAgain()
    const { waiting, peer } = this.#far
    if (this.#left || !peer.open) this.#port.dropped('lost', waiting, peer)
    else if (waiting > 0) this.#port.lost(waiting, this.endpoint, peer)
    this.#far.close()
    this.#settle()
  }

  #waitAgain(): void {
    const joined = this.#inproc.connect(this.#name, this.#socket, this.#far, () => this.stop())
    if (!joined) {
      if (this.#left) this.#inproc.leave(this.#name, this.#far)
      return this.#seek()
    }
    if (this.#left) this.#far.peer.close(true)
    this.#settle()
  }

  #seek(): void {
    this.#stopSeeking = this.#threads.lookup(this.#name, (conn) => this.#met(conn))
  }

  #met(conn: Conn): void {
    this.#stopSeeking = undefined
    const waiting = this.#inproc.take(this.#name, this.#far)
    if (waiting !== undefined) {
      this.#left = waiting.left
      this.#session = new Session(this.#port, this, this.#options, new Security(this.#options, this.#port, false), conn)
      return
    }
    conn.start({ data: () => undefined, drain: () => undefined, closed: () => undefined })
    conn.destroy()
  }
}
