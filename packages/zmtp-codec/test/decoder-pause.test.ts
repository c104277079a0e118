/** Tests of a paused decoder: it keeps bytes and delivers nothing, not even a frame that has just become complete. */
import { decodeSlowly, everySplit, join, latin1, message, Xoshiro128 } from '@tszmq/testkit'
import { Decoder } from '../src/decoder.ts'
import type { DecoderSink, FrameDecoder } from '../src/decoder.ts'
import { LegacyDecoder } from '../src/legacy-framing.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { DecoderRecord } from './decoder-record.ts'

/** Pauses its decoder after each message, and notices what comes all the same. */
class OneAtATime extends DecoderRecord {
  decoder: FrameDecoder | undefined = undefined
  whilePaused = 0

  override message(frames: readonly Uint8Array[]): void {
    if (this.decoder?.paused === true) this.whilePaused++
    super.message(frames)
    if (this.decoder !== undefined) this.decoder.paused = true
  }
}

function run(chunks: readonly Uint8Array[], make: (sink: DecoderSink) => FrameDecoder, lazy: boolean): OneAtATime {
  const record = new OneAtATime()
  const decoder = (record.decoder = make(record))
  for (const chunk of chunks) {
    decoder.push(chunk)
    if (!lazy && decoder.paused) decoder.resume()
  }
  while (decoder.paused) decoder.resume()
  return record
}

const body = (size: number): Uint8Array => new Xoshiro128(size).bytes(size)

it.each([true, false])('delivers one message per resume, wherever the bytes are split (resumed at the end only: %p)', (lazy) => {
  const bytes = join(message(latin1('a')), message(body(300), body(280)), message(latin1('b')), message(body(270)), message(body(290)))
  const expected = decodeSlowly(bytes, DEFAULT_LIMITS)
  for (const chunks of everySplit(bytes)) {
    const record = run(chunks, (sink) => new Decoder(sink, DEFAULT_LIMITS, false), lazy)
    expect(record.whilePaused).toBe(0)
    expect(record.events).toEqual(expected)
  }
})

it('does so with the framing of ZMTP 1.0 too', () => {
  const bytes = Uint8Array.of(2, 0, 97, 4, 1, 98, 99, 100, 1, 0, 3, 0, 101, 102)
  for (const chunks of everySplit(bytes)) {
    const record = run(chunks, (sink) => new LegacyDecoder(sink, DEFAULT_LIMITS), true)
    expect(record.whilePaused).toBe(0)
    expect(record.events).toEqual(['m61', 'm626364,', 'm6566'])
  }
})

/** Keeps the frames themselves, as a queue does, and pauses its decoder when so many messages have arrived. */
class Kept implements DecoderSink {
  readonly frames: Uint8Array[] = []
  readonly room = 0
  readonly #decoder: () => Decoder
  readonly #pauseAt: ReadonlySet<number>

  constructor(decoder: () => Decoder, pauseAt: readonly number[]) {
    this.#decoder = decoder
    this.#pauseAt = new Set(pauseAt)
  }

  message([frame]: readonly Uint8Array[]): void {
    this.frames.push(frame as Uint8Array)
    if (this.#pauseAt.has(this.frames.length)) this.#decoder().paused = true
  }

  command(): void {}
}

it.each([0, 1, 3, 7])(
  'keeps the messages that were complete before a pause, when later chunks come (%d before the end of a chunk)',
  (left) => {
    const texts = Array.from({ length: 1000 }, (_, i) => `message number ${String(i).padStart(5, '0')}`)
    const bytes = join(...texts.map((text) => message(latin1(text))))
    const size = message(latin1(texts[0] as string)).length
    // Chunks that end inside a frame, large enough that the arena is left after them.
    const chunk = 250 * size + 5
    const kept: Kept = new Kept(() => decoder, [250 - left, 500 - left, 750 - left])
    const decoder: Decoder = new Decoder(kept, DEFAULT_LIMITS, false)
    for (let at = 0; at < bytes.length; at += chunk) {
      decoder.push(bytes.slice(at, at + chunk))
      if (decoder.paused) decoder.resume()
    }
    expect(kept.frames.map((frame) => Buffer.from(frame).toString())).toEqual(texts)
  },
)
