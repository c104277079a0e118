/** The interface of the cryptography that CURVE needs. The codec has no implementation of it. */

/**
 * X25519 with XSalsa20-Poly1305, as in NaCl's crypto_box (RFC 26). A key has 32 bytes, a nonce 24. A box has 16 bytes more than its
 * content. No method may throw for bytes that a peer can choose.
 */
export interface CurveCrypto {
  /** Fills `bytes` with random bytes that are suitable for keys. */
  random(bytes: Uint8Array): void
  /** Returns the public key of a secret key. */
  publicKey(secretKey: Uint8Array): Uint8Array
  /** Returns the key of all boxes between two sides (crypto_box_beforenm), or undefined if the public key has a low order, such as zero. */
  beforenm(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined
  /** Seals in place: encrypts the `size` bytes at `start + 16`. The box begins at `start`. */
  seal(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): void
  /**
   * Opens in place: decrypts the box of `size` bytes at `start`. Its content begins at `start + 16`. Returns false if the box is not
   * genuine; the bytes are undefined then.
   */
  open(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): boolean
  /** Returns true if two arrays of the same length are equal, in constant time. */
  equal(a: Uint8Array, b: Uint8Array): boolean
  /** Overwrites a secret, and the copies that the implementation keeps of it. */
  wipe(secret: Uint8Array): void
}

/** Size of a key in bytes. */
export const KEY = 32

/** Number of bytes by which a box is longer than its content. */
export const BOX = 16
