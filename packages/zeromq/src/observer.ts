/** The addon's Observer, an adapter over the observer of `sockets`. */
import { EventEmitter } from 'node:events'
import type { Observer as Engine } from '@tszmq/sockets/internal'
import { addonError, asAddonError } from './addon-error.ts'
import { checkArguments, OBSERVED } from './argument-rule.ts'
import { engineOf } from './engine.ts'
import type { Event, EventOfType, EventType } from './event.ts'
import { asAddonEvent, EVENT_TYPES } from './event-translation.ts'
import type { Socket } from './socket.ts'

/** The methods of an observer that add and remove listeners. */
export interface EventSubscriber {
  /** Calls `listener` for each event of `type`. */
  on<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber
  /** Removes a listener. */
  off<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber
}

const LISTENING = 'Observer is in event emitter mode. After a call to events.on() it is not possible to read events with events.receive().'

/** The events of one socket (`socket.events`). A program either adds listeners or reads the events one by one, not both. */
export class Observer implements EventSubscriber {
  readonly #engine: Engine
  #emitter: EventEmitter | undefined = undefined
  /** True once `end` was delivered or `close()` called. */
  #closed = false

  /** Programs need not call it: `socket.events` is the observer of a socket. Throws ENOTSOCK if the socket is closed. */
  constructor(socket: Socket)
  constructor(...args: unknown[]) {
    checkArguments(args, OBSERVED)
    const socket = engineOf(args[0])
    if (socket.closed) throw addonError('ENOTSOCK')
    this.#engine = socket.events
  }

  /** True after `close()`, or after the event `end` was delivered. */
  get closed(): boolean {
    return this.#closed
  }

  /** Stops the events: `end` is the last one. */
  close(): void
  close(...args: unknown[]): void {
    checkArguments(args)
    this.#closed = true
    this.#engine.close()
  }

  /** Resolves with the next event. Throws EBADF after the last one, `end`, and an Error if there are listeners. */
  receive(): Promise<Event>
  receive(...args: unknown[]): Promise<Event> {
    if (this.#emitter !== undefined) throw new Error(LISTENING)
    checkArguments(args)
    if (this.#closed) throw addonError('EBADF')
    return this.#next()
  }

  /** Calls `listener` for each event of `type`. From then on events cannot be read with `receive()`. */
  on<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber {
    return this.#listenerMode().on(type, listener)
  }

  /** Removes a listener. */
  off<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber {
    return this.#listenerMode().off(type, listener)
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return {
      next: async () => {
        if (this.#closed) return { value: undefined, done: true }
        return { value: await this.receive(), done: false }
      },
    }
  }

  async #next(): Promise<Event> {
    for (;;) {
      let event: Event | undefined
      try {
        event = asAddonEvent(await this.#engine.receive())
      } catch (error) {
        this.#closed = true
        throw asAddonError(error)
      }
      if (event?.type === 'end') this.#closed = true
      if (event !== undefined) return event
    }
  }

  /** Emits all events from now on. */
  #listenerMode(): EventEmitter {
    if (this.#emitter !== undefined) return this.#emitter
    const emitter = (this.#emitter = new EventEmitter())
    for (const type of EVENT_TYPES) {
      this.#engine.on(type, (engineEvent) => {
        const event = asAddonEvent(engineEvent)
        if (type === 'end') this.#closed = true
        if (event !== undefined) emitter.emit(event.type, event)
      })
    }
    return emitter
  }
}
