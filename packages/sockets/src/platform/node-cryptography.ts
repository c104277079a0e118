/** Random bytes and keys by `node:crypto`, loaded at the first use, since it makes up a fifth of the loading time. */
import type * as NodeCrypto from 'node:crypto'
import type { Cryptography } from './platform.ts'

/** The bytes of an X25519 secret key in PKCS #8 before the key itself (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')

function nodeCrypto(): typeof NodeCrypto {
  return process.getBuiltinModule('node:crypto')
}

export const nodeCryptography: Cryptography = {
  randomFill: (bytes) => void nodeCrypto().randomFillSync(bytes),
  equal: (a, b) => nodeCrypto().timingSafeEqual(a, b),
  createKeyPair() {
    const { x, d } = nodeCrypto().generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
    return { publicKey: Buffer.from(x as string, 'base64url'), secretKey: Buffer.from(d as string, 'base64url') }
  },
  publicKeyOf(secretKey) {
    const der = Buffer.concat([PKCS8, secretKey])
    const key = nodeCrypto().createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    der.fill(0)
    return Buffer.from(nodeCrypto().createPublicKey(key).export({ format: 'jwk' }).x as string, 'base64url')
  },
}
