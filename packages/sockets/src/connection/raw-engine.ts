/** The engine of STREAM: bytes are bytes. No greeting, no handshake, no frames; each chunk that arrives is a message. */
import type { Engine, EngineSink, Message, SharedMessage } from '@tszmq/zmtp-codec'
import { EMPTY, copyBytes, copyOf } from '@tszmq/zmtp-codec/internal'

/** Bytes for which the session does not wait for the end of a batch. */
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

  /** `notify`: an empty message when the peer comes (ZMQ_STREAM_NOTIFY). `owned`: received frames own their memory. */
  constructor(sink: EngineSink, notify: boolean, owned: boolean) {
    this.#sink = sink
    this.#notify = notify
    this.#owned = owned
  }

  /** There is no handshake to wait for. */
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

  /** There are no commands among raw bytes. */
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
      // A large one is written at once; a small one waits for its batch, and may be transferred meanwhile.
      this.#out.push(frame.length < WRITTEN_AT_ONCE ? copyOf(frame) : frame)
      this.pending += frame.length
    }
  }

  sendShared(message: SharedMessage): void {
    this.send(message.frames)
  }

  /** Raw bytes go to one peer, never to several. */
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
