/** Runs a frame decoder over chunks and writes down what it delivered, in the words of `decodeSlowly`. */
import { everySplit, hex } from '@tszmq/testkit'
import type { DecoderSink, FrameDecoder } from '../src/decoder.ts'
import { Decoder } from '../src/decoder.ts'
import type { Limits } from '../src/limits.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { ProtocolError } from '../src/protocol-error.ts'

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

/** What `Decoder` makes of these chunks after the handshake. */
export function decode(chunks: readonly Uint8Array[], limits: Partial<Limits> = {}): string[] {
  const record = new DecoderRecord()
  return record.push(new Decoder(record, { ...DEFAULT_LIMITS, ...limits }, false), chunks)
}

/** The same during the handshake. */
export function decodeHandshake(chunks: readonly Uint8Array[], limits: Partial<Limits> = {}): string[] {
  const record = new DecoderRecord()
  return record.push(new Decoder(record, { ...DEFAULT_LIMITS, ...limits }, true), chunks)
}

/** The different results of `run` over every split of `bytes`, one line each event: a single one, if all is well. */
export function resultsOfEverySplit(bytes: Uint8Array, run: (chunks: Uint8Array[]) => string[]): string[] {
  const results = new Set<string>()
  for (const chunks of everySplit(bytes)) results.add(run(chunks).join('\n'))
  return [...results]
}
