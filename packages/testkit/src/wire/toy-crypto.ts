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

const PRIME = 0x01000193
const BEGIN = 0x811c9dc5 | 0

/** FNV-1a four times over, from four beginnings. */
function digest(...pieces: readonly Uint8Array[]): Uint8Array {
  let a = BEGIN
  let b = BEGIN ^ 1
  let c = BEGIN ^ 2
  let d = BEGIN ^ 3
  for (const piece of pieces) {
    // All four in one pass, and by index: this is most of what a fuzzed handshake costs.
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i] as number
      a = Math.imul(a ^ byte, PRIME)
      b = Math.imul(b ^ byte, PRIME)
      c = Math.imul(c ^ byte, PRIME)
      d = Math.imul(d ^ byte, PRIME)
    }
  }
  const mac = new Uint8Array(MAC)
  const words = new DataView(mac.buffer)
  for (const [word, hash] of [a, b, c, d].entries()) words.setUint32(word * 4, hash)
  return mac
}
