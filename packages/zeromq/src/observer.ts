/** The addon's Observer over that of `sockets`: the events of one socket, to read one by one or to listen to, not both. */
import { EventEmitter } from 'node:events'
import type { Observer as Engine } from '@tszmq/sockets/internal'
import { addonError, asAddonError } from './addon-error.ts'
import { checkArguments, OBSERVED } from './argument-rule.ts'
import { engineOf } from './engine.ts'
import type { Event, EventOfType, EventType } from './event.ts'
import { asAddonEvent, EVENT_TYPES } from './event-translation.ts'
import type { Socket } from './socket.ts'

export interface EventSubscriber {
  on<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber
  off<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber
}

const LISTENING = 'Observer is in event emitter mode. After a call to events.on() it is not possible to read events with events.receive().'

export class Observer implements EventSubscriber {
  readonly #engine: Engine
  #emitter: EventEmitter | undefined = undefined
  /** `end` was delivered, or `close()` called. */
  #closed = false

  /** It need not be made by hand: `socket.events` is the observer of a socket. */
  constructor(socket: Socket)
  constructor(...args: unknown[]) {
    checkArguments(args, OBSERVED)
    const socket = engineOf(args[0])
    if (socket.closed) throw addonError('ENOTSOCK')
    this.#engine = socket.events
  }

  get closed(): boolean {
    return this.#closed
  }

  close(): void
  close(...args: unknown[]): void {
    checkArguments(args)
    this.#closed = true
    this.#engine.close()
  }

  /** The next event. Throws EBADF after the last one, which is `end`. */
  receive(): Promise<Event>
  receive(...args: unknown[]): Promise<Event> {
    if (this.#emitter !== undefined) throw new Error(LISTENING)
    checkArguments(args)
    if (this.#closed) throw addonError('EBADF')
    return this.#next()
  }

  on<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber {
    return this.#listened().on(type, listener)
  }

  off<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber {
    return this.#listened().off(type, listener)
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
      let told: Event | undefined
      try {
        told = asAddonEvent(await this.#engine.receive())
      } catch (error) {
        this.#closed = true
        throw asAddonError(error)
      }
      if (told?.type === 'end') this.#closed = true
      if (told !== undefined) return told
    }
  }

  #listened(): EventEmitter {
    if (this.#emitter !== undefined) return this.#emitter
    const emitter = (this.#emitter = new EventEmitter())
    for (const type of EVENT_TYPES) {
      this.#engine.on(type, (event) => {
        const told = asAddonEvent(event)
        if (type === 'end') this.#closed = true
        if (told !== undefined) emitter.emit(told.type, told)
      })
    }
    return emitter
  }
}
