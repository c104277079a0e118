/**
 * An actor (zactor): a function with a pipe to its owner. It starts with a ready signal and ends with `$TERM`, and a crash of it is
 * told to the owner, who may have it started again. It shares nothing but messages, so that where it runs is nobody's business.
 */
import type { Context, MessageLike, Pollable, WaitOptions } from '@tszmq/sockets'
import { context as defaultContext, ZmqError } from '@tszmq/sockets'
import { checkObject, checkWaitOptions } from '@tszmq/sockets/internal'
import type { ZactorEvents } from './actor-events.ts'
import { Life } from './life.ts'
import type { ZactorState } from './life.ts'
import { LoopHome } from './loop-home.ts'
import type { ActorFunction } from './loop-home.ts'
import type { MessageQueue } from './message-queue.ts'
import type { IsReply } from './owner-pipe.ts'
import { Restarts } from './restarts.ts'
import type { RestartOptions } from './restarts.ts'
import { runThreadActor } from './thread-actor.ts'
import { ThreadHome } from './thread-home.ts'
import type { ThreadSettings } from './thread-home.ts'

/** The commands of an actor: for each name the frames that follow it. */
export type Commands = Record<string, readonly MessageLike[]>

interface LifeOptions {
  /** Aborting it destroys the actor; while that starts, `ready` rejects with its reason. */
  readonly signal?: AbortSignal
  /** Starts it again when it crashes, with `{}` as often as is good for most. Without it a crash is the end. */
  readonly restart?: RestartOptions
}

export interface ZactorOptions extends LifeOptions {
  /** Where the pipe is, and what `pipe.context` gives to the actor. */
  readonly context?: Context
  /** @internal Keeps the messages that are read before the owner receives them. */
  readonly unread?: MessageQueue
}

/** A thread has a context of its own, which is `pipe.context` there. */
export interface ZactorThreadOptions extends LifeOptions, ThreadSettings {}

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
export class Zactor<C extends Commands = Commands> implements Pollable {
  readonly #life: Life

