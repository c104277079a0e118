/**
 * Memory that several frames share. It is marked as untransferable, as Node's own Buffer pool is: to transfer one frame to a worker
 * would empty all the others.
 */
import { HostBuffer } from './bytes.ts'
import { allocate } from './frame.ts'

type Mark = (memory: object) => void

/** What this module uses of Node's `process`, which Bun and Deno have too. A browser has none. */
interface Host {
  getBuiltinModule?(name: string): { markAsUntransferable?: Mark } | undefined
}

/** Null: this runtime cannot mark memory. Undefined: not looked up yet, which loads a module. */
let found: Mark | null | undefined

/** Marks `memory`, if the runtime can. */
function mark(memory: ArrayBufferLike): void {
  found ??= find()
  found?.(memory)
}

/** True if pooled memory is safe from transfers here. If not, received frames must own their memory. */
export function canPool(): boolean {
  found ??= find()
  return found !== null
}

/** Uninitialised memory for several frames. Throws nothing where memory cannot be marked: see {@link canPool}. */
export function allocatePooled(size: number): Uint8Array {
  const bytes = allocate(size)
  mark(bytes.buffer)
  return bytes
}

/** A copy of `bytes` that the library keeps and also hands out, such as a routing id. Nobody can transfer it. */
export function guardedCopy(bytes: Uint8Array): Uint8Array {
  const copy = guarded(bytes.length)
  copy.set(bytes)
  return copy
}

/** Uninitialised memory that the library keeps and also hands out. */
export function guarded(size: number): Uint8Array {
  // Node's own pool is marked already; a mark for each small piece would cost more than the piece.
  const bytes = NODE_POOL !== undefined && size > 0 && size <= NODE_POOL.poolSize >>> 1 ? NODE_POOL.allocUnsafe(size) : allocate(size)
  if (bytes.buffer.byteLength === size) mark(bytes.buffer)
  return bytes
}

/** True if `memory` was transferred away: its bytes are gone, and what reads it throws or finds it empty. */
export function isDetached(memory: ArrayBufferLike): boolean {
  if (memory.byteLength > 0) return false
  try {
    memory.slice(0, 0)
    return false
  } catch {
    return true
  }
}

/** True if the memory of some frame was transferred away. */
export function hasDetached(message: readonly Uint8Array[]): boolean {
  for (let i = 0; i < message.length; i++) {
    const frame = message[i] as Uint8Array
    if (frame.length === 0 && isDetached(frame.buffer)) return true
  }
  return false
}

/** Bun and Deno have `process` and Buffer too, but no marked pool behind them. */
const NODE_POOL = isNode() ? HostBuffer : undefined

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: Record<string, string | undefined> } }
  const versions = process?.versions
  return versions?.['node'] !== undefined && versions['bun'] === undefined && versions['deno'] === undefined
}

function find(): Mark | null {
  const { process } = globalThis as { process?: Host }
  const marking = process?.getBuiltinModule?.('node:worker_threads')?.markAsUntransferable
  return marking !== undefined && works(marking) ? marking : null
}

/** A runtime may have the function and not the effect. Some throw at the transfer, Node 20 copies instead. */
function works(marking: Mark): boolean {
  const memory = new ArrayBuffer(1)
  try {
    marking(memory)
    structuredClone(memory, { transfer: [memory] })
  } catch {
    // It was refused, which is well.
  }
  return memory.byteLength === 1
}
