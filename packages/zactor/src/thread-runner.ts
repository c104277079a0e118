/**
 * Runs an actor in a worker thread. The run ends when the function returns or the thread exits. The thread is ended by force only before the
 * actor has begun, or after `timeout`.
 */
import type { MessagePort, Transferable, Worker, WorkerOptions } from 'node:worker_threads'
import type { Context } from '@tszmq/sockets'
import { Pair } from '@tszmq/sockets'
import { TERM } from './actor-pipe.ts'
import type { RunResult } from './run-result.ts'
import { crash, crashed, returned } from './run-result.ts'
import type { Runner } from './runner.ts'
import { BEGUN, ABORTED, LINK, LOADING, OWNER_CLOSED, RETURNED, TERMINATE, workerThreads } from './thread-link.ts'
import type { ThreadLink } from './thread-link.ts'

/** Options of an actor in a thread. */
export interface ThreadSettings {
  /** Objects in the arguments that are transferred instead of copied, as by `postMessage`. The caller cannot use them any more. Default none. */
  readonly transfer?: readonly Transferable[]
  /** Milliseconds after `$TERM` until the thread is ended by force. -1 waits for ever. Default -1. */
  readonly timeout?: number
  /** Options of `new Worker`: environment, limits, name. */
  readonly worker?: Pick<WorkerOptions, 'argv' | 'env' | 'execArgv' | 'name' | 'resourceLimits' | 'stderr' | 'stdout' | 'trackUnmanagedFds'>
}

/** The number of the next pipe of this thread. */
let pipes = 0

export class ThreadRunner implements Runner {
  readonly pair: Pair
  readonly #module: URL | string
  readonly #args: unknown
  readonly #settings: ThreadSettings
  readonly #phase = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #worker: Worker | undefined = undefined
  #port: MessagePort | undefined = undefined
  #ended: ((result: RunResult) => void) | undefined = undefined
  /** The error event of the thread, if there was one. */
  #fault: RunResult | undefined = undefined
  /** True if the thread did not end within `timeout`. */
  #overdue = false
  #cancelTimeout: (() => void) | undefined = undefined
  readonly #exit: Promise<void>
  #resolveExit!: () => void

  /** `module`: as `new Worker` takes it, and a file URL as text. Throws ENOTSUP, EMFILE, ETERM. */
  constructor(context: Context, module: URL | string, args: unknown, settings: ThreadSettings) {
    workerThreads()
    this.#module = typeof module === 'string' && /^(file|data):/.test(module) ? new URL(module) : module
    this.#args = args
    this.#settings = settings
    this.#exit = new Promise((resolve) => (this.#resolveExit = resolve))
    this.pair = new Pair({ context, linger: 0 })
  }

  /** Throws as `new Worker`: for a wrong path, or arguments that cannot be cloned. */
  start(ended: (result: RunResult) => void): void {
    this.#ended = ended
    try {
      this.#begin()
    } catch (error) {
      this.#port?.close()
      this.pair.close()
      throw error
    }
    this.pair.watch(() => {
      if (this.pair.closed) this.#port?.postMessage(OWNER_CLOSED)
    })
  }

  terminate(): void {
    const { timeout = -1 } = this.#settings
    if (Atomics.compareExchange(this.#phase, 0, LOADING, ABORTED) === LOADING) return void this.#worker?.terminate()
    this.#port?.postMessage(TERMINATE)
    this.pair.send(TERM).catch(() => undefined)
    if (timeout >= 0) this.#cancelTimeout = this.pair.context.runtime.after(timeout, () => this.#kill())
  }

  ref(): void {
    this.#worker?.ref()
  }

  close(): Promise<void> {
    this.pair.close()
    return this.#worker === undefined ? Promise.resolve() : this.#exit
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
    // An actor alone does not keep the process alive; a caller that waits for it does.
    worker.unref()
    worker.on('error', (error: unknown) => this.#failed(error))
    worker.on('exit', (code) => this.#onExit(code))
    port1.on('message', (message: unknown) => {
      if (message === RETURNED) this.#endSoon(returned)
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
    // The function has returned already: the error is unhandled, as that of a timer which a function in the loop left behind.
    if (this.#ended === undefined) void Promise.reject(this.#fault.error)
  }

  #onExit(code: number): void {
    this.#cancelTimeout?.()
    const hasReturned = this.#readsReturned()
    this.#port?.close()
    this.#resolveExit()
    this.#endSoon(() => this.#fault ?? (hasReturned ? returned() : this.#resultOf(code)))
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

  /** Ends the run two turns later, after the last messages of the thread and a connection that is under way have arrived. */
  #endSoon(result: () => RunResult): void {
    const { runtime } = this.pair.context
    runtime.yield(() => runtime.yield(() => this.#end(result())))
  }

  #resultOf(code: number): RunResult {
    const phase = Atomics.load(this.#phase, 0)
    if (phase === ABORTED) return returned()
    if (this.#overdue) return { error: crash(`its thread did not end within ${this.#settings.timeout} ms, and was ended`), ok: false }
    if (phase === BEGUN) return { error: crash(`its thread exited with code ${code} before its function returned`), ok: false }
    return { error: crash(`its module exited with code ${code} and never called Zactor.run()`), ok: false }
  }

  #end(result: RunResult): void {
    const ended = this.#ended
    this.#ended = undefined
    ended?.(result)
  }
}
