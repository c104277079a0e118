/** The readers of a reactor, in rounds: each reader that can be read has a turn before any has its second. */
import type { Pollable } from '@tszmq/sockets'
import type { ReaderHandler } from './zloop.ts'

/** A socket that can receive, or an actor. */
export type ZloopReadable = Pollable

export interface Reader {
  readonly socket: ZloopReadable
  readonly handler: ReaderHandler
  stop: () => void
  busy: boolean
  /** True while it waits for its turn. */
  queued: boolean
  ended: boolean
  tolerant: boolean
  /** True if its handler was called after the socket was closed. */
  knowsClosed: boolean
}

export class ReaderList {
  readonly #changed: () => void
  readonly #readers = new Map<ZloopReadable, Reader[]>()
  #ready: Reader[] = []
  #round: Reader[] = []

  /** `changed` is called when a reader may have a message. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  get anyReady(): boolean {
    return this.#ready.length > 0
  }

  get sockets(): readonly ZloopReadable[] {
    return [...this.#readers.keys()]
  }

  add(socket: ZloopReadable, handler: ReaderHandler): void {
    const reader: Reader = {
      socket,
      handler,
      stop: () => undefined,
      busy: false,
      queued: false,
      ended: false,
      tolerant: false,
      knowsClosed: false,
    }
    const watch = socket.watch(() => this.queue(reader))
    reader.stop = () => watch.stop()
    const others = this.#readers.get(socket)
    if (others === undefined) this.#readers.set(socket, [reader])
    else others.push(reader)
    this.queue(reader)
  }

  of(socket: ZloopReadable): readonly Reader[] {
    return this.#readers.get(socket) ?? []
  }

  /** Returns false if `socket` has no readers. */
  end(socket: ZloopReadable): boolean {
    for (const reader of this.of(socket)) {
      reader.ended = true
      reader.stop()
    }
    return this.#readers.delete(socket)
  }

  queueAll(): void {
    for (const readers of this.#readers.values()) for (const reader of readers) this.queue(reader)
  }

  queue(reader: Reader): void {
    if (reader.queued || reader.busy || reader.ended || (reader.knowsClosed && reader.socket.closed)) return
    reader.queued = true
    this.#ready.push(reader)
    this.#changed()
  }

  /** Gives each queued reader a turn. Readers that are queued meanwhile have a turn in the next round. */
  round(visit: (reader: Reader) => void): void {
    const round = this.#ready
    this.#ready = this.#round
    this.#round = round
    for (const reader of round) {
      reader.queued = false
      visit(reader)
    }
    round.length = 0
  }
}
