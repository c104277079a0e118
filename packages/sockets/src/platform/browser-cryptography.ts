/** Random bytes by Web Crypto. Web Crypto makes X25519 keys only with promises, so libsodium makes them once it is loaded. */
import type { Cryptography } from './platform.ts'

/** Most bytes of one call of `getRandomValues`. */
const LARGEST_DRAW = 65_536

export const browserCryptography: Cryptography = {
  randomFill(bytes) {
    for (let at = 0; at < bytes.length; at += LARGEST_DRAW) {
      globalThis.crypto.getRandomValues(bytes.subarray(at, at + LARGEST_DRAW) as Uint8Array<ArrayBuffer>)
    }
  },
  equal(a, b) {
    let difference = 0
    for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
    return difference === 0
  },
  createKeyPair: () => undefined,
  publicKeyOf: () => undefined,
}
