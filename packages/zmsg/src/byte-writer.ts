/** Writes numbers and bytes one after the other. */
import { allocate } from './frame.ts'
import { MessageError } from './message-error.ts'

/** Bytes, or a number and its width in bytes. */
type Piece = Uint8Array | { readonly value: bigint; readonly width: 1 | 2 | 4 | 8 }

/** Collects numbers and bytes, and joins them at the end. Numbers are big-endian. */
export class ByteWriter {
  readonly #pieces: Piece[] = []

  /** Writes an unsigned number that fits `width` bytes. */
  number(value: number | bigint, width: 1 | 2 | 4 | 8): void {
    this.#pieces.push({ value: BigInt(value), width })
  }

  /** Writes bytes. */
  bytes(bytes: Uint8Array): void {
    this.#pieces.push(bytes)
  }

  /** Writes a length of `width` bytes, then the bytes. Throws `ERR_MESSAGE_VALUE` if they are too long; `what` names them in its text. */
  prefixed(bytes: Uint8Array, width: 1 | 4, what: string): void {
    const most = 256 ** width - 1
    if (bytes.length > most) throw new MessageError('ERR_MESSAGE_VALUE', `${what} has ${bytes.length} bytes; the limit is ${most}`)
    this.number(bytes.length, width)
    this.bytes(bytes)
  }

  /** Returns all bytes in one array. */
  join(): Uint8Array {
    const size = this.#pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.width), 0)
    const all = allocate(size)
    let offset = 0
    for (const piece of this.#pieces) {
      if (piece instanceof Uint8Array) {
        all.set(piece, offset)
        offset += piece.length
        continue
      }
      for (let { value } = piece, at = offset + piece.width - 1; at >= offset; at--, value >>= 8n) all[at] = Number(value & 0xffn)
      offset += piece.width
    }
    return all
  }
}
