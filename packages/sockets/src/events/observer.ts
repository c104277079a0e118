/**
 * The events of one socket, to listen to or to read one by one, not both. Events before it was first asked for are gone. Beside the
 * program, monitors tap it: they see every event and change nothing for the program.
 */
import { checkFunction, checkString } from '../options/argument.ts'
import type { Event, EventOfType, EventType } from './event.ts'
import { Ring } from '../pipe/ring.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { ZmqError } from './zmq-error.ts'

/** Events that may wait for a reader; the oldest go first. */
const MAX_WAITING = 10_000

type Listener = (event: never) => void

/** The half of an observer that listens. */
export interface EventSubscriber {
  on<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): EventSubscriber
  off<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): EventSubscriber
}

export class Observer implements EventSubscriber {
  readonly #runtime: Runtime
  /** By type, each with how often it is called. */
  readonly #listeners = new Map<EventType, Map<Listener, 'always' | 'once'>>()
  readonly #events = new Ring<Event>()
  readonly #readers: ((event: Event | undefined) => void)[] = []
  readonly #taps = new Set<(event: Event) => void>()
  #mode: 'unasked' | 'none' | 'listeners' | 'reader' = 'unasked'
  #closed = false
  #release: (() => void) | undefined = undefined

  private constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** @internal */
  static create(runtime: Runtime): Observer {
    return new Observer(runtime)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** @internal The program gets events of `type`. */
  hears(type: EventType): boolean {
    if (this.#closed || this.#mode === 'unasked') return this.#taps.size > 0
    return this.#mode !== 'listeners' || this.#taps.size > 0 || (this.#listeners.get(type)?.size ?? 0) > 0
  }

  /** @internal Somebody wants to know. */
  get observed(): boolean {
    return this.#mode !== 'unasked' || this.#taps.size > 0
  }

  /** @internal The program has asked for events: they are kept for it from now on. */
  ask(): this {
    if (this.#mode === 'unasked') this.#mode = 'none'
    return this
  }

  /**
   * Calls `tap` for each event as it happens, until `end` or until what is returned is called. A tap is part of the library: it must
   * neither throw nor do anything to the socket. It does not keep the process alive.
   * @internal
   */
  tap(tap: (event: Event) => void): () => void {
    this.#taps.add(tap)
    return () => void this.#taps.delete(tap)
  }

  /** Calls `listener` for each event of `type`. What it throws is not caught: it ends up as an uncaught exception. */
  on<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): this {
    return this.#add(type, listener, 'always')
  }

  /**
   * As `on`, for the first event of `type` only. `off` with the same `listener` takes it back. A listener that `on` has added already is
   * still called for every event.
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
    // As in zeromq.js, who waits for events keeps the process alive until the socket is closed.
    if (!this.#closed) this.#release ??= this.#runtime.hold()
    return this
  }

  off<T extends EventType>(type: T, listener: (event: EventOfType<T>) => void): this {
    this.#listeners.get(type)?.delete(listener)
    if ([...this.#listeners.values()].every((listeners) => listeners.size === 0)) this.#letGo()
    return this
  }

  /** The next event. Rejects with EAGAIN when the socket closes first. */
  async receive(): Promise<Event> {
    const event = await this.#next()
    if (event === undefined) throw new ZmqError('EAGAIN', 'the socket was closed: there are no more events')
    return event
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, undefined> {
    for (let event = await this.#next(); event !== undefined; event = await this.#next()) yield event
    return undefined
  }

  /** No more events; who reads gets the end. */
  close(): void {
    if (this.#closed) return
    this.emit({ type: 'end' })
    this.#closed = true
    this.#taps.clear()
    this.#letGo()
    for (const reader of this.#readers.splice(0)) reader(undefined)
  }

  /**
   * True if the program gets it: by a listener for its type, a reader, or a monitor.
   * @internal
   */
  emit(event: Event): boolean {
    if (this.#closed) return false
    for (const tap of this.#taps) tap(event)
    if (this.#mode === 'unasked') return this.#taps.size > 0
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

  /** Outside of the library's own stack, so that a listener that throws breaks nothing of ours. */
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
