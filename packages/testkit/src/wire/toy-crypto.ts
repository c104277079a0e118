/**
 * No cryptography at all, in the shape of one: for millions of CURVE handshakes that are fast and the same each time. Boxes can be
 * read by anybody, and open only with the key and nonce that made them, and if nothing was changed. Keeps nothing secret.
 */
import type { CurveCrypto } from '@tszmq/zmtp-codec'
import { Xoshiro128 } from '../xoshiro128.ts'

const MASK = 0x55
const MAC = 16

export class ToyCrypto implements CurveCrypto {
  readonly #random: Xoshiro128

  constructor(seed: number) {
    this.#random = new Xoshiro128(seed)
  }

  random(bytes: Uint8Array): void {
    bytes.set(this.#random.bytes(bytes.length))
  }

  publicKey(secretKey: Uint8Array): Uint8Array {
    return secretKey.map((byte) => byte ^ MASK)
  }

  beforenm(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined {
    if (publicKey.every((byte) => byte === 0)) return undefined
    return publicKey.map((byte, i) => byte ^ MASK ^ (secretKey[i] as number))
  }

  seal(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): void {
    bytes.set(digest(key, nonce, bytes.subarray(start + MAC, start + MAC + size)), start)
  }

  open(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array, start: number, size: number): boolean {
    if (size < MAC) return false
    return this.equal(digest(key, nonce, bytes.subarray(start + MAC, start + size)), bytes.subarray(start, start + MAC))
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    return a.length === b.length && a.every((byte, i) => byte === b[i])
  }

  wipe(secret: Uint8Array): void {
    secret.fill(0)
  }
}

/** FNV-1a four times over, from four beginnings. */
function digest(...pieces: readonly Uint8Array[]): Uint8Array {
  const mac = new Uint8Array(MAC)
  const words = new DataView(mac.buffer)
  for (let word = 0; word < 4; word++) {
    let hash = 0x811c9dc5 ^ word
    for (const piece of pieces) for (const byte of piece) hash = Math.imul(hash ^ byte, 0x01000193)
    words.setUint32(word * 4, hash)
  }
  return mac
}
