/** The engine of STREAM: raw bytes without greeting, handshake and frames. Each chunk that arrives is a message. */
import type { Engine, EngineSink, Message, SharedMessage } from '@tszmq/zmtp-codec'
import { EMPTY, copyBytes, copyOf } from '@tszmq/zmtp-codec/internal'

/** A frame of at least this many bytes is written before the end of the batch. */
const WRITTEN_AT_ONCE = 65_536

export class RawEngine implements Engine {
  readonly takesRanges = false
  pending = 0
  readonly #sink: EngineSink
  readonly #notify: boolean
  readonly #owned: boolean
  #out: Uint8Array[] = []
  #paused = false
  #kept: Uint8Array[] = []

  /** `notify`: deliver an empty message when the peer connects (ZMQ_STREAM_NOTIFY). `owned`: received frames have memory of their own. */
  constructor(sink: EngineSink, notify: boolean, owned: boolean) {
    this.#sink = sink
    this.#notify = notify
    this.#owned = owned
  }

  /** Raw connections have no handshake, so the peer is ready at once. */
  start(): void {
    this.#sink.ready({
      version: '',
      mechanism: '',
      socketType: '',
      routingId: EMPTY,
      userId: '',
      properties: new Map(),
    })
    if (this.#notify) this.#sink.message([EMPTY])
  }

  /** Raw connections have no commands. */
  error(): void {}

  receive(chunk: Uint8Array): void {
    const bytes = this.#owned ? copyOf(chunk) : copyBytes(chunk)
    if (this.#paused) this.#kept.push(bytes)
    else this.#sink.message([bytes])
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    const kept = this.#kept
    this.#kept = []
    for (const bytes of kept) {
      if (this.#paused) this.#kept.push(bytes)
      else this.#sink.message([bytes])
    }
  }

  send(message: Message): void {
    for (const frame of message) {
      // A small frame is written at the end of its batch. The program may transfer its memory earlier, so it is copied.
      this.#out.push(frame.length < WRITTEN_AT_ONCE ? copyOf(frame) : frame)
      this.pending += frame.length
    }
  }

  sendShared(message: SharedMessage): void {
    this.send(message.frames)
  }

  /** Never called: raw messages go to one peer. */
  sendRange(): void {}

  ping(): void {}

  authorize(): void {}

  take(): Uint8Array[] {
    const out = this.#out
    this.#out = []
    this.pending = 0
    return out
  }

  recycle(): void {}

  destroy(): void {}
}
