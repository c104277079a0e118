/**
 * The cryptography of CURVE by sodium-native, where a program has installed it. A call into native code costs as much as a small box
 * does in WebAssembly, so the small ones stay there.
 */
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { view } from '@tszmq/zmtp-codec/internal'

/** What we use of sodium-native. */
export interface SodiumNative {
  crypto_secretbox_easy(box: Uint8Array, message: Uint8Array, nonce: Uint8Array, key: Uint8Array): void
  crypto_secretbox_open_easy(message: Uint8Array, box: Uint8Array, nonce: Uint8Array, key: Uint8Array): boolean
}

const MAC = 16

/** From this size on the native call is worth what it costs. */
const WORTH = 384

export class SodiumNativeCrypto implements CurveCrypto {
  readonly #native: SodiumNative
  readonly #small: CurveCrypto

  /** `small` does all that is not about large boxes. */
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
    if (size < WORTH) return this.#small.seal(key, nonce, bytes, start, size)
    const at = bytes.byteOffset + start
    this.#native.crypto_secretbox_easy(view(bytes.buffer, at, size + MAC), view(bytes.buffer, at + MAC, size), nonce, key)
  }

  open(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): boolean {
    if (size < WORTH) return this.#small.open(key, nonce, bytes, start, size)
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
