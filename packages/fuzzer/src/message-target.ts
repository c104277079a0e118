/** Blobs of RFC 50 and dictionaries under the fuzzer: nothing but a MessageError is thrown, and what is read is what is there. */
import { decodeMessage, encodeMessage, MessageError, packDictionary, unpackDictionary } from '@tszmq/zmsg'
import { damage, PROTOTYPE_NAMES } from './fuzz-input.ts'
import { hex } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const SIZES = [0, 1, 2, 8, 31, 253, 254, 255, 256, 600]
const LIMITS = [0, 1, 3, 65_536]

/** Names and values that an object or a careless reader would stumble over. */
export const MESSAGE_TEXTS = [...PROTOTYPE_NAMES, '', '0', 'key', 'grüße', '\ufeffbom', '\ud83d\ude00', 'x'.repeat(255)]

/** Calls `read`; undefined when it is refused as it should be. */
export function unlessRefused<T>(input: readonly Uint8Array[], read: () => T, codes: readonly string[]): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MessageError && codes.includes(error.code)) return undefined
    throw new Error(`threw ${String(error)} for ${shown(input)}`, { cause: error })
  }
}

export function shown(frames: readonly Uint8Array[]): string {
  return frames.map(hex).join(' ')
}

const REFUSALS = ['ERR_MESSAGE_ENCODING', 'ERR_MESSAGE_LIMIT']

export function blobTarget(random: Xoshiro128): void {
  const frames = Array.from({ length: random.below(6) }, () => random.bytes(random.pick(SIZES)))
  const input = damage(random, encodeMessage(frames))
  const maxFrames = random.pick(LIMITS)
  const read = unlessRefused([input], () => decodeMessage(input, { maxFrames }), REFUSALS)
  const slow = readBlobSlowly(input)
  const expected = slow === undefined || slow.length > maxFrames ? undefined : slow
  const [actual, wanted] = [read, expected].map((each) => (each === undefined ? 'a refusal' : shown(each)))
  if (actual !== wanted) throw new Error(`read ${hex(input)} with maxFrames ${maxFrames} as ${actual}, not as ${wanted}`)
  if (read?.some(({ buffer }) => buffer !== input.buffer) === true) throw new Error(`copied a frame of ${hex(input)}`)
}

/** Byte by byte, into copies. */
function readBlobSlowly(input: Uint8Array): Uint8Array[] | undefined {
  const left = [...input]
  const frames: Uint8Array[] = []
  while (left.length > 0) {
    let size = left.shift() as number
    if (size === 255) {
      if (left.length < 4) return undefined
      size = left.splice(0, 4).reduce((sum, byte) => sum * 256 + byte, 0)
    }
    if (left.length < size) return undefined
    frames.push(Uint8Array.from(left.splice(0, size)))
  }
  return frames
}

export function dictionaryTarget(random: Xoshiro128): void {
  const words = Array.from({ length: random.below(6) }, () => [random.pick(MESSAGE_TEXTS), random.pick(MESSAGE_TEXTS)] as const)
  const input = damage(random, packDictionary(new Map(words)))
  const read = unlessRefused([input], () => unpackDictionary(input, { maxEntries: random.pick(LIMITS) }), REFUSALS)
  if (read === undefined) return
  const again = packDictionary(read)
  if (hex(again) !== hex(input)) throw new Error(`${hex(input)} was written again as ${hex(again)}`)
}
