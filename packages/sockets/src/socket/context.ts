/** A context: sockets that share inproc names, transports, time, and limits. Refuses more sockets than `maxSockets`. */
import type { Transport } from '@tszmq/transports'
import type { ThreadHub } from '@tszmq/transports/internal'
import { platform } from '#platform'
import { checkArray, checkObject } from '../options/argument.ts'
import { Flusher } from '../pipe/flusher.ts'
import { Inproc } from '../inproc/inproc.ts'
import { ProcessEnd } from './process-end.ts'
import type { EndingSocket } from './process-end.ts'
import { CONTEXT_OPTIONS, SOCKET_OPTIONS } from '../options/option-table.ts'
import type { OptionRow } from '../options/option-table.ts'
import { checkOption } from '../options/options.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { ReadBudget } from '../pipe/read-budget.ts'
import { Warnings } from '../events/warnings.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** What a context needs of its sockets. */
interface Closable extends EndingSocket {
  close(options?: CloseOptions): void
}

/** How a socket is closed, or all sockets of a context. */
export interface CloseOptions {
  /**
   * The `linger` of the socket from now on: milliseconds that queued messages have to be sent, -1 for as long as it takes. A socket that
   * is being closed already takes the new value too. Default: the option `linger` as it is.
   */
  readonly linger?: number
}

/** What new sockets start with, those that have the option. As `zsys_set_linger` and the like of CZMQ. */
export interface SocketDefaults {
  linger?: number
  sendHighWaterMark?: number
  receiveHighWaterMark?: number
  receiveMemory?: 'pooled' | 'owned'
}

export interface ContextOptions {
  /**
   * Number of I/O threads. This library has none. Unit: threads, 0 or more. Default: `1`. Has no effect; it exists so that
   * programs written for libzmq run. libzmq: ZMQ_IO_THREADS.
   */
  ioThreads?: number
  /**
   * Maximum number of open sockets. Creating one more throws `EMFILE`. Unit: sockets, 1 or more. Default: `1023`. Takes effect at
   * once. libzmq: ZMQ_MAX_SOCKETS.
   */
  maxSockets?: number
  /**
   * Priority of I/O threads. This library has none. Value: -1 or more. Default: `-1`. Has no effect; it exists so that programs
   * written for libzmq run. libzmq: ZMQ_THREAD_PRIORITY.
   */
  threadPriority?: number
  /**
   * Scheduling policy of I/O threads. This library has none. Value: -1 or more. Default: `-1`. Has no effect; it exists so that
   * programs written for libzmq run. libzmq: ZMQ_THREAD_SCHED_POLICY.
   */
  threadSchedulingPolicy?: number
  /**
   * In libzmq, a bound of a return value. Received messages are limited by `maxMessageSize` of the socket. Unit: bytes, 0 or more.
   * Default: `2147483647`. Has no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_MAX_MSGSZ.
   */
  maxMessageSize?: number
  /** Value of the option `ipv6` of new sockets. Default: `false`. Takes effect at once. libzmq: ZMQ_IPV6. */
  ipv6?: boolean
  /** If false, new sockets start with `linger = 0`. Default: `true`. Takes effect at once. libzmq: ZMQ_BLOCKY. */
  blocky?: boolean
  /** What the constructors of sockets say comes before it, and it comes before `blocky`. */
  socketDefaults?: SocketDefaults
  /** Transports beside or instead of tcp and ipc, by scheme. */
  transports?: readonly Transport[]
  /** Time and chance; the system's by default. */
  runtime?: Runtime
  /**
   * Whether losses and lasting failures that the program does not listen for are printed as process warnings (`docs/warnings.md`).
   * Default true. The environment variable `TSZMQ_WARNINGS=0` turns them off for the whole process.
   */
  warnings?: boolean
  /** @internal Makes the inproc directory of all threads, at its first use. For the default context, which all threads share. */
  makeHub?: () => ThreadHub | undefined
}

const MAX_SOCKETS_LIMIT = 65_535

