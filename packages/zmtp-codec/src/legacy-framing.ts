/** ZMTP 1.0 framing (RFC 13): `u8 length, flags, body`, or `0xff, u64 length, flags, body`. The length includes the flags. */
import { Assembler } from './assembler.ts'
import type { DecoderSink, FrameDecoder } from './decoder.ts'
import type { FrameEncoder } from './encoder.ts'
import type { Frame, Message } from './frame.ts'
import { allocate, copyOf } from './frame.ts'
import { LargeFrame } from './large-frame.ts'
import type { Limits } from './limits.ts'
import type { PageRange } from './page-range.ts'
import { ProtocolError } from './protocol-error.ts'
import type { SharedMessage } from './shared-message.ts'

const MORE = 1
const LONG_HEADER = 10

/** Encodes ZMTP 1.0 frames. Such peers are rare, so it is written for simplicity. */
export class LegacyEncoder implements FrameEncoder {
  pending = 0
  #out: Uint8Array[] = []

  message(message: Message): void {
    message.forEach((frame, i) => this.frame(frame, i < message.length - 1 ? MORE : 0))
  }

  shared(message: SharedMessage): void {
    this.message(message.frames)
  }

  range(range: PageRange): void {
    for (const run = range.toRun(); run.count > 0;) this.message(run.take())
    range.release()
  }

  frame(frame: Frame, flags: number): void {
    const size = frame.length + 1
    // Copied: the program may transfer the memory of the frame before it is written.
    if (size < 255) return this.#put(Uint8Array.of(size, flags), copyOf(frame))
    const header = allocate(LONG_HEADER)
    header[0] = 0xff
    new DataView(header.buffer, header.byteOffset).setBigUint64(1, BigInt(size))
    header[9] = flags
    this.#put(header, copyOf(frame))
  }

  /** Does nothing: ZMTP 1.0 has no commands. */
  command(): void {}

  raw(bytes: Uint8Array): void {
    this.#put(bytes)
  }

  take(): Uint8Array[] {
    const out = this.#out
    this.#out = []
    this.pending = 0
    return out
  }

  recycle(): void {}

  #put(...pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      if (piece.length === 0) continue
      this.#out.push(piece)
      this.pending += piece.length
    }
  }
}

/** Decodes ZMTP 1.0 frames. Rejects reserved flags and length 0. */
export class LegacyDecoder implements FrameDecoder {
  paused = false
  #kept: Uint8Array[] = []
  readonly #sink: DecoderSink
  readonly #assembler: Assembler
  readonly #header = allocate(LONG_HEADER)
  #headerSize = 0
  #frame: LargeFrame | undefined

  constructor(sink: DecoderSink, limits: Limits) {
    this.#sink = sink
    this.#assembler = new Assembler(limits)
  }

  resume(): void {
    this.paused = false
    const kept = this.#kept
    this.#kept = []
    for (const chunk of kept) this.push(chunk)
  }

  push(chunk: Uint8Array): void {
    let offset = 0
    while (offset < chunk.length) {
      if (this.paused) {
        // Copied: the caller reuses the chunk after this call.
        const kept = allocate(chunk.length - offset)
        kept.set(chunk.subarray(offset))
        this.#kept.push(kept)
        return
      }
      if (this.#frame === undefined) this.#addToHeader(chunk[offset++] as number)
      if (this.#frame === undefined) continue
      offset += this.#frame.fill(chunk, offset)
      const frame = this.#frame.whole()
      if (frame === undefined) continue
      const message = this.#assembler.add(frame, (this.#frame.flags & MORE) !== 0)
      this.#frame = undefined
      if (message !== undefined) this.#sink.message(message)
    }
  }

  #addToHeader(byte: number): void {
    this.#header[this.#headerSize++] = byte
    const long = this.#header[0] === 0xff
    if (this.#headerSize < (long ? LONG_HEADER : 2)) return
    this.#headerSize = 0
    const view = new DataView(this.#header.buffer, this.#header.byteOffset)
    const size = long ? Number(view.getBigUint64(1)) : (this.#header[0] as number)
    const flags = this.#header[long ? 9 : 1] as number
    if (size === 0) throw frameError('a frame of length 0 has no flags')
    if ((flags & ~MORE) !== 0) throw frameError(`reserved bits in frame flags 0x${flags.toString(16)}`)
    this.#assembler.check(size - 1)
    this.#frame = new LargeFrame(size - 1, flags)
  }
}

function frameError(message: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_FRAME', `${message} (RFC 13)`)
}
