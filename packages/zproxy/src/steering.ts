/**
 * Steers a proxy by a control socket (zmq_proxy_steerable), a REP or PAIR. The control takes commands in process, or over a transport if an
 * authenticator decides about each peer.
 */
import type { Authenticate, Context, Pair, ProxyStatistics, Reply } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { hasZapHandler } from '@tszmq/sockets/internal'
import type { Traffic } from '@tszmq/sockets/internal'
import { encodeStatistics } from './statistics-frames.ts'

/** The steered object: a `Proxy`, or another object with these methods. */
export interface Steerable {
  pause(): void
  resume(): void
  terminate(): void
  /** As `terminate()`, but also before `run()`. If it is left out, `terminate()` is called. */
  end?(): void
  statistics(): ProxyStatistics
}

/** A REP answers each command, a PAIR only STATISTICS and refusals. */
export type ControlSocket = Reply | Pair

const VERBS = ['pause', 'resume', 'terminate', 'statistics'] as const satisfies (keyof Steerable)[]

/** Maximum number of commands in one turn of the event loop, so that they do not starve the traffic. */
const BURST = 100

const PAIR = 0
const REP = 4

/** The answer of a REP to a command without a reply: a REQ needs one. */
const DONE = Buffer.alloc(0)

/**
 * ```ts
 * await using steering = new Steering(proxy, new Reply())
 * await steering.bind('inproc://control')
 * await proxy.run()
 * ```
 *
 * Commands are messages of one frame: `PAUSE`, `RESUME`, `TERMINATE` and `STATISTICS`, which is answered by eight frames, whole numbers
 * of 64 bits in the machine's order: messages and bytes received, messages and bytes sent, of the front end, then of the back end. A REP
 * answers the others by an empty frame, a PAIR does not. What is refused is answered by `$ERROR`, a code and a sentence.
 */
export class Steering implements AsyncDisposable {
  readonly #proxy: Steerable
  readonly #control: ControlSocket
  readonly #traffic: Traffic
  readonly #answersAll: boolean
  readonly #serveOnce = (): void => this.#serve()
  /** An answer that waits for room. No command is read before it is sent, so there is never more than one. */
  #unsent: Buffer[] | undefined = undefined
  #authenticate: Authenticate | undefined = undefined
  #scheduled = false
  #closed = false

  /**
   * Takes over `control`, and closes it at the end. Throws EINVAL if it is not a REP or PAIR, or has an endpoint already, whose peers were not
   * checked. Throws TypeError if `proxy` lacks a method.
   */
  constructor(proxy: Steerable, control: ControlSocket) {
    for (const verb of VERBS)
      if (typeof proxy[verb] !== 'function') throw new TypeError(`the steered object must have ${verb}(), as a Proxy`)
    if (control.type !== REP && control.type !== PAIR) throw new ZmqError('EINVAL', 'a control socket is a REP or a PAIR')
    if (control.closed) throw new ZmqError('EBADF', 'the control socket is closed')
    if (control.lastEndpoint !== null) {
      throw new ZmqError('EINVAL', `the control socket has the endpoint ${control.lastEndpoint} already: bind it by its steering`)
    }
    this.#proxy = proxy
    this.#control = control
    this.#answersAll = control.type === REP
    this.#traffic = control.watch(() => this.#schedule())
    this.#guard()
  }

  /** The context of the control socket. */
  get context(): Context {
    return this.#control.context
  }

  /**
   * Takes commands at `endpoint`. For a scheme other than inproc the control must be a server of PLAIN or CURVE, and its option `authenticate` or
   * the ZAP handler of its context must decide about each peer; with a ZAP handler CURVE also needs a `zapDomain`. A peer without a decision is
   * refused. Resolves to the real endpoint. Rejects with EACCES if any peer could send commands, or as `bind()` of a socket.
   */
  async bind(endpoint: string): Promise<string> {
    if (isInproc(endpoint)) return this.#control.bind(endpoint)
    const why = this.#whyOpen()
    if (why !== undefined) throw new ZmqError('EACCES', `a control socket at ${endpoint} ${why}`, { address: endpoint })
    this.#guard()
    return this.#control.bind(endpoint)
  }

