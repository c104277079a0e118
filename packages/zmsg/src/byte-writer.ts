/** Writes numbers and bytes one after the other. It refuses what its length does not fit into. */
import { allocate } from './frame.ts'
import { MessageError } from './message-error.ts'

/** Bytes to write, or a number of so many bytes. */
type Piece = Uint8Array | { readonly value: bigint; readonly width: 1 | 2 | 4 | 8 }

export class ByteWriter {
  readonly #pieces: Piece[] = []

  /** A number that fits, the most significant byte first. */
  number(value: number | bigint, width: 1 | 2 | 4 | 8): void {
    this.#pieces.push({ value: BigInt(value), width })
  }

  bytes(bytes: Uint8Array): void {
    this.#pieces.push(bytes)
  }

  /** Bytes behind their length. Throws ERR_MESSAGE_VALUE, which calls them `what`. */
  counted(bytes: Uint8Array, width: 1 | 4, what: string): void {
    const most = 256 ** width - 1
    if (bytes.length > most) throw new MessageError('ERR_MESSAGE_VALUE', `${what} has ${bytes.length} bytes, and ${most} is the most`)
    this.number(bytes.length, width)
    this.bytes(bytes)
  }

  /** All of it. */
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
