/**
 * A poller (zpoller): returns the next of its sockets and actors that can be read, each in turn. It never receives a message itself, so it
 * cannot lose one.
 */
import type { Context, Pollable, Runtime, WaitOptions } from '@tszmq/sockets'
import { context as defaultContext, ZmqError } from '@tszmq/sockets'
import { checkObject, checkPollable, checkWaitOptions, kindOf, Turn, Waiter } from '@tszmq/sockets/internal'

export interface ZpollerOptions {
  /** The context whose clock measures the timeouts. Default: that of the first socket, or the default context. */
  readonly context?: Context
}

/**
 * `S`: the type of its sockets, which `wait()` returns.
 *
 * ```ts
 * await using poller = new Zpoller([orders, control])
 * for await (const socket of poller) handle(socket.tryReceive())
 * ```
 */
export class Zpoller<S extends Pollable = Pollable> {
  readonly #runtime: Runtime
  readonly #turn: Turn
  /** The function that stops watching each socket. */
  readonly #sockets = new Map<S, () => void>()
  /** Sockets that may have a message, the next in turn first. */
  readonly #ready = new Set<S>()
  readonly #waiting = new Set<Waiter<S | undefined>>()
  #release: (() => void) | undefined = undefined
  #expired = false
  #terminated = false
  /** True if a socket was closed since the poller last had none. */
  #hasLostSocket = false
  #destroyed = false

  /** Throws EBADF for a closed socket, TypeError for an object that cannot be polled. */
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

  /** The number of its sockets. A closed socket does not count. */
  get size(): number {
    return this.#sockets.size
  }

  /** True if the last `wait()` that ended was ended by its timeout. */
  get expired(): boolean {
    return this.#expired
  }

  /**
   * True if the poller was destroyed, or has no socket left and at least one was closed. Terminating a context closes all its sockets. False
   * again once a socket is added.
   */
  get terminated(): boolean {
    return this.#terminated
  }

  /** Adds `socket`, for waits that are under way too. Adding it again has no effect. Throws EBADF if it or the poller is closed, TypeError. */
  add(socket: S): this {
    if (this.#destroyed) throw new ZmqError('EBADF', 'the poller was destroyed')
    checkPollable(socket)
    if (this.#sockets.has(socket)) return this
    const watch = socket.watch(() => this.#changed(socket))
    this.#sockets.set(socket, () => watch.stop())
    if (this.#sockets.size === 1) this.#hasLostSocket = this.#terminated = false
    this.#changed(socket)
    return this
  }

  /** Removes `socket`. Returns false if the poller does not have it. If it was the last one and others were closed before, waits end, see `terminated`. */
  remove(socket: S): boolean {
    const removed = this.#forget(socket)
    this.#terminateIfEmpty()
    return removed
  }

  /**
   * Resolves to the next socket in turn that can be read, at once or as soon as there is one. `timeout` is in milliseconds: -1, the default,
   * waits for ever, 0 does not wait. Resolves to undefined after the timeout, see `expired`, and if the poller has ended, see `terminated`.
   * Rejects with the reason of `signal`. A socket stays readable until it is read, so later waits return it again. If other code receives
   * from the socket too, use `tryReceive()`.
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

  /** Yields each socket that can be read, in turn. Ends when the poller is `terminated`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<S, undefined> {
    for (let socket = await this.wait(); socket !== undefined; socket = await this.wait()) yield socket
    return undefined
  }

  /** Removes all sockets, which stay open. Waits resolve to undefined. Safe to call twice. */
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

  /** Runs in a later turn of the event loop, after the work that was due before. */
  #lookAgain(waiter: Waiter<S | undefined>, timeout: number): void {
    if (waiter.done) return
    const socket = this.#next()
    if (socket !== undefined) waiter.resolve(socket)
    else if (timeout === 0) waiter.resolve(this.#none(true))
  }

  /** The socket that is returned goes behind the others. */
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
    this.#hasLostSocket = true
    this.#terminateIfEmpty()
  }

  #forget(socket: S): boolean {
    this.#sockets.get(socket)?.()
    this.#ready.delete(socket)
    return this.#sockets.delete(socket)
  }

  /** The order in which sockets are closed and removed makes no difference. */
  #terminateIfEmpty(): void {
    if (this.#hasLostSocket && this.#sockets.size === 0) this.#terminate()
  }

  #terminate(): void {
    this.#terminated = true
    for (const waiter of [...this.#waiting]) waiter.resolve(this.#none(false))
  }

  /** A wait keeps the process alive. */
  #settle(): void {
    if (this.#waiting.size > 0) this.#release ??= this.#runtime.hold()
    else {
      this.#release?.()
      this.#release = undefined
    }
  }
}