  /**
   * Starts a function, whose turn comes when the running code is done, or a thread with a module. Throws EMFILE, ETERM as every
   * socket does, EINVAL and TypeError for options; of a module also ENOTSUP and what `new Worker` throws.
   */
  constructor(run: ActorFunction, args?: undefined, options?: ZactorOptions)
  constructor(run: ActorFunction<never>, args: unknown, options?: ZactorOptions)
  constructor(module: URL | string, args?: unknown, options?: ZactorThreadOptions)
  constructor(what: ActorFunction<never> | URL | string, args?: unknown, options: ZactorOptions & ZactorThreadOptions = {}) {
    checkLife(options)
    const { context = defaultContext, restart, signal, unread } = options
    const restarts = restart === undefined ? undefined : new Restarts(restart)
    checkWhat(what)
    if (typeof what !== 'function') checkThread(options)
    this.#life = new Life(
      typeof what === 'function' ? () => new LoopHome(context, what, args) : () => new ThreadHome(defaultContext, what, args, options),
      restarts,
      nameOf(what),
      unread,
    )
    if (signal !== undefined) this.#endWith(signal)
  }

  /**
   * As `new`, and resolves when the actor has called `pipe.signal()`. Rejects as `ready` does, and nothing is left of the actor then. An
   * actor that has not signalled for 10 s is told by the process warning ZACTOR_NOT_READY; set `signal` to stop waiting for it.
   */
  static async start<C extends Commands = Commands>(run: ActorFunction, args?: undefined, options?: ZactorOptions): Promise<Zactor<C>>
  static async start<C extends Commands = Commands, A = unknown>(
    run: ActorFunction<A>,
    args: A,
    options?: ZactorOptions,
  ): Promise<Zactor<C>>
  static async start<C extends Commands>(run: ActorFunction<never>, args?: unknown, options: ZactorOptions = {}): Promise<Zactor<C>> {
    if (typeof run !== 'function')
      throw new TypeError(`Zactor.start() takes a function, not ${typeof run}: for a module there is Zactor.thread()`)
    checkLife(options)
    options.signal?.throwIfAborted()
    return whenReady(new Zactor<C>(run, args, options))
  }

  /**
   * As `start`, in a worker thread of its own. `module` is a file URL or a path, as `new Worker` takes it; it calls `Zactor.run()`.
   * `args` are copied as by `postMessage`, except for what `transfer` names. Rejects also with ENOTSUP, and with ERR_ZACTOR_CRASHED
   * when the module cannot be loaded or never calls `Zactor.run()`.
   *
   * ```ts
   * await using sum = await Zactor.thread(new URL('./sum.js', import.meta.url), { from: 1 })
   * ```
   */
  static async thread<C extends Commands = Commands>(
    module: URL | string,
    args?: unknown,
    options: ZactorThreadOptions = {},
  ): Promise<Zactor<C>> {
    if (typeof module === 'function')
      throw new TypeError('Zactor.thread() takes a module, by URL or path: a function has its home in the loop, by Zactor.start()')
    checkLife(options)
    options.signal?.throwIfAborted()
    return whenReady(new Zactor<C>(module, args, options))
  }

  /**
   * What the module of a thread is there for: runs `run` with the pipe to the owner and what that gave as `args`. The thread ends when
   * it returns. Called once; throws ERR_ZACTOR_NO_THREAD in any other place.
   *
   * ```ts
   * Zactor.run(async (pipe, { from }) => {
   *   await pipe.signal()
   *   for await (const [number] of pipe) await pipe.send(from + Number(number))
   * })
   * ```
   */
  static run<A>(run: ActorFunction<A>): void {
    runThreadActor(run)
  }

  /**
   * Resolves with the first signal of the actor. Rejects with the reason when it refused to start, ERR_ZACTOR_CRASHED when it threw,
   * ERR_ZACTOR_ENDED when it returned or was destroyed before, or with the reason of the `signal` it was made with.
   */
  get ready(): Promise<void> {
    if (this.#life.state === 'starting') this.#life.watch()
    return this.#life.ready
  }

  /**
   * Resolves when the function has returned. Rejects with ERR_ZACTOR_CRASHED when it threw, `cause` is what; ERR_ZACTOR_GIVEN_UP when
   * it has crashed too often to be started again.
   */
  get ended(): Promise<void> {
    return this.#life.end()
  }

  get state(): ZactorState {
    return this.#life.state
  }

  /** Where its pipe is. */
  get context(): Context {
    return this.#life.pair.context
  }

  /** It is gone, and all it sent was read. A poller forgets it then, and the readers of a loop end. */
  get closed(): boolean {
    return this.#life.owner.closed
  }

  /** A `receive()` would not have to wait: it has sent a message that is no signal. */
  get readable(): boolean {
    return this.#life.owner.readable
  }

  /**
   * For pollers and loops: `changed` is called whenever it may have become readable, in this run or the next, and when it was closed.
   * @internal
   */
  watch(changed: () => void): { stop(): void } {
    return this.#life.owner.watch(changed)
  }

  /**
   * Sends the actor a message. Waits while 1000 of them are unread, and while it waits to be started again: what waits when it crashes
   * goes to the next run. Rejects with EAGAIN after `timeout` and when it is gone, with EBADF when it was destroyed.
   */
  send(message: MessageLike | MessageLike[], options?: WaitOptions): Promise<void> {
    if (this.#life.destroyed) return Promise.reject(new ZmqError('EBADF', 'the actor was destroyed'))
    return this.#life.pair.send(message, options)
  }

  /** As `send`, if that takes no waiting. False: not taken. */
  trySend(message: MessageLike | MessageLike[]): boolean {
    const { pair, state } = this.#life
    return state !== 'ended' && !this.#life.destroyed && !pair.closed && pair.trySend(message)
  }

  /**
   * The next message of the actor that is no signal. Any number of calls may wait. Rejects with EAGAIN after `timeout`, with the
   * reason of `signal`, or with ERR_ZACTOR_ENDED or ERR_ZACTOR_CRASHED when the actor is gone and all it sent was read.
   */
  receive(options?: WaitOptions): Promise<Buffer[]> {
    return this.#life.owner.receive(options)
  }

  /** The next message of the actor, if there is one now and nobody waits for it. Undefined, too, when it is gone. */
  tryReceive(): Buffer[] | undefined {
    return this.#life.owner.tryReceive()
  }

  /** The messages of the actor, one a step. Ends with the actor; throws ERR_ZACTOR_CRASHED when that crashed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer[], undefined> {
    this.#life.watch()
    try {
      for (;;) yield await this.receive()
    } catch (error) {
      if ((error as ZmqError).code !== 'ERR_ZACTOR_ENDED') throw error
      return undefined
    }
  }

  /** The status of the next signal (zsock_wait): what answers a command that went with `send`. Rejects as `receive`. */
  wait(options?: WaitOptions): Promise<number> {
    return this.#life.owner.wait(options)
  }

  /**
   * Sends a command, and resolves when the actor has answered it with success. Any number may be under way; they are answered in
   * order. Rejects with the reason the actor gives, ERR_ZACTOR_REFUSED when it gives none, TypeError, or as `send` and `receive` do.
   */
  async command<N extends keyof C & string>(message: readonly [N, ...C[N]], options?: WaitOptions): Promise<void> {
    await this.ask(message, undefined, options)
  }

  /** @internal As `command`, for one that has a reply if `isReply` is given: resolves to that. */
  async ask<N extends keyof C & string>(
    message: readonly [N, ...C[N]],
    isReply: IsReply | undefined,
    options?: WaitOptions,
  ): Promise<Buffer[] | undefined> {
    if (!Array.isArray(message) || message.length === 0)
      throw new TypeError('a command is an array: its name, and the frames that follow it')
    const [name, ...frames] = message
    if (this.#life.destroyed && this.#life.state !== 'ended') throw new ZmqError('ERR_ZACTOR_ENDED', 'the actor was destroyed')
    return this.#life.owner.command(name, frames, options, isReply)
  }

  /**
   * Sends `$TERM`, and resolves when the function has returned and its thread has ended. What the actor sends meanwhile is thrown away but for who waits for
   * it already. It never rejects: a crash is told by `ended` and the event. Safe to call twice, and in every state.
   */
  destroy(): Promise<void> {
    return this.#life.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.destroy()
  }

  /** Calls `listener` at each event. Who waits for events only does not keep the process alive. */
  on<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): this {
    this.#life.events.add(event, listener)
    return this
  }

  off<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): this {
    this.#life.events.remove(event, listener)
    return this
  }

  #endWith(signal: AbortSignal): void {
    const abort = (): void => this.#life.abort(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    const forget = (): void => signal.removeEventListener('abort', abort)
    this.#life.ended.then(forget, forget)
  }
}

