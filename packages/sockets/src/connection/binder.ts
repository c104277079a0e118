/** One `bind()`: accepts connections at an endpoint. Each connection has a pipe of its own, which ends with it. */
import type { Conn, Listener } from '@tszmq/transports'
import type { PeerInfo } from '@tszmq/zmtp-codec'
import { Security } from '../security/security.ts'
import type { CodedError } from '../events/coded-error.ts'
import type { SocketOptionValues } from '../options/options.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { Session } from './session.ts'
import type { SessionOwner } from './session.ts'
import type { EndpointHolder, Place, SocketPort } from '../socket/socket-port.ts'
import { ZmqError } from '../events/zmq-error.ts'

export class Binder implements EndpointHolder, SessionOwner {
  /** The real endpoint once it is bound; before that the one that was passed to `bind`. */
  endpoint: string
  readonly #port: SocketPort
  readonly #options: SocketOptionValues
  readonly #security: Security
  /** The pipe of each connection; undefined until its handshake is done. */
  readonly #sessions = new Map<Session, Pipe | undefined>()
  /** Connections whose handshake is not done, the oldest first. */
  readonly #handshaking = new Set<Session>()
  #listener: Listener | undefined = undefined
  #closing = false
  #bound: Promise<unknown> | undefined = undefined
  #closed: Promise<void> | undefined = undefined
  #cancelLinger: (() => void) | undefined = undefined
  #allEnded: (() => void) | undefined = undefined

  /** `options` are those of this endpoint, by default a copy of the socket's. Throws EINVAL. */
  constructor(port: SocketPort, endpoint: string, options?: SocketOptionValues) {
    this.endpoint = endpoint
    this.#port = port
    this.#options = options ?? { ...port.options }
    this.#security = new Security(this.#options, port, true, options ?? port.options)
  }

