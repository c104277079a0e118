/** Seals and opens the boxes of the CURVE handshake (RFC 26). Each box has memory of its own. */
import type { CurveCrypto } from './curve-crypto.ts'
import { BOX, KEY } from './curve-crypto.ts'
import { allocate, latin1 } from './frame.ts'
import { ProtocolError } from './protocol-error.ts'

/** Size in bytes of the random part of a long nonce. */
export const LONG_NONCE = 16

/** Makes a nonce of 24 bytes: the prefix, then `tail`, or zeros that the caller fills in later. */
export function nonceOf(prefix: string, tail?: Uint8Array): Uint8Array {
  const nonce = allocate(24).fill(0)
  nonce.set(latin1(prefix))
  if (tail !== undefined) nonce.set(tail, prefix.length)
  return nonce
}

/** Returns `size` random bytes. */
export function randomBytes(crypto: CurveCrypto, size: number): Uint8Array {
  const bytes = allocate(size)
  crypto.random(bytes)
  return bytes
}

/** Seals the concatenated pieces in one box. */
export function sealBox(crypto: CurveCrypto, key: Uint8Array, nonce: Uint8Array, ...pieces: readonly Uint8Array[]): Uint8Array {
  let size = 0
  for (const piece of pieces) size += piece.length
  const box = allocate(BOX + size)
  let offset = BOX
  for (const piece of pieces) {
    box.set(piece, offset)
    offset += piece.length
  }
  crypto.seal(key, nonce, box, 0, size)
  return box
}

/** Opens a box and returns its content. `what` names the box in the text of the error. Throws `ERR_ZMTP_CRYPTOGRAPHIC`. */
export function openBox(crypto: CurveCrypto, key: Uint8Array, nonce: Uint8Array, box: Uint8Array, what: string): Uint8Array {
  const bytes = allocate(box.length)
  bytes.set(box)
  if (crypto.open(key, nonce, bytes, 0, bytes.length)) return bytes.subarray(BOX)
  throw new ProtocolError('ERR_ZMTP_CRYPTOGRAPHIC', `the box of ${what} does not open with the keys of this connection (RFC 26)`)
}

/** Returns the key of all boxes between two key pairs. `whose` names the public key in the text of the error. Throws `ERR_ZMTP_KEY_EXCHANGE`. */
export function sharedKey(crypto: CurveCrypto, publicKey: Uint8Array, secretKey: Uint8Array, whose: string): Uint8Array {
  const key = crypto.beforenm(publicKey, secretKey)
  if (key !== undefined) return key
  throw new ProtocolError('ERR_ZMTP_KEY_EXCHANGE', `the ${whose} has a low order, so the shared secret would be a known constant`)
}

/** Throws `RangeError` if `key` is not 32 bytes long. `name` names it in the text of the error. */
export function checkKey(name: string, key: Uint8Array): void {
  if (key.length !== KEY) throw new RangeError(`${name} has ${key.length} bytes; a CURVE key has ${KEY}`)
}
