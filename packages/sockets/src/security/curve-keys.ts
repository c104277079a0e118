/** Key pairs for CURVE, as text in Z85 (RFC 32). */
import { platform } from '#platform'
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

/** Creates a long-term key pair (zmq_curve_keypair). Throws ENOTSUP in a browser that has not loaded CURVE yet. */
export function curveKeyPair(): CurveKeyPair {
  const { publicKey, secretKey } = platform.cryptography.createKeyPair() ?? createKeyPair()
  return { publicKey: z85Encode(publicKey), secretKey: z85Encode(secretKey) }
}

/** Computes the public key of a secret key, both 40 characters of Z85 (zmq_curve_public). Throws EINVAL, and ENOTSUP as `curveKeyPair`. */
export function curvePublicKey(secretKey: string): string {
  const secret = decode(secretKey)
  return z85Encode(platform.cryptography.publicKeyOf(secret) ?? libsodium().publicKey(secret))
}

function createKeyPair(): { publicKey: Uint8Array; secretKey: Uint8Array } {
  const crypto = libsodium()
  const secretKey = new Uint8Array(KEY)
  crypto.random(secretKey)
  return { publicKey: crypto.publicKey(secretKey), secretKey }
}

function libsodium(): CurveCrypto {
  const loaded = loadedCurveCrypto()
  if (loaded !== undefined) return loaded
  throw new ZmqError('ENOTSUP', 'keys can be made here once CURVE is loaded, which the first socket with CURVE keys does')
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
