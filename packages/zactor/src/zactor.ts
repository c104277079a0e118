/**
 * An actor (zactor): a function or a worker thread with a pipe to its owner. It starts with a ready signal and ends with `$TERM`. A crash is an
 * event for the owner, and the actor can be started again.
 */
import type { Context, MessageLike, Pollable, WaitOptions } from '@tszmq/sockets'
import { context as defaultContext, ZmqError } from '@tszmq/sockets'
import { checkObject, checkWaitOptions } from '@tszmq/sockets/internal'
import type { ZactorEvents } from './actor-events.ts'
import { Life } from './life.ts'
import type { ZactorState } from './life.ts'
import { LoopRunner } from './loop-runner.ts'
import type { ActorFunction } from './loop-runner.ts'
import type { MessageQueue } from './message-queue.ts'
import type { IsReply } from './owner-pipe.ts'
import { Restarts } from './restarts.ts'
import type { RestartOptions } from './restarts.ts'
import { runThreadActor } from './thread-actor.ts'
import { ThreadRunner } from './thread-runner.ts'
import type { ThreadSettings } from './thread-runner.ts'

/** The commands of an actor: for each name the frames that follow it on the wire. */
export type Commands = Record<string, readonly MessageLike[]>

interface LifeOptions {
  /** Aborting it destroys the actor. If the actor is still starting, `ready` rejects with its reason. */
  readonly signal?: AbortSignal
  /** Starts the actor again after a crash; `{}` takes the defaults. Default: a crash ends the actor. */
  readonly restart?: RestartOptions
}

export interface ZactorOptions extends LifeOptions {
  /** The context of the pipe, which the actor gets as `pipe.context`. Default: the default context. */
  readonly context?: Context
  /** @internal Keeps the messages that are read before the owner receives them. */
  readonly unread?: MessageQueue
}

/** The options of an actor in a thread. A thread has a context of its own, which is `pipe.context` there. */
export interface ZactorThreadOptions extends LifeOptions, ThreadSettings {}

