/** The addon's Context, an adapter over a context of `sockets`. Its default context wraps that of `sockets`. */
import type { Context as Engine } from '@tszmq/sockets/internal'
import { CONTEXT_OPTIONS, Context as EngineContext, context as defaultEngine } from '@tszmq/sockets/internal'
import { addonError, asAddonError } from './addon-error.ts'
import { BOOLEAN_VALUE, checkArguments, IDENTIFIER, NUMBER_VALUE, OPTIONS } from './argument-rule.ts'
import { engineOfContext, keepContextEngine } from './context-engine.ts'
import { defineOption } from './option-property.ts'
import { inheritedOptions, shareOption } from './thread-inheritance.ts'
import type { Writable } from './writable-keys.ts'

/** The options of the constructor of a context: its writable properties. */
export type ContextOptions = Partial<Pick<Context, Writable<Context>>>

/** Number of ZMQ_SOCKET_LIMIT, which can only be read. Writing that number sets ZMQ_THREAD_PRIORITY. */
const SOCKET_LIMIT = 3

/** The engine that the constructor uses instead of a new one: set while the default context is created. */
let given: Engine | undefined = undefined

/** A context: sockets that share inproc names and limits. Most programs need only the default one, `context`. */
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
  /** The greatest value of `maxSockets` in libzmq, 65535 (ZMQ_SOCKET_LIMIT). */
  declare readonly maxSocketsLimit: number

  /** Throws TypeError for an unknown option or a value of the wrong type. */
  constructor(options?: ContextOptions)
  constructor(...args: unknown[]) {
    checkArguments(args, OPTIONS)
    keepContextEngine(this, given ?? new EngineContext())
    // As in the addon, setting an option that does not exist throws TypeError.
    Object.seal(this)
    Object.assign(this, args[0])
  }

  /** Reads a boolean option by libzmq's number. Throws EINVAL for an unknown number. */
  protected getBoolOption(option: number): boolean
  protected getBoolOption(...args: unknown[]): boolean {
    checkArguments(args, IDENTIFIER)
    return Boolean(this.#read(args[0] as number))
  }

  /** Sets a boolean option by libzmq's number. Throws EINVAL for an unknown number. */
  protected setBoolOption(option: number, value: boolean): void
  protected setBoolOption(...args: unknown[]): void {
    checkArguments(args, IDENTIFIER, BOOLEAN_VALUE)
    this.#write(args[0] as number, args[1] as boolean)
  }

  /** Reads an integer option by libzmq's number. Throws EINVAL for an unknown number. */
  protected getInt32Option(option: number): number
  protected getInt32Option(...args: unknown[]): number {
    checkArguments(args, IDENTIFIER)
    return Number(this.#read(args[0] as number))
  }

  /** Sets an integer option by libzmq's number. Throws EINVAL for an unknown number or a value out of range. */
  protected setInt32Option(option: number, value: number): void
  protected setInt32Option(...args: unknown[]): void {
    checkArguments(args, IDENTIFIER, NUMBER_VALUE)
    this.#write(args[0] as number, (args[1] as number) | 0)
  }

  #read(number: number): unknown {
    const engine = engineOfContext(this)
    if (number === SOCKET_LIMIT) return engine.maxSocketsLimit
    const row = CONTEXT_OPTIONS.find((each) => each.number === number)
    if (row === undefined) throw addonError('EINVAL')
    return (engine as unknown as Record<string, unknown>)[row.name]
  }

  #write(number: number, value: number | boolean): void {
    const engine = engineOfContext(this)
    const row = CONTEXT_OPTIONS.find((each) => each.number === number)
    if (row === undefined) throw addonError('EINVAL')
    const kept = row.kind === 'boolean' ? Boolean(value) : Number(value)
    try {
      ;(engine as unknown as Record<string, unknown>)[row.name] = kept
    } catch (error) {
      throw asAddonError(error)
    }
    if (engine === defaultEngine) shareOption(row.name, kept)
  }
}

const INTEGERS: readonly (readonly [string, number, 'read' | 'write' | 'both'])[] = [
  ['ioThreads', 1, 'both'],
  ['maxSockets', 2, 'both'],
  ['maxSocketsLimit', SOCKET_LIMIT, 'read'],
  ['threadPriority', 3, 'write'],
  ['threadSchedulingPolicy', 4, 'write'],
  ['maxMessageSize', 5, 'both'],
]
for (const [name, number, access] of INTEGERS) defineOption(Context.prototype, name, number, 'Int32', access)
defineOption(Context.prototype, 'ipv6', 42, 'Bool', 'both')
defineOption(Context.prototype, 'blocky', 70, 'Bool', 'both')

function defaultContext(): Context {
  given = defaultEngine
  const made = new Context(inheritedOptions())
  given = undefined
  return made
}

/** The default context: that of sockets that are created without one. */
export const context: Context = defaultContext()
