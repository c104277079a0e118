/** Makes frames of received bytes, as views or as copies. It runs for each message, so it uses the fastest way to make a Buffer. */
import { HostBuffer } from './bytes.ts'
import type { Frame } from './frame.ts'
import { allocate } from './frame.ts'

type ViewMaker = new (memory: ArrayBufferLike | Uint8Array, start?: number, size?: number) => Uint8Array

/**
 * Returns the class by which Buffer makes its own views (`Symbol.species`). `subarray` uses it too, after checks that cost as much as the
 * view. Returns undefined if Buffer has no such class: `new Buffer` is deprecated.
 */
function fastest(): ViewMaker | undefined {
  if (HostBuffer === undefined) return Uint8Array
  const maker = (HostBuffer as unknown as { [Symbol.species]?: ViewMaker })[Symbol.species]
  const own = maker !== undefined && (maker as unknown) !== HostBuffer && maker.prototype === HostBuffer.prototype
  return own ? maker : undefined
}

const Maker = fastest()

/** Makes a Buffer over `size` bytes of `memory`, or a Uint8Array if the runtime has no Buffers. The caller has checked the bounds. */
export const view: (memory: ArrayBufferLike, start: number, size: number) => Frame =
  Maker === undefined
    ? (memory, start, size) => (HostBuffer as NonNullable<typeof HostBuffer>).from(memory as ArrayBuffer, start, size)
    : (memory, start, size) => new Maker(memory, start, size)

/**
 * Copies `size` bytes of `memory`. The `buffer` of the copy has these bytes only. V8 keeps up to 64 bytes inside the object and makes the
 * buffer when it is first read, so a small copy costs no more than a view.
 */
export const ownedCopy: (memory: ArrayBufferLike, start: number, size: number) => Frame =
  Maker === undefined
    ? (memory, start, size) => {
        const copy = allocate(size)
        copy.set(new Uint8Array(memory, start, size))
        return copy
      }
    : (memory, start, size) => new Maker(new Uint8Array(memory, start, size))
