/**
 * Short nonces of CURVE (RFC 26): one u64 a side, strictly rising over the whole connection, in two halves because a number ends at
 * 2^53. Refuses to begin again from zero.
 */
import { readUint32 } from './metadata.ts'
import { ProtocolError } from './protocol-error.ts'

/** Bytes of a short nonce. */
export const NONCE = 8

/** Where a short nonce lies in the 24 bytes that the cipher takes; its prefix is in front. */
const TAIL = 16

/** Counts what we send. */
export class NonceCounter {
  #high: number
  #low: number

  /** The nonce that was used last; a connection begins with none. */
  constructor(high = 0, low = 0) {
    this.#high = high
    this.#low = low
  }

  /** The next nonce, written behind the prefix in `nonce` and to `bytes` at `offset`. Throws ERR_ZMTP_INVALID_SEQUENCE at the end. */
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

/** Checks what the peer sends. */
export class NonceGuard {
  #high = -1
  #low = 0

  /** Takes the nonce at `offset` of `bytes` over to `nonce`. Throws ERR_ZMTP_INVALID_SEQUENCE unless it is above the last one. */
  accept(bytes: Uint8Array, offset: number, nonce: Uint8Array): void {
    const high = readUint32(bytes, offset)
    const low = readUint32(bytes, offset + 4)
    if (high < this.#high || (high === this.#high && low <= this.#low)) {
      throw new ProtocolError('ERR_ZMTP_INVALID_SEQUENCE', 'a nonce of the peer is not above the one before (RFC 26)')
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