/** Rejects as `ready` does, and nothing is left of the actor then. */
async function whenReady<C extends Commands>(actor: Zactor<C>): Promise<Zactor<C>> {
  try {
    await actor.ready
    return actor
  } catch (error) {
    await actor.destroy()
    throw error
  }
}

/** Throws TypeError. */
function checkLife(options: LifeOptions & { readonly context?: Context }): void {
  checkObject('options', options)
  const { context, signal } = options
  if (context !== undefined) checkObject('option context', context)
  if (signal !== undefined) checkWaitOptions({ signal })
}

/** For messages: the name of a function, or the module. */
function nameOf(what: ActorFunction<never> | URL | string): string {
  return typeof what === 'function' ? what.name || '(a function without a name)' : String(what)
}

/** Throws TypeError. */
function checkWhat(what: unknown): void {
  if (typeof what === 'function' || typeof what === 'string' || typeof (what as URL | null | undefined)?.href === 'string') return
  throw new TypeError(`an actor is a function, or a module by its URL or path, not ${what === null ? 'null' : typeof what}`)
}

/** Throws EINVAL. */
function checkThread({ restart, timeout = -1, transfer = [] }: ZactorThreadOptions): void {
  if (typeof timeout !== 'number' || !(timeout >= -1)) {
    throw new ZmqError('EINVAL', `timeout is a number of milliseconds, or -1, not ${String(timeout)}`)
  }
  if (restart !== undefined && transfer.length > 0) {
    throw new ZmqError(
      'EINVAL',
      'what is transferred to a thread is gone here, so that thread cannot be started again: transfer or restart',
    )
  }
}