export class Context {
  /**
   * Number of I/O threads. This library has none. Unit: threads, 0 or more. Default: `1`. Has no effect; it exists so that
   * programs written for libzmq run. libzmq: ZMQ_IO_THREADS.
   */
  declare ioThreads: number
  /**
   * Maximum number of open sockets. Creating one more throws `EMFILE`. Unit: sockets, 1 or more. Default: `1023`. Takes effect at
   * once. libzmq: ZMQ_MAX_SOCKETS.
   */
  declare maxSockets: number
  /**
   * Priority of I/O threads. This library has none. Value: -1 or more. Default: `-1`. Has no effect; it exists so that programs
   * written for libzmq run. libzmq: ZMQ_THREAD_PRIORITY.
   */
  declare threadPriority: number
  /**
   * Scheduling policy of I/O threads. This library has none. Value: -1 or more. Default: `-1`. Has no effect; it exists so that
   * programs written for libzmq run. libzmq: ZMQ_THREAD_SCHED_POLICY.
   */
  declare threadSchedulingPolicy: number
  /**
   * In libzmq, a bound of a return value. Received messages are limited by `maxMessageSize` of the socket. Unit: bytes, 0 or more.
   * Default: `2147483647`. Has no effect; it exists so that programs written for libzmq run. libzmq: ZMQ_MAX_MSGSZ.
   */
  declare maxMessageSize: number
  /** Value of the option `ipv6` of new sockets. Default: `false`. Takes effect at once. libzmq: ZMQ_IPV6. */
  declare ipv6: boolean
  /** If false, new sockets start with `linger = 0`. Default: `true`. Takes effect at once. libzmq: ZMQ_BLOCKY. */
  declare blocky: boolean
  // Private, so that they are own properties to nobody: they are not printed, copied or compared.
  readonly #runtime: Runtime
  readonly #warnings: Warnings
  readonly #flusher: Flusher
  readonly #readBudget: ReadBudget
  readonly #inproc = new Inproc()
  readonly #makeHub: () => ThreadHub | undefined
  #hub: { readonly threads: ThreadHub | undefined } | undefined = undefined
  readonly #socketDefaults: Readonly<SocketDefaults>
  readonly #transports = new Map<string, Transport>()
  readonly #sockets = new Set<Closable>()
  readonly #values = new Map<string, unknown>(CONTEXT_OPTIONS.map((row) => [row.name, row.default]))
  readonly #processEnd: ProcessEnd
  readonly #waiting: (() => void)[] = []
  #terminated = false

  static {
    for (const row of CONTEXT_OPTIONS) {
      Object.defineProperty(this.prototype, row.name, {
        configurable: true,
        get(this: Context) {
          return this.#values.get(row.name)
        },
        set(this: Context, value: unknown) {
          this.#values.set(row.name, checkOption(row, value))
        },
      })
    }
  }

