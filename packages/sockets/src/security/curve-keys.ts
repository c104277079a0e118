/** Key pairs for CURVE, as text in Z85 (RFC 32). */
import { z85Decode, z85Encode } from '@tszmq/zmtp-codec'
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { ZmqError } from '../events/zmq-error.ts'
import { loadedCurveCrypto } from './curve-crypto.ts'

const KEY = 32

/** A long-term key pair for CURVE (RFC 26). */
export interface CurveKeyPair {
  /** The public key: 40 characters of Z85. */
  readonly publicKey: string
  /** The secret key: 40 characters of Z85. */
  readonly secretKey: string
}

/** Creates a long-term key pair (zmq_curve_keypair). */
export function curveKeyPair(): CurveKeyPair {
  const { publicKey, secretKey } = platform.cryptography.createKeyPair() ?? createKeyPair()
  return { publicKey: z85Encode(publicKey), secretKey: z85Encode(secretKey) }
}

/** Computes the public key of a secret key, both 40 characters of Z85 (zmq_curve_public). Throws EINVAL if it is not a key. */
export function curvePublicKey(secretKey: string): string {
  const secret = decode(secretKey)
  return z85Encode(platform.cryptography.publicKeyOf(secret) ?? libsodium().publicKey(secret))
}

/** Computes the public key of a secret key, both 32 bytes. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  const der = Buffer.concat([PKCS8, secretKey])
  const key = nodeCrypto().createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return Buffer.from(nodeCrypto().createPublicKey(key).export({ format: 'jwk' }).x as string, 'base64url')
}

/** Throws EINVAL without the text, which may be a secret key with one character too many. */
function decode(text: string): Uint8Array {
  if (typeof (text as unknown) !== 'string') throw new TypeError('a CURVE key must be a string of 40 characters')
  let key: Uint8Array
  try {
    key = z85Decode(text)
  } catch (cause) {
    throw new ZmqError('EINVAL', `a CURVE key must be 40 characters of Z85; these ${text.length} characters are not Z85`, { cause })
  }
  if (key.length !== KEY) throw new ZmqError('EINVAL', `a CURVE key must be 40 characters of Z85, not ${text.length}`)
  return key
}
