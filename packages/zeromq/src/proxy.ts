/** The addon's Proxy, an adapter over the proxy of `sockets`. */
import { Proxy as Engine } from '@tszmq/sockets/internal'
import { addonError, asAddonError } from './addon-error.ts'
import { BACK_END, checkArguments, FRONT_END } from './argument-rule.ts'
import { engineOf } from './engine.ts'
import type { Socket } from './socket.ts'
import { endpointsOf } from './socket.ts'

/** Forwards whole messages between two sockets, both ways (zmq_proxy). */
export class Proxy<F extends Socket = Socket, B extends Socket = Socket> {
  readonly #frontEnd: F
  readonly #backEnd: B
  readonly #engine: Engine
  #running = false

  /** Throws TypeError if an argument is not a socket. */
  constructor(frontEnd: F, backEnd: B)
  constructor(...args: unknown[]) {
    checkArguments(args, FRONT_END, BACK_END)
    this.#frontEnd = args[0] as F
    this.#backEnd = args[1] as B
    this.#engine = new Engine(engineOf(args[0]), engineOf(args[1]))
  }

  /** The front-end socket. */
  get frontEnd(): F {
    return this.#frontEnd
  }

  /** The back-end socket. */
  get backEnd(): B {
    return this.#backEnd
  }

  /** Forwards until `terminate()`, then closes both sockets and resolves. Throws EINVAL if one of them is neither bound nor connected. */
  run(): Promise<void>
  run(...args: unknown[]): Promise<void> {
    checkArguments(args)
    if (endpointsOf(this.#frontEnd) <= 0) throw addonError('EINVAL', { text: 'Front-end socket must be bound or connected' })
    if (endpointsOf(this.#backEnd) <= 0) throw addonError('EINVAL', { text: 'Back-end socket must be bound or connected' })
    this.#running = true
    return this.#run()
  }

  /** Stops forwarding until `resume()`. Throws EBADF unless the proxy runs. */
  pause(): void
  pause(...args: unknown[]): void {
    this.#checkRunning(args)
    this.#engine.pause()
  }

  /** Forwards again after `pause()`. Throws EBADF unless the proxy runs. */
  resume(): void
  resume(...args: unknown[]): void {
    this.#checkRunning(args)
    this.#engine.resume()
  }

  /** Ends `run()` and closes both sockets. Throws EBADF unless the proxy runs. */
  terminate(): void
  terminate(...args: unknown[]): void {
    this.#checkRunning(args)
    this.#engine.terminate()
  }

  async #run(): Promise<void> {
    try {
      await this.#engine.run()
    } catch (error) {
      throw asAddonError(error)
    } finally {
      this.#running = false
    }
  }

  #checkRunning(args: readonly unknown[]): void {
    checkArguments(args)
    if (!this.#running) throw addonError('EBADF')
  }
}
