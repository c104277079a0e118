/** Conversations with peers of every ZMTP version: the exact bytes we send and what we deliver, at every split of the peer's bytes. */
import { EngineTrace, hex, wire } from '@tszmq/testkit'
import { TRANSCRIPTS } from './transcripts.ts'

const cuts: Record<string, (bytes: Uint8Array) => Uint8Array[]> = {
  'whole chunks': (bytes) => [bytes],
  'single bytes': (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte)),
  'chunks of seven': (bytes) => Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.slice(i * 7, i * 7 + 7)),
}

describe.each(Object.entries(cuts))('a ZMTP engine that reads %s', (_name, cut) => {
  it.each(TRANSCRIPTS.map((transcript) => [transcript.name, transcript] as const))('talks as %s', (_title, transcript) => {
    const { socketType, routingId = '', steps } = transcript
    const trace = new EngineTrace({ socketType, routingId: wire(routingId) })
    let seen = 0
    let owed = ''
    for (const step of steps) {
      if ('peer' in step) trace.receive(...cut(wire(step.peer)))
      else if ('app' in step) trace.engine.send(step.app.map(wire))
      else if ('event' in step) expect(trace.events[seen++]).toBe(step.event)
      else {
        expect(trace.engine.pending).toBe(wire(step.we).length)
        owed += hex(trace.take())
        expect(owed).toBe(hex(wire(step.we)))
        owed = ''
      }
    }
    expect(trace.events.slice(seen)).toEqual([])
  })
})
