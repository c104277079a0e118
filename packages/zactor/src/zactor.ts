/**
 * An actor (zactor): a function with a pipe to its owner. It starts with a ready signal and ends with `$TERM`, and a crash of it is
 * told to the owner. It shares nothing but messages, so that where it runs is nobody's business.
 */
import type { Context, MessageLike, WaitOptions } from '@tszmq/sockets'
import { context as defaultContext, Pair, ZmqError } from '@tszmq/sockets'
import { ActorPipe, TERM } from './actor-pipe.ts'
import { OwnerPipe } from './owner-pipe.ts'

/** What an actor does. It signals `pipe` when it is ready, and returns when it reads `$TERM` from it. */
export type ActorFunction<A = undefined> = (pipe: ActorPipe, args: A) => Promise<void> | void

/** The commands of an actor: for each name the frames that follow it. */
export type Commands = Record<string, readonly MessageLike[]>

export interface ZactorOptions {
  /** Where the pipe is, and what `pipe.context` gives to the actor. */
  readonly context?: Context
  /** Aborting it destroys the actor; while that starts, `ready` rejects with its reason. */
  readonly signal?: AbortSignal
}

export type ZactorState = 'starting' | 'running' | 'ending' | 'ended'

/** What an actor tells beside its messages. `crash`: it threw, `cause` is what. `end`: it is gone, in whatever way. */
export interface ZactorEvents {
  crash: (error: ZmqError) => void
  end: () => void
}

/** For the next pipe. A name is taken only until both ends are joined. */
let pipes = 0

/**
 * `C`: its commands, for who likes them checked.
 *
 * ```ts
 * await using echo = await Zactor.start(async (pipe) => {
 *   await pipe.signal()
 *   for await (const message of pipe) await pipe.send(message)
 * })
 * ```
 */
export class Zactor<C extends Commands = Commands> {
  readonly #context: Context
  readonly #pair: Pair
  readonly #owner: OwnerPipe
  readonly #actor: ActorPipe
  readonly #ready: Promise<void>
  readonly #ended: Promise<void>
  readonly #listeners = { crash: new Set<ZactorEvents['crash']>(), end: new Set<ZactorEvents['end']>() }
  #state: ZactorState = 'starting'
  /** Somebody looks at how it ends: else a crash is an unhandled rejection, as every other. */
  #watched = false
  #destroyed: Promise<void> | undefined = undefined
  #refuseStart: (reason: unknown) => void = () => undefined

  /** Starts `run`, whose turn comes when the running code is done. Throws EMFILE, ETERM as every socket does. */
  constructor(run: ActorFunction, args?: undefined, options?: ZactorOptions)
  constructor(run: ActorFunction<never>, args: unknown, options?: ZactorOptions)
  constructor(run: ActorFunction<never>, args?: unknown, options: ZactorOptions = {}) {
    const { context = defaultContext, signal } = options
    const [own, far] = joinedPair(context)
    this.#context = context
    this.#pair = own
    this.#owner = new OwnerPipe(own)
    this.#actor = new ActorPipe(far)
    this.#ready = this.#start()
    this.#ended = this.#run(async () => run(this.#actor, args as never), far)
    for (const promise of [this.#ready, this.#ended]) promise.catch(() => undefined)
    if (signal !== undefined) this.#endWith(signal)
  }

  /** As `new`, and resolves when the actor is ready. Rejects as `ready` does, and nothing is left of the actor then. */
  static async start<C extends Commands = Commands>(run: ActorFunction, args?: undefined, options?: ZactorOptions): Promise<Zactor<C>>
  static async start<C extends Commands = Commands, A = unknown>(run: ActorFunction<A>, args: A, options?: ZactorOptions): Promise<Zactor<C>>
  static async start<C extends Commands>(run: ActorFunction<never>, args?: unknown, options: ZactorOptions = {}): Promise<Zactor<C>> {
    options.signal?.throwIfAborted()
    const actor = new Zactor<C>(run, args, options)
    try {
      await actor.ready
      return actor
    } catch (error) {
      await actor.destroy()
      throw error
    }
  }

  /**
   * Resolves with the first signal of the actor. Rejects with the reason when it refused to start, ERR_ZACTOR_CRASHED when it threw,
   * ERR_ZACTOR_ENDED when it returned or was destroyed before, or with the reason of the `signal` it was made with.
   */
  get ready(): Promise<void> {
    this.#watched ||= this.#state === 'starting'
    return this.#ready
  }

  /** Resolves when the function has returned. Rejects with ERR_ZACTOR_CRASHED when it threw; `cause` is what. */
  get ended(): Promise<void> {
    this.#watched = true
    return this.#ended
  }

  get state(): ZactorState {
    return this.#state
  }

  /** Sends the actor a message. Waits while 1000 of them are unread. Rejects with EAGAIN when it is gone, with EBADF when it was destroyed. */
  send(message: MessageLike | MessageLike[], options?: WaitOptions): Promise<void> {
    if (this.#destroyed !== undefined) return Promise.reject(new ZmqError('EBADF', 'the actor was destroyed'))
    return this.#pair.send(message, options)
  }

  /** As `send`, if that takes no waiting. False: not taken. */
  trySend(message: MessageLike | MessageLike[]): boolean {
    return this.#destroyed === undefined && !this.#pair.closed && this.#pair.trySend(message)
  }

  /**
   * The next message of the actor that is no signal. Any number of calls may wait. Rejects with EAGAIN after `timeout`, with the
   * reason of `signal`, or with ERR_ZACTOR_ENDED or ERR_ZACTOR_CRASHED when the actor is gone and all it sent was read.
   */
  receive(options?: WaitOptions): Promise<Buffer[]> {
    return this.#owner.receive(options)
  }

  /** The messages of the actor, one a step. Ends with the actor; throws ERR_ZACTOR_CRASHED when that crashed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer[], undefined> {
    try {
      for (;;) yield await this.receive()
    } catch (error) {
      if ((error as ZmqError).code !== 'ERR_ZACTOR_ENDED') throw error
      return undefined
    }
  }

  /** The status of the next signal (zsock_wait): what answers a command that went with `send`. Rejects as `receive`. */
  wait(options?: WaitOptions): Promise<number> {
    return this.#owner.wait(options)
  }

  /**
   * Sends a command, and resolves when the actor has answered it with success. Any number may be under way; they are answered in
   * order. Rejects with the reason the actor gives, ERR_ZACTOR_REFUSED when it gives none, or as `send` and `receive` do.
   */
  command<N extends keyof C & string>(message: readonly [N, ...C[N]], options?: WaitOptions): Promise<void> {
    const [name, ...frames] = message
    if (this.#destroyed !== undefined && this.#state !== 'ended') {
      return Promise.reject(new ZmqError('ERR_ZACTOR_ENDED', 'the actor was destroyed'))
    }
    return this.#owner.command(name, frames, options)
  }

  /**
   * Sends `$TERM`, and resolves when the function has returned. What the actor sends meanwhile is thrown away but for who waits for
   * it already. It never rejects: a crash is told by `ended` and the event. Safe to call twice, and in every state.
   */
  destroy(): Promise<void> {
    return (this.#destroyed ??= this.#terminate())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.destroy()
  }

  /** Calls `listener` at each event. Who waits for events only does not keep the process alive. */
  on<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): this {
    this.#listeners[event].add(listener as () => void)
    return this
  }

  off<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): this {
    this.#listeners[event].delete(listener as () => void)
    return this
  }

  #start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#refuseStart = reject
      const started = (): void => {
        if (this.#state === 'starting') this.#state = 'running'
        resolve()
      }
      this.#owner.ready().then(started, reject)
    })
  }

