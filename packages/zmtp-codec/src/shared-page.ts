/**
 * Pages: where messages for several peers lie as bytes, one after the other, for all encoders of a thread. A page is filled once and
 * written by many connections. Its memory is used again when no transport holds it and it is none of the last few.
 */
import type { SharedMessage } from './shared-message.ts'
import { SLAB_SIZE, giveSlab, takeSlab } from './slab-pool.ts'

/** Full pages that stay for connections that are behind the others: half a megabyte. */
const KEPT = 8

export class SharedPage {
  /** Null when its memory was given back. */
  bytes: Uint8Array | null = takeSlab()
  /** Bytes in use. */
  end = 0
  /** Encoders that have something of it to be written, or in the hands of their transport. */
  users = 0
  /** It is being filled, or one of the last. */
  kept = true
  #view: Uint8Array | undefined = undefined
  #viewStart = 0
  #viewEnd = 0

  /** The bytes from `start` to `end`, as one object for all connections that write the same. */
  view(start: number, end: number): Uint8Array {
    if (this.#view !== undefined && this.#viewStart === start && this.#viewEnd === end) return this.#view
    this.#viewStart = start
    this.#viewEnd = end
    return (this.#view = (this.bytes as Uint8Array).subarray(start, end))
  }

  /** Gives its memory back if nobody needs it. */
  release(): void {
    if (this.users > 0 || this.kept || this.bytes === null) return
    giveSlab(this.bytes)
    this.bytes = null
    this.#view = undefined
  }
}

const recent: SharedPage[] = []
let current: SharedPage | undefined = undefined

/** The page where `message` lies, after writing it to the current one if it lies nowhere. Undefined if it is too large to be shared. */
export function pageOf(message: SharedMessage): SharedPage | undefined {
  const known = message.page
  if (known !== undefined && known.bytes !== null) return known
  const { size } = message
  if (size === 0) return undefined
  if (current === undefined || current.end + size > SLAB_SIZE) turn()
  const page = current as unknown as SharedPage
  message.page = page
  message.start = page.end
  page.end = message.end = message.write(page.bytes as Uint8Array, page.end)
  return page
}

function turn(): void {
  current = new SharedPage()
  recent.push(current)
  if (recent.length <= KEPT) return
  const oldest = recent.shift() as SharedPage
  oldest.kept = false
  oldest.release()
}
