/**
 * Short nonces of CURVE (RFC 26): a 64-bit counter for each side, strictly increasing over the whole connection. It is kept in two
 * halves, since a number is exact to 2^53 only.
 */
import { readUint32 } from './metadata.ts'
import { ProtocolError } from './protocol-error.ts'

/** Size of a short nonce in bytes. */
export const NONCE = 8

/** Offset of the short nonce in the 24 bytes of a nonce, after its prefix. */
const TAIL = 16

/** Makes the nonces of the boxes that this side sends. */
export class NonceCounter {
  #high: number
  #low: number

  /** `high` and `low` are the halves of the last nonce. Default: no nonce was used. */
  constructor(high = 0, low = 0) {
    this.#high = high
    this.#low = low
  }

  /**
   * Writes the next nonce to `nonce`, after its prefix, and to `bytes` at `offset`. Throws `ERR_ZMTP_INVALID_SEQUENCE` if all are used; it
   * never starts again from zero.
   */
  next(nonce: Uint8Array, bytes: Uint8Array, offset: number): void {
    if (this.#low < 0xffff_ffff) this.#low++
    else this.#carry()
    writeUint32(nonce, TAIL, this.#high)
    writeUint32(nonce, TAIL + 4, this.#low)
    writeUint32(bytes, offset, this.#high)
    writeUint32(bytes, offset + 4, this.#low)
  }

  #carry(): void {
    if (this.#high === 0xffff_ffff) {
      throw new ProtocolError('ERR_ZMTP_INVALID_SEQUENCE', 'all 2^64 - 1 nonces of this connection are used (RFC 26)')
    }
    this.#high++
    this.#low = 0
  }
}

/** Checks the nonces of the boxes that the peer sends. */
export class NonceGuard {
  #high = -1
  #low = 0

  /** Copies the nonce at `offset` of `bytes` to `nonce`. Throws `ERR_ZMTP_INVALID_SEQUENCE` if it is not greater than the last one. */
  accept(bytes: Uint8Array, offset: number, nonce: Uint8Array): void {
    const high = readUint32(bytes, offset)
    const low = readUint32(bytes, offset + 4)
    if (high < this.#high || (high === this.#high && low <= this.#low)) {
      throw new ProtocolError('ERR_ZMTP_INVALID_SEQUENCE', 'a nonce of the peer is not greater than the one before (RFC 26)')
    }
    this.#high = high
    this.#low = low
    for (let i = 0; i < NONCE; i++) nonce[TAIL + i] = bytes[offset + i] as number
  }
}

function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24
  bytes[offset + 1] = value >>> 16
  bytes[offset + 2] = value >>> 8
  bytes[offset + 3] = value
}
