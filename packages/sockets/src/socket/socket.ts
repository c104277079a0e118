/**
 * What all sockets have: endpoints, options, events, peers and an end. Which messages go where is the business of its pattern,
 * who waits for them that of its inbox and outbox.
 */
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
import { DropCounter } from '../events/drop-counter.ts'
import type { Drops } from '../events/drop-counter.ts'
import { Endpoints } from '../connection/endpoints.ts'
import type { CodedError } from '../events/coded-error.ts'
import type { Event, ProtoError } from '../events/event.ts'
import { FailureCounter } from '../events/failure-counter.ts'
import type { Failures } from '../events/failure-counter.ts'
import { Inbox } from '../wait/inbox.ts'
import type { InprocSocket } from '../inproc/inproc.ts'
import { Observer } from '../events/observer.ts'
import { Outbox } from '../wait/outbox.ts'
import { OptionHolder } from '../options/option-holder.ts'
import type { DropReason, Pattern } from '../pattern/pattern.ts'
import { Peer } from './peer.ts'
import { Pipe } from '../pipe/pipe.ts'
import type { PipeOwner } from '../pipe/pipe.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { SocketPort } from './socket-port.ts'
import type { Traffic } from './traffic.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** What `connected` and `subscribed` wait for, and how long. */
export interface PeerWaitOptions {
  /** Number of peers to wait for. Default 1. */
  readonly peers?: number
  /** Milliseconds. Default -1: no limit. 0: do not wait. */
  readonly timeout?: number
  /** Aborting it rejects with its reason. */
  readonly signal?: AbortSignal
}

/** How `attach` takes what has neither `@` nor `>`. */
export interface AttachOptions {
  /** Bound when true, connected to when false. Default: as is usual for the type. */
  readonly serverish?: boolean
}

