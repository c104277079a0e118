/** The base class of all sockets: endpoints, options, events, peers and closing. Its pattern routes messages. */
import { copyBytes } from '@tszmq/zmtp-codec/internal'
import type { PeerInfo, SocketTypeName } from '@tszmq/zmtp-codec'
import { SOCKET_TYPES } from '@tszmq/zmtp-codec'
import { checkEndpointText } from '@tszmq/transports/internal'
import { defineOptions } from '../options/accessors.ts'
import { attach, bindsByDefault } from '../connection/attach.ts'
import { checkObject, kindOf } from '../options/argument.ts'
import { ConditionWaiters } from '../wait/condition-waiters.ts'
import { defaultContext } from './context.ts'
import type { CloseOptions, Context } from './context.ts'
import type { Drops } from '../events/drop-counter.ts'
import { Endpoints } from '../connection/endpoints.ts'
import type { CodedError } from '../events/coded-error.ts'
import type { Event, ProtoError } from '../events/event.ts'
import type { Failures } from '../events/failure-counter.ts'
import { Inbox } from '../wait/inbox.ts'
import type { InprocSocket } from '../inproc/inproc.ts'
import type { Observer } from '../events/observer.ts'
import { Outbox } from '../wait/outbox.ts'
import { OptionHolder } from '../options/option-holder.ts'
import type { DropReason, Pattern } from '../pattern/pattern.ts'
import { Peer } from './peer.ts'
import { Pipe } from '../pipe/pipe.ts'
import type { PipeOwner } from '../pipe/pipe.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { SocketEvents } from './socket-events.ts'
import type { SocketPort } from './socket-port.ts'
import type { Traffic } from './traffic.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Options of `connected()` and `subscribed()`. */
export interface PeerWaitOptions {
  /** Number of peers to wait for. Default 1. */
  readonly peers?: number
  /** Milliseconds to wait. `-1` waits without a limit, `0` does not wait. Default -1. */
  readonly timeout?: number
  /** Aborts the wait, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
}

/** Options of `attach()`. */
export interface AttachOptions {
  /**
   * What happens to endpoints without `@` or `>`: true binds them, false connects to them. Default: true for PUB, REP, ROUTER, PULL and
   * XPUB, false for others.
   */
  readonly serverish?: boolean
}

/** The base class of all sockets. */
export abstract class Socket extends OptionHolder {
  // Private fields are not properties, so that they are not printed, copied or compared.
  readonly #context: Context
  readonly #runtime: Runtime
  readonly #pattern: Pattern
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #typeName: SocketTypeName
  #acceptsAnyPeer = false
  readonly #inprocSide: InprocSocket
  readonly #endpoints: Endpoints
  readonly #pipes = new Set<Pipe>()
  readonly #pipeOwner: PipeOwner = {
    readable: (pipe) => {
      this.#pattern.activateRead(pipe)
      if (pipe.wire) this.#inbox.arrived()
      else if (this.#inbox.waiting > 0) this.#inbox.wake()
      if (this.#watchers.size > 0) this.#changed()
    },
    writable: (pipe) => {
      this.#pattern.activateWrite(pipe)
      if (this.#outbox.waiting > 0) this.#outbox.wake()
      if (this.#watchers.size > 0) this.#changed()
    },
    pipeClosed: (pipe) => {
      this.#emitReason(pipe, pipe.peer.reason)
      this.#detach(pipe)
      pipe.close(true)
      this.wake()
    },
    detached: (pipe) => this.dropped('detached', 1, pipe),
  }
  readonly #peers = new WeakMap<Pipe, Peer>()
  readonly #events: SocketEvents
  readonly #watchers = new Set<() => void>()
  #conditions: ConditionWaiters<Peer[]> | undefined = undefined
  #closed: Promise<void> | undefined = undefined
  /** True once every connection of the closed socket has ended. */
  #ended = false

  /**
   * `socketClass` is the class of the library that is constructed, or that a program has derived from. Throws TypeError for an unknown
   * option, and ZmqError EMFILE, ETERM, ENOTSUP or EINVAL.
   */
  protected constructor(socketClass: { readonly prototype: object }, type: SocketTypeName, options: { context?: Context } = {}) {
    checkObject('options', options)
    const { context = defaultContext(), ...values } = options
    if (typeof (context as unknown) !== 'object' || (context as Context | null)?.inproc === undefined) {
      throw new TypeError(`option context must be a Context, not ${kindOf(context)}`)
    }
    super(type)
    defineOptions(Socket.prototype, 'all')
    defineOptions(socketClass.prototype, type)
    this.#context = context
    this.#runtime = context.runtime
    this.#typeName = type
    this.values.ipv6 = context.ipv6
    if (!context.blocky) this.values.linger = 0
    Object.assign(this.values, context.socketDefaults)
    this.setOptions(values)
    this.#events = new SocketEvents(this.#runtime, context.warnings, type)
    this.#inprocSide = {
      type,
      options: this.values,
      acceptsAnyPeer: () => this.#acceptsAnyPeer,
      adopt: (pipe) => this.#attach(pipe),
      identified: (pipe, peer, remote) => this.#identified(pipe, peer, remote),
      refused: (address, error, lost) => {
        if (lost > 0) this.lost(lost, address)
        this.#events.emit({ type: 'handshake:error:protocol', address, error })
      },
    }
    this.#endpoints = new Endpoints(this.#makePort(), context, this.#inprocSide)
    this.#pattern = this.makePattern()
    this.#inbox = new Inbox(this.#pattern, this.#runtime, () => this.values.receiveTimeout)
    this.#outbox = new Outbox(this.#pattern, this.#runtime, () => this.values.sendTimeout)
    context.add(this)
    // A misspelled option throws instead of doing nothing, as in zeromq.js. A class that a program derives may have fields of its own.
    if (new.target === socketClass) Object.preventExtensions(this)
  }

  /** @internal */
  protected abstract makePattern(): Pattern

  /**
   * Two sockets for which this was called can connect in process whatever their types, as in libzmq.
   * @internal
   */
  acceptAnyPeer(): void {
    this.#acceptsAnyPeer = true
  }

  /** The context of the socket. */
  get context(): Context {
    return this.#context
  }

  /** @internal The clock, timers and random numbers of the context. */
  protected get runtime(): Runtime {
    return this.#runtime
  }

  /** @internal */
  protected get pattern(): Pattern {
    return this.#pattern
  }

  /** @internal */
  protected get inbox(): Inbox {
    return this.#inbox
  }

  /** @internal */
  protected get outbox(): Outbox {
    return this.#outbox
  }

  // ---- state

  /** libzmq's number of the socket type: 0 for PAIR, 1 for PUB and so on (ZMQ_TYPE). */
  get type(): number {
    return SOCKET_TYPES.indexOf(this.#typeName)
  }

  /** The events of the socket. They are kept for the program from the first access on. */
  get events(): Observer {
    return this.#events.observer.activate()
  }

  /** True after `close()`. */
  get closed(): boolean {
    return this.#closed !== undefined
  }

  /** True if `receive()` would not have to wait. */
  get readable(): boolean {
    return !this.closed && this.#pattern.readable
  }

  /** True if `send()` would not have to wait. */
  get writable(): boolean {
    return !this.closed && this.#pattern.writable
  }

  /** The endpoint that was bound or connected last, with its real port; null before that (ZMQ_LAST_ENDPOINT). */
  get lastEndpoint(): string | null {
    return this.#endpoints.last
  }

  /** The security mechanism that the options select (ZMQ_MECHANISM); null is NULL. */
  get securityMechanism(): null | 'plain' | 'curve' | 'gssapi' {
    const { mechanism } = this.values
    return mechanism === 'NULL' ? null : mechanism === 'PLAIN' ? 'plain' : 'curve'
  }

  /** Always false (ZMQ_THREAD_SAFE). */
  get threadSafe(): boolean {
    return false
  }

  /** Number of messages dropped so far, by reason. The event `drop` reports them as they happen. */
  get drops(): Drops {
    return this.#events.drops.totals
  }

  /**
   * Number of failures so far, by the code of their warning (`docs/warnings.md`): `{ ZMQ_PROTOCOL: 2 }`. Includes failures whose warning
   * is not printed, because the program listens to their event or because it was printed before.
   */
  get failures(): Failures {
    return this.#events.failures.totals
  }

  /** All peers, including those that are not connected yet. */
  get peers(): Peer[] {
    return [...this.#pipes].map((pipe) => this.peerOf(pipe))
  }

  // ---- endpoints

  /**
   * Accepts connections at `address` (`tcp://`, `ipc://`, `inproc://`). Resolves with the real endpoint: for the port `*` or `0` the
   * system chooses one. Rejects with EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL, EPROTONOSUPPORT or ENODEV, and with EBADF after `close()`.
   */
  async bind(address: string): Promise<string> {
    return this.#bind(address)
  }

  /**
   * As `bind`, without waiting. Throws what is known at once: errors in the address, and with `ipc://` errors of the system. The outcome
   * of everything else, EADDRINUSE of `ipc://` included, is emitted as `bind` or `bind:error`.
   */
  bindSync(address: string): void {
    const refusals: Error[] = []
    this.#bind(address, (error) => refusals.push(error)).catch((error: Error) => {
      if (!refusals.includes(error) && !this.closed) this.#events.bindFailed(address, error)
    })
    for (const refusal of refusals) throw refusal
  }

  /**
   * Stops accepting at `address` and closes the connections that it accepted, after at most `linger`. Resolves when they are closed.
   * Rejects with ENOENT if the socket is not bound there, and with EBADF after `close()`.
   */
  async unbind(address: string): Promise<void> {
    this.#checkOpen()
    await this.#endpoints.unbind(address)
  }

  /** As `unbind`, without waiting. Throws EBADF after `close()`. */
  unbindSync(address: string): void {
    this.#checkOpen()
    this.#endpoints.unbind(address).catch(() => undefined)
  }

  /**
   * Connects to `address`, as soon as it can be reached, and again whenever the connection is lost. Returns at once. Throws EINVAL or
   * EPROTONOSUPPORT, and EBADF after `close()`.
   */
  connect(address: string): void {
    this.connectAs(address, undefined)
  }

  /**
   * Undoes one `connect` to `address`. Messages queued for it are still sent, for at most `linger`. Throws ENOENT if the socket is not
   * connected there, and EBADF after `close()`.
   */
  disconnect(address: string): void {
    this.#checkOpen()
    checkEndpointText(address)
    this.#endpoints.disconnect(address)
  }

  /**
   * Binds or connects to each of `endpoints`, which are separated by commas (zsock_attach). `@tcp://…` is bound, `>tcp://…` is connected,
   * and `serverish` decides about the others. Resolves with the real endpoints, in order.
   *
   * The port of a bound tcp endpoint may be a range. `*[60000-60010]` binds its first free port. `![60000-60010]` starts at a random port of
   * it. The default limits are 49152 and 65535; `!` alone is the whole range.
   *
   * Rejects as `bind` and `connect`, with EINVAL if there is no endpoint, and with EADDRINUSE or EACCES if no port of a range is free.
   * Endpoints before the one that failed stay bound or connected.
   */
  async attach(endpoints: string, options: AttachOptions = {}): Promise<string[]> {
    checkObject('options', options)
    const { serverish = bindsByDefault(this.#typeName) } = options
    return (await attach(this, endpoints, serverish)).map(({ endpoint }) => endpoint)
  }

  /**
   * Waits until enough peers are connected, and resolves with all that are. `bind()` and `connect()` return before that. A publisher waits
   * for subscriptions with `subscribed()` instead. Rejects with EAGAIN after `timeout` or if the socket closes, with EBADF if it was closed
   * before, and with the reason of `signal` if it is aborted.
   *
   * @example
   * push.connect('tcp://server:5555')
   * await push.connected({ timeout: 5000 })
   */
  connected(options: PeerWaitOptions = {}): Promise<Peer[]> {
    return this.waitForPeers('connected()', options, () => [...this.#pipes].filter(isConnected))
  }

  /**
   * Resolves when `find` returns as many peers as `options` ask for.
   * @internal
   */
  protected async waitForPeers(what: string, options: PeerWaitOptions, find: () => Pipe[]): Promise<Peer[]> {
    this.#checkOpen()
    checkObject('options', options)
    const { peers = 1, ...wait } = options
    if (!Number.isInteger(peers) || peers < 1) throw new ZmqError('EINVAL', `peers must be a whole number from 1, not ${peers}`)
    const found = (): Peer[] | undefined => {
      const pipes = find()
      return pipes.length < peers ? undefined : pipes.map((pipe) => this.peerOf(pipe))
    }
    const detail = (): string => {
      const { lastError } = this.#events
      const error = lastError === undefined ? '' : ` (last failure: ${lastError.message})`
      return `${find().length} of ${peers} peers${error}`
    }
    this.#conditions ??= new ConditionWaiters(this.#runtime)
    return this.#conditions.wait(found, wait, what, detail)
  }

  /** @internal */
  protected connectAs(address: string, routingId: Uint8Array | undefined): void {
    this.#checkOpen()
    this.#endpoints.connect(address, routingId, (name) => this.#pattern.claim?.(name))
    this.inUse = true
  }

  // ---- closing

  /**
   * Closes the socket. Pending sends and receives reject with EAGAIN. Queued messages are still sent, for at most `linger` milliseconds.
   * May be called again. `options.linger` sets the option `linger` first, also on a socket that is closing. Throws EINVAL or TypeError if
   * `options.linger` is not valid.
   */
  close(options?: CloseOptions): void {
    if (options?.linger !== undefined) this.setOption('linger', options.linger)
    if (!this.closed) void this.#close()
    else if (options?.linger !== undefined && !this.#ended) void this.#endpoints.close()
  }

  /** Closes the socket and waits until all connections have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.awaited(this.#close())
  }

  #close(): Promise<void> {
    if (this.#closed !== undefined) return this.#closed
    const closed = (this.#closed = this.#end())
    // Only now, so that watchers find the socket closed.
    this.#changed()
    return closed
  }

  async #end(): Promise<void> {
    this.#context.inproc.unbindAll(this.#inprocSide)
    // All of this runs before the first await, so that no other code sees the socket half closed.
    this.#outbox.close()
    this.#inbox.close()
    this.#conditions?.close()
    this.#context.flusher.flush()
    const ended = this.#endpoints.close()
    for (const pipe of [...this.#pipes]) pipe.close()
    this.#pipes.clear()
    this.#events.drops.flush()
    try {
      await ended
    } finally {
      this.#ended = true
      this.forgetSecrets()
      this.#events.end()
      this.#context.remove(this)
    }
  }

  /**
   * What `console.log` and `util.inspect` show: endpoints, peers, queued messages and dropped messages. Options are not shown, since some
   * are secret.
   * @internal
   */
  [Symbol.for('nodejs.util.inspect.custom')](
    depth: number,
    options: object,
    inspect?: (value: unknown, options: object) => string,
  ): string {
    const { name } = this.constructor
    if (depth < 0 || inspect === undefined) return `[${name}]`
    return `${name} ${inspect(this.#summary(), options)}`
  }

  #summary(): object {
    const [bound, connected] = [this.#endpoints.bound, this.#endpoints.connected]
    const drops = Object.fromEntries(Object.entries(this.drops).filter(([, count]) => count > 0))
    let [incoming, outgoing] = [0, 0]
    for (const pipe of this.#pipes) {
      incoming += pipe.waiting
      outgoing += pipe.peer.waiting
    }
    return {
      ...(this.closed && { closed: true }),
      ...(bound.length > 0 && { bound }),
      ...(connected.length > 0 && { connected }),
      peers: this.#pipes.size,
      queued: { incoming, outgoing },
      ...(Object.keys(drops).length > 0 && { drops }),
    }
  }

  // ---- for patterns, pipes and sessions

  /** @internal Number of messages that wait to be sent, by endpoint. */
  get unsent(): ReadonlyMap<string, number> {
    return this.#endpoints.unsent
  }

  /** @internal Sends queued messages at the exit of the process, without the event loop. Returns true if there may be room for more soon. */
  sendNow(): boolean {
    this.#outbox.wake()
    return this.#endpoints.sendNow()
  }

  /** @internal */
  dropped(reason: DropReason, count: number, pipe?: Pipe): void {
    this.#events.dropped(reason, count, pipe?.remote ?? '')
  }

  /**
   * Counts messages that were lost because their connection ended without the program asking for it.
   * @internal
   */
  lost(count: number, address: string, pipe?: Pipe): void {
    this.#events.lost(count, address, pipe?.remote ?? '')
  }

  /** @internal */
  routingIdTaken({ endpoint: address, remote }: Pipe, routingId: Uint8Array, holder: Pipe): void {
    this.#events.emit({ type: 'routing-id:taken', address, remote, routingId: copyBytes(routingId), holder: holder.remote })
  }

  /** @internal */
  subscriptionsChanged(): void {
    this.#conditions?.check()
  }

  /** @internal */
  displaced(older: Pipe, newer: Pipe, routingId: Uint8Array): void {
    const { endpoint: address, remote } = older
    this.#events.emit({ type: 'handover', address, remote, routingId: copyBytes(routingId), by: newer.remote })
  }

  /** @internal */
  wake(): void {
    if (this.#inbox.waiting > 0) this.#inbox.wake()
    if (this.#outbox.waiting > 0) this.#outbox.wake()
    this.#changed()
  }

  /**
   * For code that forwards messages in bulk. Calls `changed` whenever more may be received or sent than before, and when the socket is
   * closed.
   * @internal
   */
  watch(changed: () => void): Traffic {
    this.#watchers.add(changed)
    return { inbox: this.#inbox, outbox: this.#outbox, pattern: this.#pattern, stop: () => this.#watchers.delete(changed) }
  }

  /**
   * For monitors. Calls `tap` for each event as it happens, until `end`, and returns a function that stops that. Does not affect
   * `events`. Throws EBADF after `close()`.
   * @internal
   */
  tap(tap: (event: Event) => void): () => void {
    this.#checkOpen()
    return this.#events.observer.tap(tap)
  }

  #changed(): void {
    for (const changed of this.#watchers) changed()
  }

  /** @internal */
  protected peerOf(pipe: Pipe): Peer {
    let peer = this.#peers.get(pipe)
    if (peer === undefined) this.#peers.set(pipe, (peer = Peer.of(pipe)))
    return peer
  }

  /** @internal */
  protected highWaterMarksChanged(): void {
    const { sendHighWaterMark, receiveHighWaterMark } = this.values
    for (const pipe of this.#pipes) {
      if (this.#context.inproc.marksChanged(pipe)) continue
      pipe.setHighWaterMarks(sendHighWaterMark, receiveHighWaterMark)
      pipe.peer.setHighWaterMarks(receiveHighWaterMark, sendHighWaterMark)
    }
  }

  #makePort(): SocketPort {
    const events = this.#events
    return {
      type: this.#typeName,
      runtime: this.#runtime,
      flusher: this.#context.flusher,
      readBudget: this.#context.readBudget,
      engines: this.#context.engines,
      inproc: this.#context.inproc,
      warnings: this.#context.warnings,
      options: this.values,
      emit: (event) => events.emit(event),
      get observed() {
        return events.observed
      },
      dropped: (reason, count, pipe) => this.dropped(reason, count, pipe),
      lost: (count, address, pipe) => this.lost(count, address, pipe),
      makePipe: (endpoint, wire) => this.#makePipe(endpoint, wire),
      attach: (pipe) => this.#attach(pipe),
      detach: (pipe) => this.#detach(pipe),
      identified: (pipe, peer, remote) => this.#identified(pipe, peer, remote),
      hiccuped: (pipe) => this.#pattern.hiccuped?.(pipe),
      stopped: (holder) => this.#endpoints.stopped(holder),
    }
  }

  /** Returns the session end of a new pipe; the socket end is its peer. */
  #makePipe(endpoint: string, wire: boolean): Pipe {
    const { conflate, sendHighWaterMark, receiveHighWaterMark } = this.values
    const [socketEnd, sessionEnd] = Pipe.pair(
      { highWaterMark: conflate ? 0 : sendHighWaterMark, conflate, flusher: this.#context.flusher },
      { highWaterMark: conflate ? 0 : receiveHighWaterMark, conflate, flusher: wire ? undefined : this.#context.flusher },
    )
    socketEnd.endpoint = endpoint
    socketEnd.wire = wire
    return sessionEnd
  }

  #attach(pipe: Pipe): void {
    pipe.owner = this.#pipeOwner
    this.#pipes.add(pipe)
    this.#pattern.attach(pipe)
    if (!pipe.open) {
      this.#pipes.delete(pipe)
      this.#emitReason(pipe, pipe.reason)
    } else if (pipe.waiting > 0) this.#pipeOwner.readable(pipe)
    this.wake()
    this.#conditions?.check()
  }

  /** In process there is no session that emits why a socket closed the pipe. */
  #emitReason({ endpoint: address, wire }: Pipe, error: ProtoError | undefined): void {
    if (error === undefined || wire) return
    if ('errno' in error) this.#events.emit({ type: 'handshake:error:other', address, error: error as CodedError })
    else this.#events.emit({ type: 'handshake:error:protocol', address, error })
  }

  #detach(pipe: Pipe): void {
    this.#pipes.delete(pipe)
    this.#pattern.detach(pipe)
  }

  #identified(pipe: Pipe, peer: PeerInfo, remote: string): void {
    pipe.info = peer
    pipe.remote = remote
    this.#pattern.identified?.(pipe)
    this.#conditions?.check()
  }

  #bind(address: string, refused?: (error: Error) => void): Promise<string> {
    this.#checkOpen()
    const bound = this.#endpoints.bind(address, refused)
    this.inUse = true
    return bound
  }

  #checkOpen(): void {
    if (this.closed) throw new ZmqError('EBADF', 'the socket is closed')
  }
}

function isConnected(pipe: Pipe): boolean {
  return pipe.open && pipe.remote !== ''
}