/**
 * `C`: its commands, so that `command()` checks names and frames.
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
   * Starts a function, which is called when the running code is done, or a thread with a module. Throws EMFILE and ETERM as every socket does,
   * and EINVAL and TypeError for options. For a module it also throws ENOTSUP, and as `new Worker`.
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
      typeof what === 'function' ? () => new LoopRunner(context, what, args) : () => new ThreadRunner(defaultContext, what, args, options),
      restarts,
      nameOf(what),
      unread,
    )
    if (signal !== undefined) this.#endWith(signal)
  }

  /**
   * As `new`, and resolves when the actor has called `pipe.signal()`. Rejects as `ready`, after the actor is destroyed. If the actor has not
   * signalled after 10 s, the process warning ZACTOR_NOT_READY is emitted; set `signal` to stop waiting.
   */
  static async start<C extends Commands = Commands>(run: ActorFunction, args?: undefined, options?: ZactorOptions): Promise<Zactor<C>>
  static async start<C extends Commands = Commands, A = unknown>(
    run: ActorFunction<A>,
    args: A,
    options?: ZactorOptions,
  ): Promise<Zactor<C>>
  static async start<C extends Commands>(run: ActorFunction<never>, args?: unknown, options: ZactorOptions = {}): Promise<Zactor<C>> {
    if (typeof run !== 'function')
      throw new TypeError(`Zactor.start() takes a function, not ${typeof run}: use Zactor.thread() for a module`)
    checkLife(options)
    options.signal?.throwIfAborted()
    return whenReady(new Zactor<C>(run, args, options))
  }

  /**
   * As `start`, in a worker thread of its own. `module` is a file URL or a path, as for `new Worker`; it calls `Zactor.run()`. `args` are copied
   * as by `postMessage`, except for the objects in `transfer`. Also rejects with ENOTSUP, and with ERR_ZACTOR_CRASHED if the module cannot be
   * loaded or never calls `Zactor.run()`.
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
      throw new TypeError('Zactor.thread() takes a module, by URL or path: use Zactor.start() for a function')
    checkLife(options)
    options.signal?.throwIfAborted()
    return whenReady(new Zactor<C>(module, args, options))
  }

  /**
   * Called once by the module of a thread: calls `run` with the pipe to the owner and with `args`. The thread ends when `run` returns. Throws
   * ERR_ZACTOR_NO_THREAD outside such a module, and at a second call.
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
   * Resolves with the first signal of the actor. Rejects with the reason if it refused to start, ERR_ZACTOR_CRASHED if it threw,
   * ERR_ZACTOR_ENDED if it returned or was destroyed before, or with the reason of the option `signal`.
   */
  get ready(): Promise<void> {
    if (this.#life.state === 'starting') this.#life.watch()
    return this.#life.ready
  }

  /**
   * Resolves when the function has returned. Rejects with ERR_ZACTOR_CRASHED if it threw; `cause` is the value. Rejects with ERR_ZACTOR_GIVEN_UP
   * if it has crashed too often to be started again.
   */
  get ended(): Promise<void> {
    return this.#life.waitUntilEnded()
  }

  /** Where the actor is in its life. It is `starting` again before each restart. */
  get state(): ZactorState {
    return this.#life.state
  }

  /** The context of its pipe. */
  get context(): Context {
    return this.#life.pair.context
  }

  /** True if the actor has ended and all its messages were read. A poller removes it then, and the readers of a loop end. */
  get closed(): boolean {
    return this.#life.owner.closed
  }

  /** True if `receive()` would not wait: the actor has sent a message that is not a signal. */
  get readable(): boolean {
    return this.#life.owner.readable
  }

  /**
   * For pollers and loops: calls `changed` whenever `readable` or `closed` may have become true, in this run or a later one.
   * @internal
   */
  watch(changed: () => void): { stop(): void } {
    return this.#life.owner.watch(changed)
  }

  /**
   * Sends a message to the actor. Waits while the pipe is full, and while the actor waits to be started again; a message that waits when the
   * actor crashes goes to the next run. Rejects with EAGAIN after `timeout` and if the actor has ended, with EBADF if it was destroyed.
   */
  send(message: MessageLike | MessageLike[], options?: WaitOptions): Promise<void> {
    if (this.#life.destroyed) return Promise.reject(new ZmqError('EBADF', 'the actor was destroyed'))
    return this.#life.pair.send(message, options)
  }

  /** As `send`, without waiting. Returns false if the message was not sent. */
  trySend(message: MessageLike | MessageLike[]): boolean {
    const { pair, state } = this.#life
    return state !== 'ended' && !this.#life.destroyed && !pair.closed && pair.trySend(message)
  }

  /**
   * Resolves to the next message of the actor that is not a signal. Any number of calls may wait. Rejects with EAGAIN after `timeout`, with the
   * reason of `signal`, or with ERR_ZACTOR_ENDED or ERR_ZACTOR_CRASHED if the actor has ended and all its messages were read.
   */
  receive(options?: WaitOptions): Promise<Buffer[]> {
    return this.#life.owner.receive(options)
  }

  /** The next message of the actor, if there is one now and no `receive()` waits. Undefined if there is none, and after the end. */
  tryReceive(): Buffer[] | undefined {
    return this.#life.owner.tryReceive()
  }

  /** Yields each message of the actor. Ends with the actor; throws ERR_ZACTOR_CRASHED if it crashed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer[], undefined> {
    this.#life.watch()
    try {
      for (;;) yield await this.receive()
    } catch (error) {
      if ((error as ZmqError).code !== 'ERR_ZACTOR_ENDED') throw error
      return undefined
    }
  }

  /** Resolves to the status of the next signal (zsock_wait), which answers a command that was sent with `send`. Rejects as `receive`. */
  wait(options?: WaitOptions): Promise<number> {
    return this.#life.owner.wait(options)
  }

  /**
   * Sends a command, and resolves when the actor has answered with success. Any number of commands may be under way; they are answered in
   * order. Rejects with the reason of a refusal, or ERR_ZACTOR_REFUSED if there is none; with TypeError; or as `send` and `receive`.
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
   * Sends `$TERM`, and resolves when the function has returned and its thread has exited. Messages that the actor sends meanwhile are dropped
   * unless a call waits for them already. It never rejects; `ended` and the event `crash` report a crash. Safe to call twice, and in every state.
   */
  destroy(): Promise<void> {
    return this.#life.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.destroy()
  }

  /** Adds a listener. A listener does not keep the process alive. */
  on<E extends keyof ZactorEvents>(event: E, listener: ZactorEvents[E]): this {
    this.#life.events.add(event, listener)
    return this
  }

  /** Removes a listener. */
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

/** Rejects as `ready`, after the actor is destroyed. */
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

/** The name of a function, or the module, for warnings. */
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
    throw new ZmqError('EINVAL', `timeout must be a number of milliseconds, or -1, not ${String(timeout)}`)
  }
  if (restart !== undefined && transfer.length > 0) {
    throw new ZmqError('EINVAL', 'options transfer and restart exclude each other: a transferred object is not here for the next start')
  }
}
