/** Spare slabs: 64 KiB pieces of memory that encoders fill and give back, so that an idle connection owns none. */
import { allocatePooled } from './pooled-memory.ts'

/** Bytes of one slab: what is sent with one system call when frames are small. */
export const SLAB_SIZE = 65_536

/** Slabs that are kept for later. */
export const MAX_SPARE = 16
const spare: Uint8Array[] = []

/** A slab to fill; its old contents are still in it. */
export function takeSlab(): Uint8Array {
  return spare.pop() ?? allocatePooled(SLAB_SIZE)
}

/** Give back a slab nobody refers to any more. */
export function giveSlab(slab: Uint8Array): void {
  if (spare.length < MAX_SPARE) spare.push(slab)
}
