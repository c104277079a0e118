/**
 * Steers a proxy by a control socket (zmq_proxy_steerable): REP or PAIR, in process or with peers that somebody answers for. It refuses
 * every other socket and door at once, and answers a command that it does not know; neither hurts the proxy.
 */
import type { Authenticate, Context, Pair, ProxyStatistics, Reply } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { hasZapHandler } from '@tszmq/sockets/internal'
import type { Traffic } from '@tszmq/sockets/internal'
import { encodeStatistics } from './statistics-frames.ts'

/** What is steered: a `Proxy`, or whatever has its verbs. */
export interface Steerable {
  pause(): void
  resume(): void
  terminate(): void
  /** As `terminate()`, before `run()` too. Without it `terminate()` is called. */
  end?(): void
  statistics(): ProxyStatistics
}

/** What a control socket is: one that answers each command, or one that answers those that ask for something. */
export type ControlSocket = Reply | Pair

const VERBS = ['pause', 'resume', 'terminate', 'statistics'] as const satisfies (keyof Steerable)[]

/** Commands of one burst: traffic has its turn between two of them. */
const BURST = 100

const PAIR = 0
const REP = 4

/** What a REP answers when there is nothing to say: whoever asked has to be answered. */
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
  readonly #obey = (): void => this.#serve()
  /** An answer that its PAIR has no room for. No command is read before it has gone, so that there is never more than one. */
  #kept: Buffer[] | undefined = undefined
  #decides: Authenticate | undefined = undefined
  #scheduled = false
  #over = false

  /**
   * From now on `control` is the steering's, and closed with it. Throws EINVAL when it is no REP or PAIR, or has an endpoint already:
   * who may come there was never looked at; TypeError for what cannot be steered.
   */
  constructor(proxy: Steerable, control: ControlSocket) {
    for (const verb of VERBS) if (typeof proxy[verb] !== 'function') throw new TypeError(`what is steered has ${verb}(), as a Proxy has`)
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

  /** That of the control socket. */
  get context(): Context {
    return this.#control.context
  }

  /**
   * Takes commands at `endpoint`: `inproc://…`, or where the control socket is a server of PLAIN or CURVE and somebody decides who comes
   * in: its `authenticate`, or the ZAP handler of its context, which CURVE needs a `zapDomain` for. Who is decided about by neither is
   * refused. Resolves to the real endpoint. Rejects with EACCES where anybody could come in, or as `bind()` of a socket.
   */
  async bind(endpoint: string): Promise<string> {
    if (isInproc(endpoint)) return this.#control.bind(endpoint)
    const why = this.#open()
    if (why !== undefined) throw new ZmqError('EACCES', `a control socket at ${endpoint} ${why}`, { address: endpoint })
    this.#guard()
    return this.#control.bind(endpoint)
  }

  /** Takes commands from whoever is bound to `endpoint`, in process. Throws EACCES elsewhere, or as `connect()` of a socket. */
  connect(endpoint: string): void {
    if (!isInproc(endpoint)) {
      throw new ZmqError('EACCES', `a control socket connects in process only, not to ${endpoint}: bind it`, { address: endpoint })
    }
    this.#control.connect(endpoint)
  }

  /** Takes no more commands, and closes the control socket; the proxy goes on. Answers may still take its `linger`. */
  close(): void {
    this.#over = true
    this.#kept = undefined
    this.#traffic.stop()
    this.#control.close()
  }

  /** `close()`, and waits until all connections of the control socket are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#control[Symbol.asyncDispose]()
  }

  /** Why anybody could come in by a wire; undefined if nobody can who was not decided about. */
  #open(): string | undefined {
    const { plainServer, curveServer, securityMechanisms, authenticate, zapDomain, context } = this.#control
    const mechanisms = securityMechanisms ?? [plainServer ? 'plain' : curveServer ? 'curve' : 'null']
    if (mechanisms.includes('null')) return 'must be a server of PLAIN or CURVE, or in process'
    if (authenticate !== null) return undefined
    if (!hasZapHandler(context.inproc)) return 'needs somebody who decides: an authenticate callback, or a ZAP handler'
    if (mechanisms.includes('curve') && (zapDomain ?? '') === '')
      return 'needs a zapDomain: without one CURVE lets anybody in when the ZAP handler goes'
    return undefined
  }

  /** What is left open by `authenticate`, or by nobody being there, is no. */
  #guard(): void {
    const control = this.#control
    if ((control.zapDomain ?? '') !== '') {
      if (!control.zapEnforceDomain) control.zapEnforceDomain = true
      return
    }
    const { authenticate } = control
    if (authenticate === null || authenticate === this.#decides) return
    this.#decides = async (request) => (await authenticate(request)) ?? false
    control.authenticate = this.#decides
  }

  /** Something changed at the control socket: look once, when all that happens now has happened. */
  #schedule(): void {
    if (this.#scheduled || this.#over) return
    this.#scheduled = true
    this.#control.context.runtime.defer(this.#obey)
  }

  #serve(): void {
    this.#scheduled = false
    for (let left = BURST; left > 0; left--) {
      if (this.#control.closed) this.close()
      if (this.#over || !this.#answered() || !this.#traffic.pattern.readable) return
      const command = this.#traffic.inbox.tryReceive()
      if (command === undefined) return
      this.#kept = this.#execute(command as Buffer[])
    }
    this.#scheduled = true
    this.#control.context.runtime.yield(this.#obey)
  }

  /** False: an answer has to wait until there is room. That to a peer of a PAIR who has gone is nobody's; a REP knows by itself. */
  #answered(): boolean {
    if (this.#kept === undefined) return true
    const { pattern, outbox } = this.#traffic
    const there = this.#answersAll || pattern.source?.open === true
    if (there && !outbox.trySend(this.#kept)) return false
    this.#kept = undefined
    return true
  }

  /** The answer, if there is one. */
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

  /** The last answer goes before the end, which may close everything. */
  #terminate(): void {
    if (this.#answersAll) this.#traffic.outbox.trySend([DONE])
    this.#over = true
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
