/** A pool of slabs: pieces of 64 KiB that encoders fill. An idle connection has none. */
import { allocatePooled } from './pooled-memory.ts'

/** Size of a slab in bytes: the size of one write when frames are small. */
export const SLAB_SIZE = 65_536

/** Most slabs in the pool. */
export const MAX_SPARE = 16
const spare: Uint8Array[] = []

/** Returns a slab. It may contain old bytes. */
export function acquireSlab(): Uint8Array {
  return spare.pop() ?? allocatePooled(SLAB_SIZE)
}

/** Returns a slab to the pool. Nothing may refer to it any more. */
export function releaseSlab(slab: Uint8Array): void {
  if (spare.length < MAX_SPARE) spare.push(slab)
}
