/**
 * Allocates memory that several frames share. It is marked as untransferable, like Node's Buffer pool: transferring one frame to a worker
 * would empty all others.
 */
import { HostBuffer } from './bytes.ts'
import { allocate } from './frame.ts'

type Mark = (memory: object) => void

/** The part of Node's `process` that this module uses. Bun and Deno have it too, browsers do not. */
interface Host {
  getBuiltinModule?(name: string): { markAsUntransferable?: Mark } | undefined
}

/** The function that marks memory. Null if this runtime has none; undefined until it is looked up, which loads a module. */
let found: Mark | null | undefined

/** Marks `memory` as untransferable, if the runtime can. */
function mark(memory: ArrayBufferLike): void {
  found ??= find()
  found?.(memory)
}

/** Returns true if this runtime can mark memory. If not, each received frame must have memory of its own. */
export function canPool(): boolean {
  found ??= find()
  return found !== null
}

/** Allocates uninitialised memory for several frames, marked if the runtime can. See {@link canPool}. */
export function allocatePooled(size: number): Uint8Array {
  const bytes = allocate(size)
  mark(bytes.buffer)
  return bytes
}

/** Copies bytes that the library keeps and also gives to the program, such as a routing id. The program cannot transfer the copy. */
export function guardedCopy(bytes: Uint8Array): Uint8Array {
  const copy = guarded(bytes.length)
  copy.set(bytes)
  return copy
}

/** Allocates uninitialised memory that the library keeps and also gives to the program. */
export function guarded(size: number): Uint8Array {
  // Node's Buffer pool is marked already. To mark each small piece would cost more than the piece.
  const bytes = NODE_POOL !== undefined && size > 0 && size <= NODE_POOL.poolSize >>> 1 ? NODE_POOL.allocUnsafe(size) : allocate(size)
  if (bytes.buffer.byteLength === size) mark(bytes.buffer)
  return bytes
}

/** Returns true if `memory` was transferred. It is empty then, and methods throw. */
export function isDetached(memory: ArrayBufferLike): boolean {
  if (memory.byteLength > 0) return false
  try {
    memory.slice(0, 0)
    return false
  } catch {
    return true
  }
}

/** Returns true if the memory of any frame was transferred. */
export function hasDetached(message: readonly Uint8Array[]): boolean {
  for (let i = 0; i < message.length; i++) {
    const frame = message[i] as Uint8Array
    if (frame.length === 0 && isDetached(frame.buffer)) return true
  }
  return false
}

/** Node's Buffer. Undefined in Bun and Deno, whose Buffer has no marked pool, and in browsers. */
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

/** Returns true if marking has an effect. Some runtimes throw at the transfer, Node 20 copies instead. */
function works(marking: Mark): boolean {
  const memory = new ArrayBuffer(1)
  try {
    marking(memory)
    structuredClone(memory, { transfer: [memory] })
  } catch {
    // The transfer was rejected: the mark works.
  }
  return memory.byteLength === 1
}