export abstract class Socket extends OptionHolder {
  // Private, so that they are own properties to nobody: they are not printed, copied or compared.
  readonly #context: Context
  readonly #runtime: Runtime
  readonly #pattern: Pattern
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #typeName: SocketTypeName
  #takesAnyPeer = false
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
      this.#tellReason(pipe, pipe.peer.reason)
      this.#detach(pipe)
      pipe.close(true)
      this.wake()
    },
    detached: (pipe) => this.dropped('detached', 1, pipe),
  }
  readonly #peers = new WeakMap<Pipe, Peer>()
  readonly #drops: DropCounter
  readonly #failures: FailureCounter
  readonly #watchers = new Set<() => void>()
  #observer: Observer | undefined = undefined
  #conditions: ConditionWaiters<Peer[]> | undefined = undefined
  /** The last failure of a connection, for the text of a timeout. */
  #lastError: Error | undefined = undefined
  #closed: Promise<void> | undefined = undefined
  /** Closed, and every connection has ended. */
  #gone = false

  /** `own`: the class of the library that is constructed. Throws TypeError for an unknown option, ZmqError EMFILE, ETERM, ENOTSUP, EINVAL. */
  protected constructor(own: { readonly prototype: object }, type: SocketTypeName, options: { context?: Context } = {}) {
    checkObject('options', options)
    const { context = defaultContext(), ...values } = options
    if (typeof (context as unknown) !== 'object' || (context as Context | null)?.inproc === undefined) {
      throw new TypeError(`option context must be a Context, not ${kindOf(context)}`)
    }
    super(type)
    defineOptions(Socket.prototype, 'all')
    defineOptions(own.prototype, type)
    this.#context = context
    this.#runtime = context.runtime
    this.#typeName = type
    this.values.ipv6 = context.ipv6
    if (!context.blocky) this.values.linger = 0
    Object.assign(this.values, context.socketDefaults)
    this.setOptions(values)
    this.#failures = new FailureCounter(context.warnings, type)
    this.#drops = new DropCounter(this.#runtime, (event) => this.#emit(event))
    this.#inprocSide = {
      type,
      options: this.values,
      takesAnyPeer: () => this.#takesAnyPeer,
      adopt: (pipe) => this.#attach(pipe),
      identified: (pipe, peer, remote) => this.#identified(pipe, peer, remote),
      refused: (address, error, lost) => {
        if (lost > 0) this.lost(lost, address)
        this.#emit({ type: 'handshake:error:protocol', address, error })
      },
    }
    this.#endpoints = new Endpoints(this.#makePort(), context, this.#inprocSide)
    this.#pattern = this.makePattern()
    this.#inbox = new Inbox(this.#pattern, this.#runtime, () => this.values.receiveTimeout)
    this.#outbox = new Outbox(this.#pattern, this.#runtime, () => this.values.sendTimeout)
    context.enter(this)
    // A misspelled option throws instead of doing nothing, as in zeromq.js. A class that a program derives may have fields of its own.
    if (new.target === own) Object.preventExtensions(this)
  }

  /** @internal */
  protected abstract makePattern(): Pattern

  /**
   * Two sockets of which this was called are joined in process whatever their types, as libzmq does.
   * @internal
   */
  takeAnyPeer(): void {
    this.#takesAnyPeer = true
  }

  get context(): Context {
    return this.#context
  }

  /** @internal The default context's time, or the simulation's. */
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

  // ---- what it is

  /** libzmq's number of the socket type, PAIR = 0 and so on. */
  get type(): number {
    return SOCKET_TYPES.indexOf(this.#typeName)
  }

  /** What happens to its connections. Nothing is collected before this was first asked for. */
  get events(): Observer {
    return this.#observe().ask()
  }

  get closed(): boolean {
    return this.#closed !== undefined
  }

  /** A receive would not have to wait. */
  get readable(): boolean {
    return !this.closed && this.#pattern.readable
  }

  /** A send would not have to wait. */
  get writable(): boolean {
    return !this.closed && this.#pattern.writable
  }

  /** The endpoint that was bound or connected last, as it really is. */
  get lastEndpoint(): string | null {
    return this.#endpoints.last
  }

  /** What it speaks, by the options that were set; null is NULL. */
  get securityMechanism(): null | 'plain' | 'curve' | 'gssapi' {
    const { mechanism } = this.values
    return mechanism === 'NULL' ? null : mechanism === 'PLAIN' ? 'plain' : 'curve'
  }

  get threadSafe(): boolean {
    return false
  }

  /** Messages dropped so far. The `drop` event tells as it happens. */
  get drops(): Drops {
    return this.#drops.totals
  }

  /**
   * Failures so far, by the code that their warning has (`docs/warnings.md`): `{ ZMQ_PROTOCOL: 2 }`. Every one is counted, also those
   * that the program listens to, and those whose warning is not printed again.
   */
  get failures(): Failures {
    return this.#failures.totals
  }

  /** All peers there are, and those still to be connected. */
  get peers(): Peer[] {
    return [...this.#pipes].map((pipe) => this.peerOf(pipe))
  }

  // ---- endpoints

  /**
   * Accepts connections at `address` (`tcp://`, `ipc://`, `inproc://`). Resolves with the real endpoint, which a port `*` or
   * `0` leaves to the system. Rejects with libzmq's code: EADDRINUSE, EADDRNOTAVAIL, EINVAL, EPROTONOSUPPORT, ENODEV …
   */
  async bind(address: string): Promise<string> {
    return this.#bind(address)
  }

  /**
   * As `bind`, for who cannot wait: throws what is known at once. That is all that is wrong with the address, and with
   * `ipc://` what the system says to it, except that a socket is there, which may be a dead one. Whatever becomes known a
   * moment later is told by the events `bind` and `bind:error`.
   */
  bindSync(address: string): void {
    const refusals: Error[] = []
    this.#bind(address, (error) => refusals.push(error)).catch((error: Error) => {
      if (!refusals.includes(error) && !this.closed) this.#failures.bound(address, error, this.#observer?.hears('bind:error') === true)
    })
    for (const refusal of refusals) throw refusal
  }

  /** Stops accepting at `address` and parts with those who came through it, after `linger`. Rejects with ENOENT. */
  async unbind(address: string): Promise<void> {
    this.#checkOpen()
    await this.#endpoints.unbind(address)
  }

  unbindSync(address: string): void {
    this.#checkOpen()
    this.#endpoints.unbind(address).catch(() => undefined)
  }

  /**
   * Connects to `address`, now or as soon as it can be reached, and again whenever the connection is lost. Throws EINVAL,
   * EPROTONOSUPPORT.
   */
  connect(address: string): void {
    this.connectAs(address, undefined)
  }

  /** Undoes `connect`; what waits to be sent there may take `linger`. Throws ENOENT. */
  disconnect(address: string): void {
    this.#checkOpen()
    checkEndpointText(address)
    this.#endpoints.disconnect(address)
  }

  /**
   * Binds and connects to `endpoints`, which are separated by commas (zsock_attach). `@tcp://…` is bound, `>tcp://…` connected to, and
   * the rest as `serverish` says; by default PUB, REP, ROUTER, PULL and XPUB are bound, others connected. The port of a tcp endpoint
   * that is bound may be a range: the first free one of `*[60000-60010]`, or of `![60000-60010]` beginning by chance, from 49152 and to
   * 65535 unless it says so; an `!` alone is all of them. Resolves to the real endpoints, in order. Rejects as `bind` and `connect`, with
   * EINVAL for no endpoint at all, EADDRINUSE or EACCES when no port of a range can be had; what comes before in the list stays.
   */
  async attach(endpoints: string, options: AttachOptions = {}): Promise<string[]> {
    checkObject('options', options)
    const { serverish = bindsByDefault(this.#typeName) } = options
    return (await attach(this, endpoints, serverish)).map(({ endpoint }) => endpoint)
  }

  /**
   * Waits until peers are connected: `bind()` and `connect()` return before there are any. Resolves with the peers that are connected,
   * at once if there are enough. For a publisher this does not mean that the peers have subscribed: see `subscribed()`.
   * Rejects with EAGAIN after `timeout` or if the socket is closed, with EBADF if it was closed before, and with the reason of `signal`.
   *
   * @example
   * push.connect('tcp://server:5555')
   * await push.connected({ timeout: 5000 })
   */
  connected(options: PeerWaitOptions = {}): Promise<Peer[]> {
    return this.waitForPeers('connected()', options, () => [...this.#pipes].filter(isConnected))
  }

  /**
   * Resolves when `find` finds as many peers as `options` ask for.
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
      const error = this.#lastError === undefined ? '' : ` (last failure: ${this.#lastError.message})`
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

  // ---- the end

  /**
   * Ends the socket: pending sends and receives reject with EAGAIN, queued messages may take `linger` milliseconds more. Safe to call
   * twice. `options.linger` sets the option first, as `socket.linger = …` does, and acts on a socket that is being closed already. Throws
   * EINVAL or TypeError for a `linger` that is none.
   */
  close(options?: CloseOptions): void {
    if (options?.linger !== undefined) this.setOption('linger', options.linger)
    if (!this.closed) void this.#close()
    else if (options?.linger !== undefined && !this.#gone) void this.#endpoints.close()
  }

  /** `close()`, and waits until all connections are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.awaited(this.#close())
  }

  #close(): Promise<void> {
    if (this.#closed !== undefined) return this.#closed
    const closed = (this.#closed = this.#end())
    // Only now, so that whoever looks at the socket when it is told finds it closed.
    this.#changed()
    return closed
  }

  async #end(): Promise<void> {
    this.#context.inproc.unbindAll(this.#inprocSide)
    // Runs before the first await, so that `closed` and this are one step for everybody else.
    this.#outbox.close()
    this.#inbox.close()
    this.#conditions?.close()
    this.#context.flusher.flush()
    const gone = this.#endpoints.close()
    for (const pipe of [...this.#pipes]) pipe.close()
    this.#pipes.clear()
    this.#drops.tell()
    try {
      await gone
    } finally {
      this.#gone = true
      this.forgetSecrets()
      this.#observer?.close()
      this.#context.leave(this)
    }
  }

  /**
   * What `console.log` and `util.inspect` show: endpoints, peers, messages that wait, and messages that were dropped. No option is
   * shown, since some are secret.
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

  /** @internal Messages that wait to be sent, by endpoint. */
  get unsent(): ReadonlyMap<string, number> {
    return this.#endpoints.unsent
  }

  /** @internal The process exits: sends what there is without the event loop. True: a moment later there may be room for more. */
  sendNow(): boolean {
    this.#outbox.wake()
    return this.#endpoints.sendNow()
  }

  /** @internal */
  dropped(reason: DropReason, count: number, pipe?: Pipe): void {
    if (count > 0) this.#drops.add(reason, count, pipe?.remote ?? '', this.#observed)
  }

  /**
   * `count` messages that waited for a connection were lost with it, and the program had not asked to close that.
   * @internal
   */
  lost(count: number, address: string, pipe?: Pipe): void {
    this.dropped('lost', count, pipe)
    this.#failures.lost(count, address, this.#observer?.hears('drop') === true)
  }

  /** @internal */
  taken({ endpoint: address, remote }: Pipe, routingId: Uint8Array, holder: Pipe): void {
    this.#emit({ type: 'routing-id:taken', address, remote, routingId: copyBytes(routingId), holder: holder.remote })
  }

  /** @internal */
  subscriptionsChanged(): void {
    this.#conditions?.check()
  }

  /** @internal */
  displaced(older: Pipe, newer: Pipe, routingId: Uint8Array): void {
    const { endpoint: address, remote } = older
    this.#emit({ type: 'handover', address, remote, routingId: copyBytes(routingId), by: newer.remote })
  }

  /** @internal */
  wake(): void {
    if (this.#inbox.waiting > 0) this.#inbox.wake()
    if (this.#outbox.waiting > 0) this.#outbox.wake()
    this.#changed()
  }

  /**
   * For who forwards messages in bulk: `changed` is called whenever more may be received or sent than before, or the socket
   * was closed.
   * @internal
   */
  watch(changed: () => void): Traffic {
    this.#watchers.add(changed)
    return { inbox: this.#inbox, outbox: this.#outbox, pattern: this.#pattern, stop: () => this.#watchers.delete(changed) }
  }

  /**
   * For monitors: calls `tap` for each event as it happens, `end` being the last, and returns how to stop that. What the program does
   * with `events` is not touched by it. Throws EBADF.
   * @internal
   */
  tap(tap: (event: Event) => void): () => void {
    this.#checkOpen()
    return this.#observe().tap(tap)
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
    const observed = (): boolean => this.#observed
    return {
      type: this.#typeName,
      runtime: this.#runtime,
      flusher: this.#context.flusher,
      readBudget: this.#context.readBudget,
      engines: this.#context.engines,
      inproc: this.#context.inproc,
      warnings: this.#context.warnings,
      options: this.values,
      emit: (event) => this.#emit(event),
      get observed() {
        return observed()
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

  #observe(): Observer {
    if (this.#observer === undefined) {
      this.#observer = Observer.create(this.#runtime)
      if (this.#gone) this.#observer.close()
    }
    return this.#observer
  }

  /** Somebody wants to know what happens. */
  get #observed(): boolean {
    return this.#observer?.observed === true
  }

  #emit(event: Event): void {
    const heard = this.#observer?.emit(event) === true
    if ('error' in event && event.error !== undefined) this.#lastError = event.error
    this.#failures.add(event, heard, this.#observer?.hears('drop') === true)
  }

  /** The far end; ours is its peer. */
  #makePipe(endpoint: string, wire: boolean): Pipe {
    const { conflate, sendHighWaterMark, receiveHighWaterMark } = this.values
    const [own, far] = Pipe.pair(
      { highWaterMark: conflate ? 0 : sendHighWaterMark, conflate, flusher: this.#context.flusher },
      { highWaterMark: conflate ? 0 : receiveHighWaterMark, conflate, flusher: wire ? undefined : this.#context.flusher },
    )
    own.endpoint = endpoint
    own.wire = wire
    return far
  }

  #attach(pipe: Pipe): void {
    pipe.owner = this.#pipeOwner
    this.#pipes.add(pipe)
    this.#pattern.attach(pipe)
    if (!pipe.open) {
      this.#pipes.delete(pipe)
      this.#tellReason(pipe, pipe.reason)
    } else if (pipe.waiting > 0) this.#pipeOwner.readable(pipe)
    this.wake()
    this.#conditions?.check()
  }

  /** In process there is no session to tell why one of two sockets closed their pipe. */
  #tellReason({ endpoint: address, wire }: Pipe, error: ProtoError | undefined): void {
    if (error === undefined || wire) return
    if ('errno' in error) this.#emit({ type: 'handshake:error:other', address, error: error as CodedError })
    else this.#emit({ type: 'handshake:error:protocol', address, error })
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