  /** Takes commands from the peer that is bound to `endpoint`, in process. Throws EACCES for another scheme, or as `connect()` of a socket. */
  connect(endpoint: string): void {
    if (!isInproc(endpoint)) {
      throw new ZmqError('EACCES', `a control socket connects in process only, not to ${endpoint}: bind it`, { address: endpoint })
    }
    this.#control.connect(endpoint)
  }

  /** Takes no more commands, and closes the control socket. The proxy goes on. Answers are still sent for as long as the `linger` of the socket. */
  close(): void {
    this.#closed = true
    this.#unsent = undefined
    this.#traffic.stop()
    this.#control.close()
  }

  /** As `close()`, and resolves when all connections of the control socket are closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#control[Symbol.asyncDispose]()
  }

  /** The reason why any peer could send commands over a transport; undefined if none can. */
  #whyOpen(): string | undefined {
    const { plainServer, curveServer, securityMechanisms, authenticate, zapDomain, context } = this.#control
    const mechanisms = securityMechanisms ?? [plainServer ? 'plain' : curveServer ? 'curve' : 'null']
    if (mechanisms.includes('null')) return 'must be a server of PLAIN or CURVE, or in process'
    if (authenticate !== null) return undefined
    if (!hasZapHandler(context.inproc)) return 'needs an authenticator: an authenticate callback, or a ZAP handler'
    if (mechanisms.includes('curve') && (zapDomain ?? '') === '')
      return 'needs a zapDomain: without one CURVE admits any peer when the ZAP handler is closed'
    return undefined
  }

  /** A peer is refused if `authenticate` returns undefined, or if no handler is set. */
  #guard(): void {
    const control = this.#control
    if ((control.zapDomain ?? '') !== '') {
      if (!control.zapEnforceDomain) control.zapEnforceDomain = true
      return
    }
    const { authenticate } = control
    if (authenticate === null || authenticate === this.#authenticate) return
    this.#authenticate = async (request) => (await authenticate(request)) ?? false
    control.authenticate = this.#authenticate
  }

  /** Called when the control socket changed: serves once in a later turn. */
  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    this.#control.context.runtime.defer(this.#serveOnce)
  }

  #serve(): void {
    this.#scheduled = false
    for (let left = BURST; left > 0; left--) {
      if (this.#control.closed) this.close()
      if (this.#closed || !this.#sendUnsent() || !this.#traffic.pattern.readable) return
      const command = this.#traffic.inbox.tryReceive()
      if (command === undefined) return
      this.#unsent = this.#execute(command as Buffer[])
    }
    this.#scheduled = true
    this.#control.context.runtime.yield(this.#serveOnce)
  }

  /** Sends the answer that waits. Returns false if there is still no room. An answer for a peer of a PAIR that is gone is dropped. */
  #sendUnsent(): boolean {
    if (this.#unsent === undefined) return true
    const { pattern, outbox } = this.#traffic
    const hasPeer = this.#answersAll || pattern.source?.open === true
    if (hasPeer && !outbox.trySend(this.#unsent)) return false
    this.#unsent = undefined
    return true
  }

  /** Carries a command out, and returns the answer if there is one. */
  #execute(command: Buffer[]): Buffer[] | undefined {
    const [name, ...more] = command
    const word = (name as Buffer).toString('latin1', 0, 100)
    if (more.length > 0) return refusal(`a command is one frame, not ${command.length}`)
    switch (word) {
      case 'PAUSE':
        this.#proxy.pause()
        break
      case 'RESUME':
        this.#proxy.resume()
        break
      case 'STATISTICS':
        return encodeStatistics(this.#proxy.statistics())
      case 'TERMINATE':
        this.#terminate()
        return undefined
      default:
        return refusal(`a proxy has no command ${JSON.stringify(word)}`)
    }
    return this.#answersAll ? [DONE] : undefined
  }

  /** The last answer is sent before the proxy ends, which may close the context. */
  #terminate(): void {
    if (this.#answersAll) this.#traffic.outbox.trySend([DONE])
    this.#closed = true
    if (this.#proxy.end === undefined) this.#proxy.terminate()
    else this.#proxy.end()
    this.close()
  }
}

function isInproc(endpoint: string): boolean {
  return endpoint.startsWith('inproc://')
}

function refusal(why: string): Buffer[] {
  return ['$ERROR', 'EINVAL', why].map((frame) => Buffer.from(frame))
}
