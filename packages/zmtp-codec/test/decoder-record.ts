/** Runs a decoder over chunks and records what it delivers, in the notation of `decodeSlowly`. */
import { everySplit, hex } from '@tszmq/testkit'
import type { DecoderSink, FrameDecoder } from '../src/decoder.ts'
import { Decoder } from '../src/decoder.ts'
import type { Limits } from '../src/limits.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { ProtocolError } from '../src/protocol-error.ts'
import type { Run } from '../src/run.ts'

export class DecoderRecord implements DecoderSink {
  readonly events: string[] = []

  message(message: readonly Uint8Array[]): void {
    this.events.push(`m${message.map(hex).join(',')}`)
  }

  command(body: Uint8Array): void {
    this.events.push(`c${hex(body)}`)
  }

  push(decoder: FrameDecoder, chunks: readonly Uint8Array[]): string[] {
    try {
      for (const chunk of chunks) decoder.push(chunk)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.events.push(`!${error.code}`)
    }
    return this.events
  }
}

/** Accepts runs of up to `room` messages. Records their messages at the next event, as a queue would. */
class RunRecord extends DecoderRecord {
  readonly room: number
  readonly #runs: Run[] = []

  constructor(room: number) {
    super()
    this.room = room
  }

  run(run: Run): void {
    if (run.count > this.room) throw new Error(`a run of ${run.count} messages, for ${this.room} of which there was room`)
    this.#runs.push(run)
  }

  override message(message: readonly Uint8Array[]): void {
    this.#read()
    super.message(message)
  }

  override command(body: Uint8Array): void {
    this.#read()
    super.command(body)
  }

  override push(decoder: FrameDecoder, chunks: readonly Uint8Array[]): string[] {
    ;(decoder as Decoder).enableRuns()
    const events = super.push(decoder, chunks)
    const [error] = events.at(-1)?.startsWith('!') === true ? events.splice(-1) : []
    this.#read()
    if (error !== undefined) events.push(error)
    return events
  }

  #read(): void {
    for (const run of this.#runs.splice(0)) while (run.count > 0) super.message(run.take())
  }
}

/** Records what `Decoder` delivers of these chunks after the handshake. The result must be the same with runs of any length. */
export function decode(chunks: readonly Uint8Array[], limits: Partial<Limits> = {}): string[] {
  const all = { ...DEFAULT_LIMITS, ...limits }
  const events = decodeOneByOne(chunks, limits)
  for (const room of [2, 3, 1000]) {
    const runs = new RunRecord(room)
    const byRuns = runs.push(new Decoder(runs, all, false), chunks)
    if (byRuns.join() !== events.join()) throw new Error(`by runs: ${byRuns.join()}; one by one: ${events.join()}`)
  }
  return events
}

/** Records what it delivers without runs. */
export function decodeOneByOne(chunks: readonly Uint8Array[], limits: Partial<Limits> = {}): string[] {
  const record = new DecoderRecord()
  return record.push(new Decoder(record, { ...DEFAULT_LIMITS, ...limits }, false), chunks)
}

/** The same during the handshake. */
export function decodeHandshake(chunks: readonly Uint8Array[], limits: Partial<Limits> = {}): string[] {
  const record = new DecoderRecord()
  return record.push(new Decoder(record, { ...DEFAULT_LIMITS, ...limits }, true), chunks)
}

/** Returns the distinct results of `run` over every split of `bytes`. A correct decoder gives one. */
export function resultsOfEverySplit(bytes: Uint8Array, run: (chunks: Uint8Array[]) => string[]): string[] {
  const results = new Set<string>()
  for (const chunks of everySplit(bytes)) results.add(run(chunks).join('\n'))
  return [...results]
}
