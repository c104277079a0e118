/** Makes frames of received bytes, as views or as copies: one for each message, so it takes the shortest way there is to a Buffer. */
import { HostBuffer } from './bytes.ts'
import type { Frame } from './frame.ts'
import { allocate } from './frame.ts'

type ViewMaker = new (memory: ArrayBufferLike | Uint8Array, start?: number, size?: number) => Uint8Array

/**
 * The class by which Buffer makes its own views (`Symbol.species`); `subarray` ends there as well, after checks that cost as
 * much as the view. Where Buffer has none of its own, there is none: `new Buffer` would be deprecated.
 */
function fastest(): ViewMaker | undefined {
  if (HostBuffer === undefined) return Uint8Array
  const maker = (HostBuffer as unknown as { [Symbol.species]?: ViewMaker })[Symbol.species]
  const own = maker !== undefined && (maker as unknown) !== HostBuffer && maker.prototype === HostBuffer.prototype
  return own ? maker : undefined
}

const Maker = fastest()

/** A Buffer over `size` bytes of `memory`, a Uint8Array where there are no Buffers. The caller has checked the bounds. */
export const view: (memory: ArrayBufferLike, start: number, size: number) => Frame =
  Maker === undefined
    ? (memory, start, size) => (HostBuffer as NonNullable<typeof HostBuffer>).from(memory as ArrayBuffer, start, size)
    : (memory, start, size) => new Maker(memory, start, size)

/**
 * A copy of `size` bytes of `memory` whose `buffer` holds them and nothing else. V8 keeps up to 64 bytes inside the object, and makes
 * the buffer when it is first asked for: such a copy costs no more than a view.
 */
export const ownedCopy: (memory: ArrayBufferLike, start: number, size: number) => Frame =
  Maker === undefined
    ? (memory, start, size) => {
        const copy = allocate(size)
        copy.set(new Uint8Array(memory, start, size))
        return copy
      }
    : (memory, start, size) => new Maker(new Uint8Array(memory, start, size))
