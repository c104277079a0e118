/** The arena: where received bytes lie while messages are views of them. One for all decoders of a thread. */
import { allocate } from './frame.ts'
import { allocatePooled } from './pooled-memory.ts'

/** Bytes of one piece of the arena. A frame that is kept keeps its whole piece. */
export const ARENA_SIZE = 65_536

/** The piece being filled, and how far. Decoders run one after the other, so they can share it. */
export const arena = { bytes: allocate(0), end: 0 }

/** Makes room for `size` bytes behind one another at `arena.end`. */
export function reserve(size: number): void {
  if (arena.end + size <= arena.bytes.length) return
  arena.bytes = allocatePooled(Math.max(size, ARENA_SIZE))
  arena.end = 0
}

/** The next bytes go to a new piece. For simulations: where a piece ends decides which messages lie together. */
export function dropArena(): void {
  arena.bytes = allocate(0)
  arena.end = 0
}
