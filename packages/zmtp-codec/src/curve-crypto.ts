/** The cryptography that CURVE needs, as a seam: the codec has none of its own and knows no library. */

/**
 * X25519 and XSalsa20-Poly1305, as NaCl combines them (RFC 26). All keys are 32 bytes, nonces 24, boxes 16 bytes longer than what is
 * in them. Nothing may throw for what a peer can choose.
 */
export interface CurveCrypto {
  /** Fills all of `bytes` from a source that is fit for keys. */
  random(bytes: Uint8Array): void
  /** The public key of a secret key. */
  publicKey(secretKey: Uint8Array): Uint8Array
  /** The key of all boxes between two sides (crypto_box_beforenm). Undefined for a public key of low order, zero among them. */
  beforenm(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined
  /** Makes a box of the `size` bytes that lie 16 behind `start`; it then begins at `start`. */
  seal(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): void
  /** The reverse: what was in the box of `size` bytes at `start` then lies 16 behind. False, and rubbish there, if it is not genuine. */
  open(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): boolean
  /** Whether two arrays of one length are equal, in a time that does not tell where they differ. */
  equal(a: Uint8Array, b: Uint8Array): boolean
  /** Overwrites a secret, wherever there are copies of it. */
  wipe(secret: Uint8Array): void
}

export const KEY = 32
export const BOX = 16
