/** A context: sockets that share inproc names, transports, a clock and limits. */
import type { Transport } from '@tszmq/transports'
import type { ThreadDirectory } from '@tszmq/transports/internal'
import { platform } from '#platform'
import { checkArray, checkFunction, checkObject, checkString } from '../options/argument.ts'
import { Flusher } from '../pipe/flusher.ts'
import type { Engines } from '../connection/engine-factory.ts'
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

/** A socket as its context sees it. */
interface Closable extends EndingSocket {
  close(options?: CloseOptions): void
}

/** Options of `close()` of a socket and of `terminate()` of a context. */
export interface CloseOptions {
  /**
   * New value of the option `linger`: milliseconds that queued messages have to be sent. `-1` means no limit. Takes effect at once, also
   * on a socket that is closing. Default: the option keeps its value.
   */
  readonly linger?: number
}

/** Option values of new sockets of a context, as `zsys_set_linger` and the like of CZMQ. Sockets without an option ignore its value. */
export interface SocketDefaults {
  /** The option `linger` of new sockets, in milliseconds. */
  linger?: number
  /** The option `sendHighWaterMark` of new sockets, in messages. */
  sendHighWaterMark?: number
  /** The option `receiveHighWaterMark` of new sockets, in messages. */
  receiveHighWaterMark?: number
  /** The option `receiveMemory` of new sockets. */
  receiveMemory?: 'pooled' | 'owned'
}

/** Options of the constructor of a context. */
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
  /** Option values of new sockets. They override `blocky`; options of a socket's constructor override them. Default: none. */
  socketDefaults?: SocketDefaults
  /** Transports to add. One for the scheme `tcp` or `ipc` replaces the built-in one. Default: none. */
  transports?: readonly Transport[]
  /**
   * Engines for the connections of `transports`, by their framing. A byte stream (`stream`) has the built-in ZMTP engine. A transport with
   * another framing needs an engine here, otherwise `bind` and `connect` throw `EPROTONOSUPPORT`. Default: none.
   */
  engines?: Engines
  /** Clock, timers and random numbers. Default: those of the system. */
  runtime?: Runtime
  /**
   * If true, lost messages and lasting failures are printed as process warnings, unless the program listens to their events
   * (`docs/warnings.md`). The environment variable `TSZMQ_WARNINGS=0` turns warnings off for the process. Default: true.
   */
  warnings?: boolean
  /** @internal Makes the inproc directory of all threads, at its first use. Only for the default context, which all threads share. */
  makeDirectory?: () => ThreadDirectory | undefined
}

const MAX_SOCKETS_LIMIT = 65_535