  async #run(call: () => Promise<void>, far: Pair): Promise<void> {
    await Promise.resolve()
    let crash: ZmqError | undefined
    try {
      await call()
    } catch (error) {
      if (!this.#actor.endedBy(error)) crash = crashed(error)
    }
    far.close()
    this.#state = 'ended'
    const watched = this.#watched || this.#owner.waiting || this.#listeners.crash.size > 0
    this.#owner.end(crash ?? new ZmqError('ERR_ZACTOR_ENDED', 'the actor has ended'), crash === undefined)
    this.#tell(crash)
    if (crash === undefined) return
    if (!watched) void Promise.reject(crash)
    throw crash
  }

  /** Outside of our own stack, so that a listener that throws breaks nothing of ours. */
  #tell(crash: ZmqError | undefined): void {
    const { runtime } = this.#context
    if (crash !== undefined) for (const listener of this.#listeners.crash) runtime.defer(() => listener(crash))
    for (const listener of this.#listeners.end) runtime.defer(listener)
  }

  async #terminate(): Promise<void> {
    const release = this.#context.runtime.hold()
    if (this.#state === 'starting') {
      this.#refuseStart(new ZmqError('ERR_ZACTOR_ENDED', 'the actor was destroyed before it was ready'))
    }
    if (this.#state !== 'ended') {
      this.#state = 'ending'
      this.#actor.terminate()
      this.#owner.discard()
      // Behind all that waits for room, so that what was accepted, or is when there is room, is read before it.
      this.#pair.send(TERM).catch(() => this.#actor.end())
      await this.#ended.catch(() => undefined)
    }
    this.#pair.close()
    release()
  }

  #endWith(signal: AbortSignal): void {
    const abort = (): void => {
      this.#refuseStart(signal.reason)
      void this.destroy()
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    const forget = (): void => signal.removeEventListener('abort', abort)
    this.#ended.then(forget, forget)
  }
}

/** Two PAIR sockets that have each other, and that nobody else can reach. Throws EMFILE, ETERM. */
function joinedPair(context: Context): [Pair, Pair] {
  const own = new Pair({ context, linger: 0 })
  try {
    const far = new Pair({ context, linger: 0 })
    const endpoint = bindSomewhere(own)
    far.connect(endpoint)
    own.unbindSync(endpoint)
    return [own, far]
  } catch (error) {
    own.close()
    throw error
  }
}

/** Both builds of this package may count in one context, so a name may be taken. */
function bindSomewhere(pair: Pair): string {
  for (;;) {
    const endpoint = `inproc://zactor-${pipes++}`
    try {
      pair.bindSync(endpoint)
      return endpoint
    } catch (error) {
      if ((error as ZmqError).code !== 'EADDRINUSE') throw error
    }
  }
}

function crashed(cause: unknown): ZmqError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new ZmqError('ERR_ZACTOR_CRASHED', `the actor crashed: ${why}`, { cause })
}
