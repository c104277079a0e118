/** The CURVE keys of an endpoint. Refuses keys that are missing, and pairs that do not belong together. */
import type { SocketOptionValues } from '../options/options.ts'
import { ZmqError } from '../events/zmq-error.ts'
import { loadedCurveCrypto } from './curve-crypto.ts'
import { publicKeyOf } from './curve-keys.ts'
import { nodeCrypto } from './node-crypto.ts'
import type { Secret } from './secret.ts'

export interface CurveKeys {
  readonly secretKey: Secret
  /** A client's: the long-term public key of the server it means to reach. Undefined: we are the server. */
  readonly serverKey: Uint8Array | undefined
}

/** Throws EINVAL. The public key is compared with the secret one if it was given. */
export function checkKeys(options: SocketOptionValues, asServer: boolean): CurveKeys {
  const { curvePublicKey, curveSecretKey, curveServerKey } = options
  if (curveSecretKey === null) throw new ZmqError('EINVAL', 'CURVE needs curveSecretKey: make a pair with curveKeyPair()')
  if (!asServer && curveServerKey === null) {
    throw new ZmqError('EINVAL', 'a CURVE client needs curveServerKey, the public key of its server; a server sets curveServer')
  }
  // libsodium takes a fifth of the time of node:crypto, which reads each key as a file.
  const compute = (secret: Uint8Array): Uint8Array => loadedCurveCrypto()?.publicKey(secret) ?? publicKeyOf(secret)
  if (curvePublicKey !== null && !nodeCrypto().timingSafeEqual(publicKeyFor(curveSecretKey, compute), curvePublicKey)) {
    throw new ZmqError('EINVAL', 'curvePublicKey does not belong to curveSecretKey')
  }
  return { secretKey: curveSecretKey, serverKey: asServer ? undefined : (curveServerKey as Uint8Array) }
}

/** Computed once for a secret, however many endpoints have it. */
const publicKeys = new WeakMap<Secret, Uint8Array>()

/** The public key of a secret one, computed by `compute` if this is the first time. */
export function publicKeyFor(secretKey: Secret, compute: (secretKey: Uint8Array) => Uint8Array): Uint8Array {
  let publicKey = publicKeys.get(secretKey)
  if (publicKey === undefined) {
    publicKey = compute(secretKey.reveal())
    publicKeys.set(secretKey, publicKey)
  }
  return publicKey
}
