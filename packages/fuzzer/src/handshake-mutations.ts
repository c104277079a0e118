/**
 * Every prefix of a handshake and every handshake with one byte changed: none may throw anything but a ProtocolError,
 * deliver a message before the handshake is done, or depend on how it was cut.
 */
import { EngineTrace, hex } from '@tszmq/testkit'
import { FuzzFinding } from './fuzzer.ts'
import type { GoldenHandshake } from '@tszmq/testkit'

/**
 * Runs all of them, or one in `step`, ever other bytes at other places; returns how many that were. Throws FuzzFinding.
 */
export function mutateHandshake(golden: GoldenHandshake, step = 1): number {
  const { bytes } = golden
  let inputs = 0
  for (let size = 0; size <= bytes.length; size++, inputs++) judge(golden, bytes.subarray(0, size), size >> 1)
  const changed = Uint8Array.from(bytes)
  for (let at = 0; at < bytes.length; at++) {
    const right = bytes[at] as number
    for (let byte = at % step; byte < 256; byte += step) {
      if (byte === right) continue
      changed[at] = byte
      judge(golden, changed, at)
      inputs++
    }
    changed[at] = right
  }
  return inputs
}

function judge(golden: GoldenHandshake, input: Uint8Array, cut: number): void {
  const fail = (what: string, cause?: unknown): never => {
    throw new FuzzFinding(`${golden.name}: ${what} for ${hex(input)}`, { cause })
  }
  const run = (...chunks: Uint8Array[]): EngineTrace => new EngineTrace(golden.options, { status: 200 }).receive(...chunks)
  try {
    const whole = run(input)
    const before = whole.events.findIndex((event) => event.startsWith('ready'))
    const first = whole.events.findIndex((event) => event.startsWith('message'))
    if (first >= 0 && (before < 0 || first < before)) fail('a message before the handshake is done')
    const cutInTwo = run(input.subarray(0, cut), input.subarray(cut)).toString()
    if (cutInTwo !== whole.toString()) fail(`cut at ${cut} it ends otherwise: ${cutInTwo}`)
  } catch (error) {
    if (error instanceof FuzzFinding) throw error
    fail('threw what is no ProtocolError', error)
  }
}
