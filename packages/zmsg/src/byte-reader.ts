/** Reads numbers and bytes one after the other, and checks each length before it allocates. */
import { MessageError } from './message-error.ts'

/** A cursor over bytes. Numbers are big-endian. */
export class ByteReader<F extends Uint8Array> {
  /** Index of the next byte. */
  offset = 0
  readonly #bytes: F
  readonly #what: string

  /** `what` names the bytes in the texts of errors. */
  constructor(bytes: F, what: string) {
    this.#bytes = bytes
    this.#what = what
  }

  /** Number of bytes that are left. */
  get remaining(): number {
    return this.#bytes.length - this.offset
  }

  /** Reads `size` bytes, as a view. Throws `ERR_MESSAGE_ENCODING` if fewer are left. */
  bytes(size: number): F {
    if (size > this.remaining) {
      const { offset } = this
      const message = `${this.#what} is truncated: ${size} bytes should follow at ${offset}, and there are ${this.remaining}`
      throw new MessageError('ERR_MESSAGE_ENCODING', message, { offset })
    }
    this.offset += size
    return this.#bytes.subarray(this.offset - size, this.offset) as F
  }

  /** Reads an unsigned number of one, two or four bytes. Throws `ERR_MESSAGE_ENCODING`. */
  number(width: 1 | 2 | 4): number {
    let value = 0
    for (const byte of this.bytes(width)) value = value * 256 + byte
    return value
  }

  /** Reads an unsigned number of eight bytes. Throws `ERR_MESSAGE_ENCODING`. */
  bigint(): bigint {
    const bytes = this.bytes(8)
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0)
  }

  /** Reads a length of `width` bytes, then that many bytes, as a view. Throws `ERR_MESSAGE_ENCODING`. */
  prefixed(width: 1 | 4): F {
    return this.bytes(this.number(width))
  }
}
