/** Reads numbers and bytes one after the other. What would lie beyond the end is refused before anything is made of it. */
import { MessageError } from './message-error.ts'

export class ByteReader<F extends Uint8Array> {
  offset = 0
  readonly #bytes: F
  readonly #what: string

  /** `what` the bytes are, for who is told that they are not. */
  constructor(bytes: F, what: string) {
    this.#bytes = bytes
    this.#what = what
  }

  get left(): number {
    return this.#bytes.length - this.offset
  }

  /** The next `size` bytes, as a view. Throws ERR_MESSAGE_ENCODING. */
  bytes(size: number): F {
    if (size > this.left) {
      const { offset } = this
      const message = `${this.#what} is cut off: ${size} bytes should follow at ${offset}, and ${this.left} do`
      throw new MessageError('ERR_MESSAGE_ENCODING', message, { offset })
    }
    this.offset += size
    return this.#bytes.subarray(this.offset - size, this.offset) as F
  }

  /** An unsigned number of one to four bytes, the most significant first. Throws ERR_MESSAGE_ENCODING. */
  number(width: 1 | 2 | 4): number {
    let value = 0
    for (const byte of this.bytes(width)) value = value * 256 + byte
    return value
  }

  /** An unsigned number of eight bytes. Throws ERR_MESSAGE_ENCODING. */
  bigint(): bigint {
    const bytes = this.bytes(8)
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0)
  }

  /** Bytes with their length before them. Throws ERR_MESSAGE_ENCODING. */
  counted(width: 1 | 4): F {
    return this.bytes(this.number(width))
  }
}
