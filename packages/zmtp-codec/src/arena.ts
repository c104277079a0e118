/** The arena: memory for received bytes, of which messages are views. All decoders of a thread share it. */
import { allocate } from './frame.ts'
import { allocatePooled } from './pooled-memory.ts'

/** Size in bytes of one piece of the arena. A frame that is kept keeps its whole piece alive. */
export const ARENA_SIZE = 65_536

/** The piece that is being filled, and its fill level. Decoders run one after the other, so they can share it. */
export const arena: { bytes: Uint8Array; end: number } = { bytes: allocate(0), end: 0 }

/** Makes room for `size` contiguous bytes at `arena.end`. */
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