  /**
   * Starts to listen. Resolves with the real endpoint, even if it was closed meanwhile. Rejects with a TransportError. If the error is known
   * at once, `refused` is called with it.
   */
  bind(place: Place, refused?: (error: Error) => void): Promise<string> {
    // A descriptor can be used once.
    if (this.#options.useFd >= 0) this.#port.options.useFd = -1
    const bound = this.#listen(place, refused)
    this.#bound = bound
    return bound
  }

  async #listen({ transport, address }: Place, refused?: (error: Error) => void): Promise<string> {
    try {
      // Not before the mechanisms are loaded; without CURVE there is nothing to wait for.
      const prepared = this.#security.prepare()
      if (prepared !== undefined) await prepared
      this.#listener = await transport.listen(address, (conn) => this.accept(conn), {
        ...transport.optionsOf(this.#options),
        timers: this.#port.runtime,
        ref: false,
        ...(refused && { refused }),
        acceptError: (error) => {
          this.#port.emit({ type: 'accept:error', address: this.endpoint, error: error as CodedError })
        },
      })
    } catch (error) {
      this.#port.emit({ type: 'bind:error', address: this.endpoint, error: error as CodedError })
      throw error
    }
    this.endpoint = this.#listener.endpoint
    this.#port.emit({ type: 'bind', address: this.endpoint })
    return this.endpoint
  }

  /** A peer has connected. */
  accept(conn: Conn): void {
    const { maxPendingHandshakes, maxPeers } = this.#options
    const full = maxPeers > 0 && this.#sessions.size >= maxPeers
    if (this.#closing || full) {
      const error = new ZmqError('EMFILE', `${this.endpoint} has maxPeers ${maxPeers} connections: the one of ${conn.remote} was closed`)
      if (!this.#closing) this.#port.emit({ type: 'accept:error', address: this.endpoint, remote: conn.remote, error })
      conn.start({ data: () => undefined, drain: () => undefined, closed: () => undefined })
      return conn.destroy()
    }
    this.#port.emit({ type: 'accept', address: this.endpoint, remote: conn.remote })
    if (this.#handshaking.size >= maxPendingHandshakes) this.#evict()
    // Above half of the limit this side sends its part only after that of the peer. So at least half of the pending handshakes can be
    // closed at any time without losing a message, since those peers cannot have sent one.
    const answers = this.#handshaking.size + 1 > maxPendingHandshakes / 2
    const session = new Session(this.#port, this, this.#options, this.#security, conn, answers)
    // A raw peer is ready at once, and `ready` has added it.
    if (this.#sessions.has(session)) return
    this.#sessions.set(session, undefined)
    this.#handshaking.add(session)
  }

  ready(session: Session, peer: PeerInfo): Pipe | undefined {
    this.#handshaking.delete(session)
    if (this.#closing) return undefined
    const pipe = this.#port.makePipe(this.endpoint, true)
    this.#sessions.set(session, pipe)
    const socketEnd = pipe.peer
    socketEnd.info = peer
    socketEnd.remote = session.remote
    this.#port.attach(socketEnd)
    return pipe
  }

  closed(session: Session): void {
    this.#handshaking.delete(session)
    const pipe = this.#sessions.get(session)
    this.#sessions.delete(session)
    if (pipe !== undefined) {
      const lost = pipe.waiting + session.inFlight
      if (this.#closing) this.#port.dropped('lost', lost, pipe.peer)
      else if (lost > 0) this.#port.lost(lost, this.endpoint, pipe.peer)
      pipe.close()
    }
    if (this.#closing && this.#sessions.size === 0) this.#allEnded?.()
  }

  close(linger: number): Promise<void> {
    this.#closed ??= this.#close()
    this.#cancelLinger?.()
    this.#cancelLinger = undefined
    if (this.#sessions.size === 0) return this.#closed
    if (linger === 0) this.#destroySessions()
    else if (linger > 0) this.#cancelLinger = this.#port.runtime.after(linger, () => this.#destroySessions())
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#closing = true
    const freed = this.#stopListening()
    for (const [session, pipe] of [...this.#sessions]) {
      if (pipe === undefined) session.destroy()
      else pipe.peer.close(true)
    }
    if (this.#sessions.size > 0) await new Promise<void>((resolve) => (this.#allEnded = resolve))
    this.#cancelLinger?.()
    await freed
    this.#security.destroy()
    if (this.#listener !== undefined) this.#port.emit({ type: 'close', address: this.endpoint })
  }

  /** Frees the address; waits for a `bind` that has not finished. */
  async #stopListening(): Promise<void> {
    try {
      if (this.#listener === undefined) await this.#bound?.catch(() => undefined)
      await this.#listener?.close()
    } catch (error) {
      this.#port.emit({ type: 'close:error', address: this.endpoint, error: error as CodedError })
    }
  }

  get unsent(): number {
    let unsent = 0
    for (const session of this.#sessions.keys()) unsent += session.unsent
    return unsent
  }

  sendNow(): boolean {
    let more = false
    for (const session of this.#sessions.keys()) if (session.sendNow()) more = true
    return more
  }

  /** Closes the oldest pending handshake that can lose no message. A proper peer is done within a round trip, or tries again. */
  #evict(): void {
    const oldest = this.#oldestExpendable()
    if (oldest === undefined) return
    this.#handshaking.delete(oldest)
    const { remote } = oldest
    const error = new ZmqError(
      'EMFILE',
      `${this.endpoint} has maxPendingHandshakes ${this.#options.maxPendingHandshakes} handshakes: the oldest, with ${remote}, was closed`,
    )
    this.#port.emit({ type: 'handshake:error:other', address: this.endpoint, remote, error })
    oldest.destroy()
  }

  /** There is always one at the limit, since at most half of the pending handshakes are not expendable. */
  #oldestExpendable(): Session | undefined {
    for (const session of this.#handshaking) if (session.expendable) return session
    return undefined
  }

  #destroySessions(): void {
    for (const session of this.#sessions.keys()) session.destroy()
  }
}