  constructor(options: ContextOptions = {}) {
    checkObject('options', options)
    const {
      transports = [],
      runtime = platform.runtime,
      socketDefaults = {},
      warnings = true,
      makeHub = () => undefined,
      ...values
    } = options
    checkArray('option transports', transports)
    checkObject('option runtime', runtime)
    checkObject('option socketDefaults', socketDefaults)
    this.#makeHub = makeHub
    this.#runtime = runtime
    if (typeof (warnings as unknown) !== 'boolean') throw new TypeError(`option warnings must be a boolean, not ${typeof warnings}`)
    this.#warnings = new Warnings(runtime, warnings)
    this.#socketDefaults = checkDefaults(socketDefaults)
    this.#flusher = new Flusher(runtime)
    this.#readBudget = new ReadBudget(runtime)
    this.#processEnd = new ProcessEnd(runtime, this.#flusher, this.#warnings, this.#sockets)
    for (const transport of [...platform.createTransports(), ...transports]) {
      this.#transports.set(transport.scheme, transport)
    }
    for (const [name, value] of Object.entries(values)) {
      if (!this.#values.has(name)) throw new TypeError(`a Context has no option ${JSON.stringify(name)}`)
      ;(this as Record<string, unknown>)[name] = value
    }
    // A misspelled option throws instead of doing nothing, as in zeromq.js.
    if (new.target === Context) Object.preventExtensions(this)
  }

  /** @internal */
  get runtime(): Runtime {
    return this.#runtime
  }

  /** Process warnings. `context.warnings.enabled = false` turns them off for this context. */
  get warnings(): Warnings {
    return this.#warnings
  }

  /** @internal */
  get flusher(): Flusher {
    return this.#flusher
  }

  /** @internal */
  get readBudget(): ReadBudget {
    return this.#readBudget
  }

  /** @internal */
  get inproc(): Inproc {
    return this.#inproc
  }

  /** What new sockets start with. */
  get socketDefaults(): Readonly<SocketDefaults> {
    return this.#socketDefaults
  }

  /** @internal What `console.log` and `util.inspect` show. */
  [Symbol.for('nodejs.util.inspect.custom')](
    depth: number,
    options: object,
    inspect?: (value: unknown, options: object) => string,
  ): string {
    if (depth < 0 || inspect === undefined) return '[Context]'
    return `Context ${inspect({ sockets: this.#sockets.size, ...(this.#terminated && { terminated: true }) }, options)}`
  }

  /** ZMQ_SOCKET_LIMIT, as libzmq has it. `maxSockets` may be greater, as there where the system polls without a limit of its own. */
  get maxSocketsLimit(): number {
    return MAX_SOCKETS_LIMIT
  }

  /**
   * Closes all sockets and refuses new ones. Resolves when every connection is gone, which takes at most as long as the `linger` of the
   * sockets: with -1, until all messages are sent. May be called again, with a shorter `linger` for instance. Throws as the option
   * `linger` does.
   */
  terminate(options?: CloseOptions): Promise<void> {
    if (options?.linger !== undefined) checkOption(LINGER, options.linger)
    this.#terminated = true
    for (const socket of [...this.#sockets]) socket.close(options)
    return this.awaited(this.emptied())
  }

  /** @internal `closed`, which the program awaits: until then the process lives. */
  awaited(closed: Promise<void>): Promise<void> {
    return this.#processEnd.waitFor(closed)
  }

  /** It was: no socket of it is open any more, and none can be made. */
  get terminated(): boolean {
    return this.#terminated
  }

  /** @internal The inproc names of other threads; undefined for a context of one thread alone. Made at its first use: it loads `node:worker_threads`. */
  get threads(): ThreadHub | undefined {
    this.#hub ??= { threads: this.#makeHub() }
    return this.#hub.threads
  }

  /** What may stand before `://`, beside inproc. */
  get schemes(): string[] {
    return [...this.#transports.keys()]
  }

  /** @internal */
  transport(scheme: string): Transport | undefined {
    return this.#transports.get(scheme)
  }

  /** @internal Throws EMFILE, ETERM. */
  enter(socket: Closable): void {
    if (this.#terminated) throw new ZmqError('ETERM', 'the context was terminated')
    if (this.#sockets.size >= this.maxSockets) {
      throw new ZmqError('EMFILE', `${this.maxSockets} sockets are open already: see maxSockets of the context`)
    }
    this.#sockets.add(socket)
    this.#processEnd.watch()
  }

  /** @internal */
  leave(socket: Closable): void {
    this.#sockets.delete(socket)
    if (this.#sockets.size > 0) return
    this.#processEnd.unwatch()
    for (const emptied of this.#waiting.splice(0)) emptied()
  }

  /** @internal Resolves when no socket of it is left, what each had to send included. */
  emptied(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

const LINGER = SOCKET_OPTIONS.find(({ name }) => name === 'linger') as OptionRow

const DEFAULTS = ['linger', 'sendHighWaterMark', 'receiveHighWaterMark', 'receiveMemory']

/** Throws as the constructor of a socket does. */
function checkDefaults(defaults: SocketDefaults): Readonly<SocketDefaults> {
  const checked: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(defaults)) {
    const row = SOCKET_OPTIONS.find((each) => each.name === name)
    if (row === undefined || !DEFAULTS.includes(name))
      throw new TypeError(`a Context has no default ${JSON.stringify(name)} for its sockets`)
    checked[name] = checkOption(row, value)
  }
  return Object.freeze(checked)
}

const KEY = Symbol.for('tszmq.context')

/**
 * The context of sockets that name none: one per thread, even if the library is loaded twice. Those of all threads of a process are
 * one as far as inproc names go.
 */
export function defaultContext(): Context {
  const place = globalThis as { [KEY]?: Context }
  return (place[KEY] ??= new Context({ makeHub: () => platform.createThreadHub() }))
}

/** The context of sockets that name none. */
export const context: Context = defaultContext()
