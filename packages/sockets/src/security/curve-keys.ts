/** Key pairs for CURVE as text (Z85, RFC 32), made and completed at once. Refuses what is no key. */
import { platform } from '#platform'
import { z85Decode, z85Encode } from '@tszmq/zmtp-codec'
import type { CurveCrypto } from '@tszmq/zmtp-codec/curve'
import { ZmqError } from '../events/zmq-error.ts'
import { loadedCurveCrypto } from './curve-crypto.ts'

const KEY = 32

/** Both keys of one side, 40 characters of Z85 each. */
export interface CurveKeyPair {
  readonly publicKey: string
  readonly secretKey: string
}

/** A new pair, fit to be kept for years (zmq_curve_keypair). Throws ENOTSUP in a browser that has not loaded CURVE yet. */
export function curveKeyPair(): CurveKeyPair {
  const { publicKey, secretKey } = platform.cryptography.createKeyPair() ?? createKeyPair()
  return { publicKey: z85Encode(publicKey), secretKey: z85Encode(secretKey) }
}

/** The public key of a secret one, both 40 characters of Z85 (zmq_curve_public). Throws EINVAL; ENOTSUP as `curveKeyPair`. */
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

/** Never tells the text: it may be a secret with one character too many. */
function decode(text: string): Uint8Array {
  if (typeof (text as unknown) !== 'string') throw new TypeError('a key of CURVE must be a string of 40 characters')
  let key: Uint8Array
  try {
    key = z85Decode(text)
  } catch (cause) {
    throw new ZmqError('EINVAL', `a key of CURVE is 40 characters of Z85; this is none, of ${text.length} characters`, { cause })
  }
  if (key.length !== KEY) throw new ZmqError('EINVAL', `a key of CURVE is 40 characters of Z85, not ${text.length}`)
  return key
}
