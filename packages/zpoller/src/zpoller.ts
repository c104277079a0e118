/**
 * A poller (zpoller): tells which of its sockets can be read, each in turn, actors among them. It never receives, so that nothing can
 * be lost in it: what the sockets have stays there until somebody receives it.
 */
import type { Context, Pollable, Runtime, WaitOptions } from '@tszmq/sockets'
import { context as defaultContext, ZmqError } from '@tszmq/sockets'
import { checkObject, checkPollable, checkWaitOptions, kindOf, Turn, Waiter } from '@tszmq/sockets/internal'

export interface ZpollerOptions {
  /** Whose time the timeouts are of; by default that of the first socket, or of the default context. */
  readonly context?: Context
}

/**
 * `S`: its sockets, so that what `wait()` gives needs no cast.
 *
 * ```ts
 * await using poller = new Zpoller([orders, control])
 * for await (const socket of poller) handle(socket.tryReceive())
 * ```
 */
export class Zpoller<S extends Pollable = Pollable> {
  readonly #runtime: Runtime
  readonly #turn: Turn
  /** How to stop watching each of them. */
  readonly #sockets = new Map<S, () => void>()
  /** Who may have something, the next in turn first. */
  readonly #ready = new Set<S>()
  readonly #waiting = new Set<Waiter<S | undefined>>()
  #release: (() => void) | undefined = undefined
  #expired = false
  #terminated = false
  /** One of its sockets was closed since it last had none. */
  #bereaved = false
  #destroyed = false

  /** Throws EBADF for a socket that is closed, TypeError for what cannot be polled. */
  constructor(sockets: Iterable<S> = [], options: ZpollerOptions = {}) {
    if (typeof (sockets as Partial<Iterable<S>> | null)?.[Symbol.iterator] !== 'function')
      throw new TypeError(`sockets must be an array, or another iterable, not ${kindOf(sockets)}`)
    checkObject('options', options)
    const all = [...sockets]
    all.forEach(checkPollable)
    const { context = all[0]?.context ?? defaultContext } = options
    this.#runtime = context.runtime
    this.#turn = new Turn(this.#runtime)
    for (const socket of all) this.add(socket)
  }

  /** How many sockets it has. One that was closed is none of them any more. */
  get size(): number {
    return this.#sockets.size
  }

  /** The wait that ended last ended by its timeout. */
  get expired(): boolean {
    return this.#expired
  }

  /**
   * It has no socket left, and one at least was closed, as all are when their context is terminated; or it was destroyed itself. False
   * again when another is added.
   */
  get terminated(): boolean {
    return this.#terminated
  }

  /** Polls `socket` too; waits that are under way do so. Once is enough. Throws EBADF when it or the poller is closed, TypeError. */
  add(socket: S): this {
    if (this.#destroyed) throw new ZmqError('EBADF', 'the poller was destroyed')
    checkPollable(socket)
    if (this.#sockets.has(socket)) return this
    const watch = socket.watch(() => this.#changed(socket))
    this.#sockets.set(socket, () => watch.stop())
    if (this.#sockets.size === 1) this.#bereaved = this.#terminated = false
    this.#changed(socket)
    return this
  }

  /** Polls `socket` no longer. False: it did not. When it was the last, and others were closed before, waits end: see `terminated`. */
  remove(socket: S): boolean {
    const removed = this.#forget(socket)
    this.#endIfForsaken()
    return removed
  }

  /**
   * The next of its sockets, in turn, that can be read: at once, or as soon as one can. Undefined when `timeout` (milliseconds; -1,
   * the default, for ever; 0 not at all) is over, see `expired`, and when there is nothing left to wait for, see `terminated`.
   * Rejects with the reason of `signal`. A socket stays readable until somebody receives, and is told again by the next wait. Where
   * others receive from it too, take what there is with `tryReceive()`.
   */
  wait(options: WaitOptions = {}): Promise<S | undefined> {
    return new Promise((resolve, reject) => {
      checkWaitOptions(options)
      const { timeout = -1, signal } = options
      if (signal?.aborted === true) return reject(signal.reason as Error)
      if (this.#terminated) return resolve(this.#none(false))
      const inTime = this.#turn.spend()
      const socket = inTime ? this.#next() : undefined
      if (socket !== undefined) return resolve(socket)
      if (inTime && timeout === 0) return resolve(this.#none(true))
      this.#enter(timeout, signal, resolve, reject)
    })
  }

  /** Whoever can be read, one a step, in turn. Ends when the poller is `terminated`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<S, undefined> {
    for (let socket = await this.wait(); socket !== undefined; socket = await this.wait()) yield socket
    return undefined
  }

  /** Forgets its sockets, which stay as they are. Waits end with undefined. Safe to call twice. */
  destroy(): void {
    this.#destroyed = true
    for (const socket of [...this.#sockets.keys()]) this.#forget(socket)
    this.#terminate()
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.destroy()
    return Promise.resolve()
  }

  #enter(
    timeout: number,
    signal: AbortSignal | undefined,
    resolve: (socket: S | undefined) => void,
    reject: (reason: unknown) => void,
  ): void {
    let cancel = (): unknown => undefined
    const leave = (): void => {
      cancel()
      this.#waiting.delete(waiter)
      this.#settle()
    }
    const waiter = new Waiter<S | undefined>(
      (socket) => {
        leave()
        resolve(socket)
      },
      (reason) => {
        this.#expired = false
        leave()
        reject(reason)
      },
    )
    this.#waiting.add(waiter)
    this.#settle()
    if (timeout > 0) cancel = this.#runtime.after(timeout, () => waiter.resolve(this.#none(true)))
    if (signal !== undefined) waiter.limit(this.#runtime, -1, signal, 'wait()', () => undefined)
    if (this.#turn.spent) this.#turn.next(() => this.#lookAgain(waiter, timeout))
  }

  /** In a turn of its own: what others had to do before was done. */
  #lookAgain(waiter: Waiter<S | undefined>, timeout: number): void {
    if (waiter.done) return
    const socket = this.#next()
    if (socket !== undefined) waiter.resolve(socket)
    else if (timeout === 0) waiter.resolve(this.#none(true))
  }

  /** Whoever is told of goes behind the others. */
  #next(): S | undefined {
    for (const socket of this.#ready) {
      this.#ready.delete(socket)
      if (!socket.readable) continue
      this.#ready.add(socket)
      this.#expired = false
      return socket
    }
    return undefined
  }

  #none(expired: boolean): S | undefined {
    this.#expired = expired
    return undefined
  }

  #changed(socket: S): void {
    if (socket.closed) return this.#gone(socket)
    this.#ready.add(socket)
    for (const waiter of [...this.#waiting]) {
      const next = this.#next()
      if (next === undefined) return
      waiter.resolve(next)
    }
  }

  #gone(socket: S): void {
    if (!this.#forget(socket)) return
    this.#bereaved = true
    this.#endIfForsaken()
  }

  #forget(socket: S): boolean {
    this.#sockets.get(socket)?.()
    this.#ready.delete(socket)
    return this.#sockets.delete(socket)
  }

  /** As if there had been no others beside those that were closed: which went first makes no difference. */
  #endIfForsaken(): void {
    if (this.#bereaved && this.#sockets.size === 0) this.#terminate()
  }

  #terminate(): void {
    this.#terminated = true
    for (const waiter of [...this.#waiting]) waiter.resolve(this.#none(false))
  }

  /** Who waits keeps the process alive. */
  #settle(): void {
    if (this.#waiting.size > 0) this.#release ??= this.#runtime.hold()
    else {
      this.#release?.()
      this.#release = undefined
    }
  }
}
