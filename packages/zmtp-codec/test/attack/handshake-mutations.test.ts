/**
 * P2: a fixed part of all prefixes and single-byte mutations of forty-four handshakes; in `npm run attack` all of them, as
 * in `npm run fuzz -- --handshakes`.
 */
import { attackLimit, attackSize, mutateHandshake } from '@tszmq/fuzzer'
import { EngineTrace, GOLDEN_HANDSHAKES } from '@tszmq/testkit'

// Ids of threats: docs/threats.md.

/** One changed byte in so many is tried; which ones differs from place to place. */
const STEP = attackSize({ full: 1, short: 16 })

describe('the golden handshakes', () => {
  it('P2: are forty-four, each with a name of its own', () => {
    expect(new Set(GOLDEN_HANDSHAKES.map((golden) => golden.name)).size).toBe(44)
  })

  it.each(GOLDEN_HANDSHAKES.map((golden) => [golden.name, golden] as const))(
    'P2: %s gets ready, delivers its message, and survives being cut or changed anywhere',
    (_name, golden) => {
      const trace = new EngineTrace(golden.options, { status: 200 }).receive(golden.bytes)
      expect(trace.error).toBeUndefined()
      expect(trace.events.at(-1)).toBe('message 0141')
      expect(mutateHandshake(golden, STEP)).toBeGreaterThan(golden.bytes.length * 15)
    },
    attackLimit(2),
  )
})
