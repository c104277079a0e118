/** Numbered messages whose every byte follows from their number: what arrives is compared whole, so no checksum can agree by luck. */
import { Xoshiro128 } from '@tszmq/testkit'
import { markOf } from './sim-marks.ts'

/** Body sizes: mostly small, some around the edges of frames, chunks and slabs, some that go by reference. */
const SIZES = [0, 1, 7, 30, 100, 255, 256, 300, 1000, 5000, 9000, 70_000] as const
const USUAL = 8

/** Frames of message `id`: `head` first, if any; the mark of `id` ends the last. */
export function messageOf(id: number, head?: string): Buffer[] {
  const random = new Xoshiro128(id ^ 0x5eed)
  const frames = head === undefined ? [] : [Buffer.from(head)]
  for (let i = random.below(4); i > 0; i--) frames.push(Buffer.from(random.bytes(random.below(20))))
  const size = random.once(12) ? random.pick(SIZES) : (SIZES[random.below(USUAL)] as number)
  const body = Buffer.alloc(size, random.next() & 0x7f)
  return [...frames, Buffer.concat([body, markOf(id)])]
}

/** It ends like one of ours, whether or not it is whole. */
export function isMarked(frames: readonly Uint8Array[]): boolean {
  return /^Z#\d{8}#$/.test(
    Buffer.from(frames.at(-1) ?? [])
      .subarray(-11)
      .toString('latin1'),
  )
}

/** The number of a message, or undefined when it is not whole and true. */
export function idOf(frames: readonly Uint8Array[], head?: string): number | undefined {
  if (!isMarked(frames)) return undefined
  const id = Number(
    Buffer.from(frames.at(-1) as Uint8Array)
      .toString('latin1', (frames.at(-1) as Uint8Array).length - 9)
      .slice(0, 8),
  )
  const expected = messageOf(id, head)
  if (expected.length !== frames.length) return undefined
  return expected.every((frame, i) => frame.equals(frames[i] as Uint8Array)) ? id : undefined
}
