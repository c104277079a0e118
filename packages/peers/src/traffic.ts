/** The messages of interop scenarios, and digests of them. The peers' scripts have the same in their own words. */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { Traffic } from './interop-side.ts'

// Ids of threats: docs/threats.md.

const EMPTY = Buffer.alloc(0)

/** Around the sizes where ZMTP's framing changes, 0, 255 and 256 bytes, also with the 33 of CURVE (L24). As many as 6 has no factor of. */
const SMALL = [0, 1, 32, 127, 128, 222, 223, 254, 255, 256, 257, 1000, 33]
const LARGE = [65_535, 65_536, 1 << 20, 1 << 24]

/** A prime number of bytes, repeated: no power of two maps the pattern onto itself. */
const BLOCK = Uint8Array.from({ length: 65_521 }, (_, j) => j * 31 + (j >> 8) * 7)
let pattern: Buffer | undefined

/** The first `size` bytes from `start` of what all fillers are cut from. Not to be written to. */
export function trafficBytes(start: number, size: number): Buffer {
  pattern ??= Buffer.alloc((1 << 24) + 256, BLOCK)
  return pattern.subarray(start, start + size)
}

/** Message `i`: its number in four bytes, empty frames in every place, and one message of a single empty frame in six. */
export function trafficMessage(kind: Traffic['kind'], i: number): Buffer[] {
  const number = uint32(i)
  if (kind === 'large') return [number, EMPTY, trafficBytes(0, LARGE[i % LARGE.length]!)]
  const filler = trafficBytes(i % 256, SMALL[i % SMALL.length]!)
  switch (i % 6) {
    case 0:
      return [Buffer.concat([number, filler])]
    case 1:
      return [number, filler]
    case 2:
      return [number, EMPTY, filler]
    case 3:
      return [EMPTY, number, filler]
    case 4:
      return [number, filler, EMPTY]
    default:
      return [EMPTY]
  }
}

/** SHA-256 over each message's number of frames, and each frame's length and bytes: nothing can move over an edge unseen. */
export class TrafficDigest {
  readonly #hash: Hash = createHash('sha256')

  add(message: readonly Uint8Array[]): void {
    this.#hash.update(uint32(message.length))
    for (const frame of message) this.#hash.update(uint32(frame.length)).update(frame)
  }

  take(): string {
    return this.#hash.digest('hex')
  }
}

const digests = new Map<string, string>()

/** What whoever receives this traffic must come to. */
export function trafficDigest({ kind, count }: Traffic, prefix: readonly string[] = []): string {
  const key = JSON.stringify([kind, count, prefix])
  let known = digests.get(key)
  if (known === undefined) {
    const digest = new TrafficDigest()
    const envelope = prefix.map((text) => Buffer.from(text, 'latin1'))
    for (let i = 0; i < count; i++) digest.add([...envelope, ...trafficMessage(kind, i)])
    digests.set(key, (known = digest.take()))
  }
  return known
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
