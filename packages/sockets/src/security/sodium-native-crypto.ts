/**
 * The cryptography of CURVE by sodium-native, if the program has installed it. Small boxes are left to WebAssembly, since a call of native
 * code costs as much as one of them.
 */
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { view } from '@tszmq/zmtp-codec/internal'

/** The functions of sodium-native that are used. */
export interface SodiumNative {
  crypto_secretbox_easy(box: Uint8Array, message: Uint8Array, nonce: Uint8Array, key: Uint8Array): void
  crypto_secretbox_open_easy(message: Uint8Array, box: Uint8Array, nonce: Uint8Array, key: Uint8Array): boolean
}

const MAC = 16

/** From this size on a native call is faster. */
const MIN_NATIVE_SIZE = 384

export class SodiumNativeCrypto implements CurveCrypto {
  readonly #native: SodiumNative
  readonly #small: CurveCrypto

  /** `small` is used for everything but large boxes. */
  constructor(native: SodiumNative, small: CurveCrypto) {
    this.#native = native
    this.#small = small
  }

  random(bytes: Uint8Array): void {
    this.#small.random(bytes)
  }

  publicKey(secretKey: Uint8Array): Uint8Array {
    return this.#small.publicKey(secretKey)
  }

  beforenm(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined {
    return this.#small.beforenm(publicKey, secretKey)
  }

  seal(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): void {
    if (size < MIN_NATIVE_SIZE) return this.#small.seal(key, nonce, bytes, start, size)
    const at = bytes.byteOffset + start
    this.#native.crypto_secretbox_easy(view(bytes.buffer, at, size + MAC), view(bytes.buffer, at + MAC, size), nonce, key)
  }

  open(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): boolean {
    if (size < MIN_NATIVE_SIZE) return this.#small.open(key, nonce, bytes, start, size)
    const at = bytes.byteOffset + start
    return this.#native.crypto_secretbox_open_easy(view(bytes.buffer, at + MAC, size - MAC), view(bytes.buffer, at, size), nonce, key)
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    return this.#small.equal(a, b)
  }

  wipe(secret: Uint8Array): void {
    this.#small.wipe(secret)
  }
}
