/** Key pairs for CURVE as text (Z85, RFC 32), made and completed at once. Refuses what is no key. */
import { z85Decode, z85Encode } from '@tszmq/zmtp-codec'
import { ZmqError } from '../events/zmq-error.ts'
import { nodeCrypto } from './node-crypto.ts'

/** A secret key of X25519 in the form node:crypto takes, up to its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const KEY = 32

/** Both keys of one side, 40 characters of Z85 each. */
export interface CurveKeyPair {
  readonly publicKey: string
  readonly secretKey: string
}

/** A new pair, fit to be kept for years (zmq_curve_keypair). */
export function curveKeyPair(): CurveKeyPair {
  const { x, d } = nodeCrypto().generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
  return { publicKey: encode(x as string), secretKey: encode(d as string) }
}

/** The public key of a secret one, both 40 characters of Z85 (zmq_curve_public). Throws EINVAL. */
export function curvePublicKey(secretKey: string): string {
  return z85Encode(publicKeyOf(decode(secretKey)))
}

/** The same of bytes, 32 each. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  const der = Buffer.concat([PKCS8, secretKey])
  const key = nodeCrypto().createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return Buffer.from(nodeCrypto().createPublicKey(key).export({ format: 'jwk' }).x as string, 'base64url')
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

function encode(base64: string): string {
  return z85Encode(Buffer.from(base64, 'base64url'))
}
