/** The observer of a socket: gives its events to listeners of the program, or to its reader, and to monitors. */
import { checkFunction, checkString } from '../options/argument.ts'
import type { Event, EventOfType, EventType } from './event.ts'
import { Ring } from '../pipe/ring.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { ZmqError } from './zmq-error.ts'

/** Events kept for a reader; beyond that the oldest is discarded. */
const MAX_WAITING = 10_000

type Listener = (event: never) => void

/** The methods of an observer that add and remove listeners. */
export interface EventSubscriber {
  /** Calls `listener` for each event of `type`. An error that it throws becomes an uncaught exception. */
  on<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): EventSubscriber
  /** Removes a listener that `on` or `once` added. */
  off<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): EventSubscriber
}

/**
 * The events of one socket (`socket.events`). A program either adds listeners or reads the events one by one, not both. Events before
 * the first access to `socket.events` are not kept.
 */
export class Observer implements EventSubscriber {
  readonly #runtime: Runtime
  /** Listeners by type, each with how often it is called. */
  readonly #listeners = new Map<EventType, Map<Listener, 'always' | 'once'>>()
  readonly #events = new Ring<Event>()
  readonly #readers: ((event: Event | undefined) => void)[] = []
  readonly #taps = new Set<(event: Event) => void>()
  /** `unused`: the program has not accessed it. `idle`: it has, and neither listens nor reads yet. */
  #mode: 'unused' | 'idle' | 'listeners' | 'reader' = 'unused'
  #closed = false
  #release: (() => void) | undefined = undefined

  private constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** @internal */
  static create(runtime: Runtime): Observer {
    return new Observer(runtime)
  }

  /** True after `close()`, or after the socket was closed. */
  get closed(): boolean {
    return this.#closed
  }

  /** @internal True if the program or a monitor gets events of `type`. */
  hears(type: EventType): boolean {
    if (this.#closed || this.#mode === 'unused') return this.#taps.size > 0
    return this.#mode !== 'listeners' || this.#taps.size > 0 || (this.#listeners.get(type)?.size ?? 0) > 0
  }

  /** @internal True if the program or a monitor uses it. */
  get observed(): boolean {
    return this.#mode !== 'unused' || this.#taps.size > 0
  }

  /** @internal The program accesses the observer: events are kept for it from now on. */
  activate(): this {
    if (this.#mode === 'unused') this.#mode = 'idle'
    return this
  }

  /**
   * Calls `tap` for each event as it happens, until `end`. Returns a function that stops that. For monitors: a tap must neither throw nor
   * change the socket, and does not keep the process alive.
   * @internal
   */
  tap(tap: (event: Event) => void): () => void {
    this.#taps.add(tap)
    return () => void this.#taps.delete(tap)
  }

  /** Calls `listener` for each event of `type`. An error that it throws becomes an uncaught exception. Throws EINVAL after `receive()`. */
  on<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): this {
    return this.#add(type, listener, 'always')
  }

  /**
   * Calls `listener` for the next event of `type` only. A listener that `on` has added already is still called for every event. Throws
   * EINVAL after `receive()`.
   */
  once<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): this {
    return this.#add(type, listener, this.#listeners.get(type)?.get(listener) ?? 'once')
  }

  #add(type: EventType, listener: Listener, how: 'always' | 'once'): this {
    checkString('type', type)
    checkFunction('listener', listener)
    if (this.#mode === 'reader') throw new ZmqError('EINVAL', 'events that are read with receive() cannot be listened to')
    this.#mode = 'listeners'
    let listeners = this.#listeners.get(type)
    if (listeners === undefined) this.#listeners.set(type, (listeners = new Map<Listener, 'always' | 'once'>()))
    listeners.set(listener, how)
    this.#events.clear()
    // As in zeromq.js, a listener keeps the process alive until the socket is closed.
    if (!this.#closed) this.#release ??= this.#runtime.hold()
    return this
  }

  /** Removes a listener that `on` or `once` added. */
  off<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): this {
    this.#listeners.get(type)?.delete(listener)
    if ([...this.#listeners.values()].every((listeners) => listeners.size === 0)) this.#letGo()
    return this
  }

  /** Resolves with the next event. Rejects with EAGAIN if the socket closes first, and with EINVAL after `on()`. */
  async receive(): Promise<Event> {
    const event = await this.#next()
    if (event === undefined) throw new ZmqError('EAGAIN', 'the socket was closed: there are no more events')
    return event
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, undefined> {
    for (let event = await this.#next(); event !== undefined; event = await this.#next()) yield event
    return undefined
  }

  /** Emits `end`, the last event, and ends pending `receive()` calls and iterations. */
  close(): void {
    if (this.#closed) return
    this.emit({ type: 'end' })
    this.#closed = true
    this.#taps.clear()
    this.#letGo()
    for (const reader of this.#readers.splice(0)) reader(undefined)
  }

  /**
   * Gives `event` to the program and to monitors. Returns false if it reaches neither.
   * @internal
   */
  emit(event: Event): boolean {
    if (this.#closed) return false
    for (const tap of this.#taps) tap(event)
    if (this.#mode === 'unused') return this.#taps.size > 0
    if (this.#mode === 'listeners') {
      const listeners = [...(this.#listeners.get(event.type) ?? [])]
      for (const [listener, how] of listeners) {
        this.#call(listener, event)
        if (how === 'once') this.off(event.type, listener as never)
      }
      return listeners.length > 0 || this.#taps.size > 0
    }
    const reader = this.#readers.shift()
    if (reader !== undefined) {
      reader(event)
      return true
    }
    this.#events.push(event)
    if (this.#events.size > MAX_WAITING) this.#events.take()
    return true
  }

  /** Outside of the library's own call stack, so that a listener that throws does not interrupt the library. */
  #call(listener: Listener, event: Event): void {
    this.#runtime.defer(() => listener(event as never))
  }

  #letGo(): void {
    this.#release?.()
    this.#release = undefined
  }

  #next(): Promise<Event | undefined> {
    if (this.#mode === 'listeners') {
      throw new ZmqError('EINVAL', 'events that are listened to cannot be read with receive()')
    }
    this.#mode = 'reader'
    const event = this.#events.take()
    if (event !== undefined || this.#closed) return Promise.resolve(event)
    const release = this.#runtime.hold()
    return new Promise((resolve) => {
      this.#readers.push((next) => {
        release()
        resolve(next)
      })
    })
  }
}
