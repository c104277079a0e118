/**
 * The readers of a reactor, and which of them may have something: in rounds, so that each that can be read has its turn before any
 * has its second. It calls no handler itself.
 */
import type { Pollable } from '@tszmq/sockets'
import type { ReaderHandler } from './zloop.ts'

/** A socket that can receive, or an actor. */
export type ZloopReadable = Pollable

export interface Reader {
  readonly socket: ZloopReadable
  readonly handler: ReaderHandler
  stop: () => void
  busy: boolean
  /** It is in the list of those who may have something. */
  queued: boolean
  ended: boolean
  tolerant: boolean
  /** Its handler knows that the socket is closed. */
  told: boolean
}

export class ReaderList {
  readonly #roused: () => void
  readonly #readers = new Map<ZloopReadable, Reader[]>()
  #ready: Reader[] = []
  #round: Reader[] = []

  /** `roused`: some reader may have something. */
  constructor(roused: () => void) {
    this.#roused = roused
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
      told: false,
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

  /** False: it had none. */
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
    if (reader.queued || reader.busy || reader.ended || (reader.told && reader.socket.closed)) return
    reader.queued = true
    this.#ready.push(reader)
    this.#roused()
  }

  /** One turn for each that may have something now; those that are queued meanwhile have the next. */
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