/**
 * A context: sockets that share inproc names, transports and limits. Most programs need only the default one, `context`. Options are
 * properties.
 */
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
  // Private fields are not properties, so that they are not printed, copied or compared.
  readonly #runtime: Runtime
  readonly #warnings: Warnings
  readonly #flusher: Flusher
  readonly #readBudget: ReadBudget
  readonly #inproc = new Inproc()
  readonly #makeDirectory: () => ThreadDirectory | undefined
  #directory: { readonly threads: ThreadDirectory | undefined } | undefined = undefined
  readonly #socketDefaults: Readonly<SocketDefaults>
  readonly #transports = new Map<string, Transport>()
  readonly #engines: Engines
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

  /** Throws TypeError for an unknown option or a value of the wrong type, and ZmqError EINVAL for a value out of range. */
  constructor(options: ContextOptions = {}) {
    checkObject('options', options)
    const {
      transports = [],
      engines = {},
      runtime = platform.runtime,
      socketDefaults = {},
      warnings = true,
      makeDirectory = () => undefined,
      ...values
    } = options
    checkArray('option transports', transports)
    transports.forEach((transport, i) => checkTransport(`option transports[${i}]`, transport))
    checkObject('option engines', engines)
    checkObject('option runtime', runtime)
    checkObject('option socketDefaults', socketDefaults)
    this.#makeDirectory = makeDirectory
    this.#runtime = runtime
    this.#engines = engines
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

  /** Option values of new sockets, as given to the constructor. */
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

  /** ZMQ_SOCKET_LIMIT of libzmq: always 65535. `maxSockets` may be greater. */
  get maxSocketsLimit(): number {
    return MAX_SOCKETS_LIMIT
  }

  /**
   * Closes all sockets, and rejects new ones with ETERM. Resolves when every connection has ended, which takes at most the `linger` of the
   * sockets; with -1, until all messages are sent. May be called again, for example with a shorter `linger`. Throws EINVAL or TypeError if
   * `options.linger` is not valid.
   */
  terminate(options?: CloseOptions): Promise<void> {
    if (options?.linger !== undefined) checkOption(LINGER, options.linger)
    this.#terminated = true
    for (const socket of [...this.#sockets]) socket.close(options)
    return this.awaited(this.emptied())
  }

  /** @internal Waits for `closed`, and keeps the process alive until then. */
  awaited(closed: Promise<void>): Promise<void> {
    return this.#processEnd.waitFor(closed)
  }

  /** True after `terminate()`: all sockets are closed, and new ones are rejected. */
  get terminated(): boolean {
    return this.#terminated
  }

  /**
   * The inproc names of other threads; undefined for a context that only one thread uses. Made at its first use, since that loads
   * `node:worker_threads`.
   * @internal
   */
  get threads(): ThreadDirectory | undefined {
    this.#directory ??= { threads: this.#makeDirectory() }
    return this.#directory.threads
  }

  /** Schemes of its transports: what may precede `://`, beside inproc. */
  get schemes(): string[] {
    return [...this.#transports.keys()]
  }

  /** @internal */
  get engines(): Engines {
    return this.#engines
  }

  /** @internal */
  transport(scheme: string): Transport | undefined {
    return this.#transports.get(scheme)
  }

  /** @internal Adds a new socket. Throws EMFILE, ETERM. */
  add(socket: Closable): void {
    if (this.#terminated) throw new ZmqError('ETERM', 'the context was terminated')
    if (this.#sockets.size >= this.maxSockets) {
      throw new ZmqError('EMFILE', `maxSockets ${this.maxSockets} of the context is reached: close a socket, or raise it`)
    }
    this.#sockets.add(socket)
    this.#processEnd.watch()
  }

  /** @internal Removes a socket whose connections have ended. */
  remove(socket: Closable): void {
    this.#sockets.delete(socket)
    if (this.#sockets.size > 0) return
    this.#processEnd.unwatch()
    for (const emptied of this.#waiting.splice(0)) emptied()
  }

  /** @internal Resolves when it has no sockets any more. */
  emptied(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

const TRANSPORT_METHODS = ['optionsOf', 'checkConnect', 'checkBind', 'connect', 'listen']

/** Throws a TypeError that names what `transport` lacks. */
function checkTransport(name: string, transport: Transport): void {
  checkObject(name, transport)
  const members = transport as unknown as Readonly<Record<string, unknown>>
  for (const property of ['scheme', 'framing']) checkString(`${name}.${property}`, members[property])
  for (const method of TRANSPORT_METHODS) checkFunction(`${name}.${method}`, members[method])
}

const LINGER = SOCKET_OPTIONS.find(({ name }) => name === 'linger') as OptionRow

/** Options that `socketDefaults` may have. */
const DEFAULTS = ['linger', 'sendHighWaterMark', 'receiveHighWaterMark', 'receiveMemory']

/** Checks `socketDefaults`. Throws as the constructor of a socket. */
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
 * The context of sockets that are created without one: one per thread, even if the library is loaded twice. The default contexts of all
 * threads of a process share their inproc names.
 */
export function defaultContext(): Context {
  const place = globalThis as { [KEY]?: Context }
  return (place[KEY] ??= new Context({ makeDirectory: () => platform.createThreadDirectory() }))
}

/** The default context: that of sockets that are created without one. */
export const context: Context = defaultContext()
