/** A toy engine for framings with boundaries: one message of the conn is one message of ZeroMQ. */
import type { Engine, EngineOptions, EngineSink, Message, SharedMessage } from '@tszmq/zmtp-codec'

/** What a toy engine does before its traffic. `'ready'`: nothing. `'types'`: both sides send their socket type. */
type Opening = 'ready' | 'types'

export class ToyEngine implements Engine {
  readonly takesRanges = false
  readonly #sink: EngineSink
  readonly #options: EngineOptions
  readonly #opening: Opening
  readonly #out: Uint8Array[] = []
  readonly #kept: Uint8Array[] = []
  #isReady = false
  #paused = false

  constructor(sink: EngineSink, options: EngineOptions, opening: Opening) {
    this.#sink = sink
    this.#options = options
    this.#opening = opening
    if (opening === 'types') this.#out.push(Buffer.from(options.socketType))
  }

  get pending(): number {
    return this.#out.reduce((sum, { length }) => sum + length, 0)
  }

  start(): void {
    if (this.#opening === 'ready') this.#ready('')
  }

  receive(chunk: Uint8Array): void {
    if (!this.#isReady) return this.#ready(Buffer.from(chunk).toString())
    if (this.#paused) this.#kept.push(Uint8Array.from(chunk))
    else this.#sink.message(decode(chunk))
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    for (const chunk of this.#kept.splice(0)) this.receive(chunk)
  }

  send(message: Message): void {
    this.#out.push(encode(message))
  }

  sendShared(message: SharedMessage): void {
    this.send(message.frames)
  }

  take(): Uint8Array[] {
    return this.#out.splice(0)
  }

  sendRange(): void {}

  ping(): void {}

  authorize(): void {}

  error(): void {}

  recycle(): void {}

  destroy(): void {}

  #ready(socketType: string): void {
    this.#isReady = true
    const { routingId, properties } = this.#options
    this.#sink.ready({ version: 'toy', mechanism: 'NULL', socketType, routingId: routingId.subarray(0, 0), userId: '', properties })
  }
}

/** One byte of length, then the bytes, for each frame. */
function encode(message: Message): Uint8Array {
  return Buffer.concat(message.flatMap((frame) => [Buffer.of(frame.length), frame]))
}

function decode(chunk: Uint8Array): Message {
  const frames: Message = []
  for (let at = 0; at < chunk.length; at += 1 + (chunk[at] as number)) {
    frames.push(Buffer.from(chunk.subarray(at + 1, at + 1 + (chunk[at] as number))))
  }
  return frames
}
