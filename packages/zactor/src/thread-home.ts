/**
 * A worker thread as the home of an actor. Its end is that of the thread, or the return of its function if that comes first. It ends a
 * thread by force only before the actor began, or when `timeout` says so.
 */
import type { MessagePort, Transferable, Worker, WorkerOptions } from 'node:worker_threads'
import type { Context } from '@tszmq/sockets'
import { Pair } from '@tszmq/sockets'
import { TERM } from './actor-pipe.ts'
import type { Ending } from './ending.ts'
import { crash, crashed, returned } from './ending.ts'
import type { Home } from './home.ts'
import { BEGUN, GIVEN_UP, LINK, LOADING, ORPHANED, RETURNED, TERMINATE, workerThreads } from './thread-link.ts'
import type { ThreadLink } from './thread-link.ts'

/** What an actor in a thread may have beside its arguments. */
export interface ThreadSettings {
  /** What of the arguments goes over without being copied, as in `postMessage`. It is gone here then. */
  readonly transfer?: readonly Transferable[]
  /** Milliseconds that the thread may take to end after `$TERM` before it is ended; -1, the default, is for ever. */
  readonly timeout?: number
  /** What Node may set for the thread: its environment, its limits, its name. */
  readonly worker?: Pick<WorkerOptions, 'argv' | 'env' | 'execArgv' | 'name' | 'resourceLimits' | 'stderr' | 'stdout' | 'trackUnmanagedFds'>
}

/** For the next pipe of this thread. */
let pipes = 0

export class ThreadHome implements Home {
  readonly pair: Pair
  readonly #module: URL | string
  readonly #args: unknown
  readonly #settings: ThreadSettings
  readonly #phase = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #worker: Worker | undefined = undefined
  #port: MessagePort | undefined = undefined
  #tell: ((ending: Ending) => void) | undefined = undefined
  /** What ended the thread, when that was an error. */
  #fault: Ending | undefined = undefined
  /** It did not end in time. */
  #overdue = false
  #cancelTimeout: (() => void) | undefined = undefined
  readonly #gone: Promise<void>
  #exited!: () => void

  /** `module`: as `new Worker` takes it, and a file URL as text. Throws ENOTSUP, EMFILE, ETERM. */
  constructor(context: Context, module: URL | string, args: unknown, settings: ThreadSettings) {
    workerThreads()
    this.#module = typeof module === 'string' && /^(file|data):/.test(module) ? new URL(module) : module
    this.#args = args
    this.#settings = settings
    this.#gone = new Promise((resolve) => (this.#exited = resolve))
    this.pair = new Pair({ context, linger: 0 })
  }

  /** Throws what `new Worker` throws: of the path, of arguments that cannot be cloned. */
  start(ended: (ending: Ending) => void): void {
    this.#tell = ended
    try {
      this.#begin()
    } catch (error) {
      this.#port?.close()
      this.pair.close()
      throw error
    }
    this.pair.watch(() => {
      if (this.pair.closed) this.#port?.postMessage(ORPHANED)
    })
  }

  terminate(): void {
    const { timeout = -1 } = this.#settings
    if (Atomics.compareExchange(this.#phase, 0, LOADING, GIVEN_UP) === LOADING) return void this.#worker?.terminate()
    this.#port?.postMessage(TERMINATE)
    this.pair.send(TERM).catch(() => undefined)
    if (timeout >= 0) this.#cancelTimeout = this.pair.context.runtime.after(timeout, () => this.#kill())
  }

  ref(): void {
    this.#worker?.ref()
  }

  leave(): Promise<void> {
    this.pair.close()
    return this.#worker === undefined ? Promise.resolve() : this.#gone
  }

  #begin(): void {
    const { MessageChannel, threadId, Worker } = workerThreads()
    const { transfer = [], worker: options } = this.#settings
    const { port1, port2 } = new MessageChannel()
    const name = `zactor-${threadId}-${pipes++}-${this.pair.context.runtime.random().toString(36).slice(2)}`
    const link: ThreadLink = { name, args: this.#args, port: port2, phase: this.#phase }
    this.#port = port1
    const worker = new Worker(this.#module, { ...options, workerData: { [LINK]: link }, transferList: [port2, ...transfer] })
    this.#worker = worker
    // Who waits for an actor keeps the process alive, not the actor.
    worker.unref()
    worker.on('error', (error: unknown) => this.#failed(error))
    worker.on('exit', (code) => this.#exit(code))
    port1.on('message', (word: unknown) => {
      if (word === RETURNED) this.#endSoon(returned)
    })
    port1.unref()
    this.pair.connect(`inproc://${name}`)
  }

  #kill(): void {
    this.#overdue = true
    void this.#worker?.terminate()
  }

  #failed(error: unknown): void {
    this.#fault = crashed(error)
    // It has returned already, so nobody looks any more: as a function in the loop that throws from a timer that it left behind.
    if (this.#tell === undefined) void Promise.reject(this.#fault.error)
  }

  #exit(code: number): void {
    this.#cancelTimeout?.()
    const hasReturned = this.#readsReturned()
    this.#port?.close()
    this.#exited()
    this.#endSoon(() => this.#fault ?? (hasReturned ? returned() : this.#ending(code)))
  }

  /** True if the port still holds that the function returned: Node may emit 'exit' before what the thread posted last. */
  #readsReturned(): boolean {
    const { receiveMessageOnPort } = workerThreads()
    const port = this.#port
    if (port === undefined) return false
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      if (next.message === RETURNED) return true
    }
    return false
  }

  /** What the thread wrote last is heard of within a turn, a connection that is just about to be with it. */
  #endSoon(ending: () => Ending): void {
    const { runtime } = this.pair.context
    runtime.yield(() => runtime.yield(() => this.#end(ending())))
  }

  #ending(code: number): Ending {
    const phase = Atomics.load(this.#phase, 0)
    if (phase === GIVEN_UP) return returned()
    if (this.#overdue) return { error: crash(`its thread did not end within ${this.#settings.timeout} ms, and was ended`), well: false }
    if (phase === BEGUN) return { error: crash(`its thread exited with code ${code} before its function returned`), well: false }
    return { error: crash(`its module exited with code ${code} and never called Zactor.run()`), well: false }
  }

  #end(ending: Ending): void {
    const tell = this.#tell
    this.#tell = undefined
    tell?.(ending)
  }
}
